// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What several parts of the HTML report are made of.

#ifndef HMMBENCH_ANALYSIS_HTML_PIECES_H_
#define HMMBENCH_ANALYSIS_HTML_PIECES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "analysis/comparison.h"

namespace hmmbench {

// Everything that comes from files goes through here: nothing in a record, a
// manifest or a console can become markup.
std::string Escaped(std::string_view text);

// A sign, the word, a colour; `reason` shows under the pointer.
std::string VerdictWord(Verdict verdict, std::string_view reason);

// The kernel's colour, as in the plots.
std::string Dot(size_t arm);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_PIECES_H_
