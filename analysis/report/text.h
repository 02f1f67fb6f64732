// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A document in plain characters, for a mail and for a terminal.

#ifndef HMMBENCH_ANALYSIS_REPORT_TEXT_H_
#define HMMBENCH_ANALYSIS_REPORT_TEXT_H_

#include <cstddef>
#include <string>

#include "analysis/report/document.h"

namespace hmmbench {

struct TextStyle {
  size_t width = 75;
  bool colour = false;
};

// Returns printable ASCII text in lines of at most `width` characters.
std::string PrintText(const Document& document, const TextStyle& style = {});

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_TEXT_H_
