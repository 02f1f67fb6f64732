// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The report in plain characters, for a mail and for a terminal.

#ifndef HMMBENCH_ANALYSIS_PLAIN_REPORT_H_
#define HMMBENCH_ANALYSIS_PLAIN_REPORT_H_

#include <cstddef>
#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

struct PlainStyle {
  size_t width = 75;
  bool colour = false;
};

std::string PlainReport(const Comparison& comparison, const PlainStyle& style);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_PLAIN_REPORT_H_
