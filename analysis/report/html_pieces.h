// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Pieces that several parts of an HTML page are made of.

#ifndef HMMBENCH_ANALYSIS_REPORT_HTML_PIECES_H_
#define HMMBENCH_ANALYSIS_REPORT_HTML_PIECES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "analysis/report/document.h"

namespace hmmbench {

// All text that comes from files must pass through this, so that nothing in a
// record, a manifest or a console can become markup.
std::string Escaped(std::string_view text);

// Rewrites a quantity of notation.h for a page that has room and all letters:
// ">=12.3us" becomes "≥12.3 µs". Leaves other text as it is. Does not escape.
std::string HtmlQuantity(std::string_view quantity);

// The kernel's colour, as in the plots.
std::string Dot(size_t kernel);

// Writes a sign, the word and a colour.
std::string VerdictWord(std::string_view word);

// The class of a tone in the style sheet; "" for the plain one.
std::string_view ClassOf(Tone tone);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_HTML_PIECES_H_
