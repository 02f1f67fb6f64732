// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What several parts of an HTML page are made of.

#ifndef HMMBENCH_ANALYSIS_REPORT_HTML_PIECES_H_
#define HMMBENCH_ANALYSIS_REPORT_HTML_PIECES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "analysis/report/document.h"

namespace hmmbench {

// Everything that comes from files goes through here: nothing in a record, a
// manifest or a console can become markup.
std::string Escaped(std::string_view text);

// A quantity of notation.h, for a page that has room and letters: ">=12.3us"
// becomes "≥12.3 µs". What is no quantity stays as it is. Not escaped.
std::string HtmlQuantity(std::string_view quantity);

// The kernel's colour, as in the plots.
std::string Dot(size_t kernel);

// A sign, the word, a colour.
std::string VerdictWord(std::string_view word);

// The class of a tone in the style sheet; "" for the plain one.
std::string_view ClassOf(Tone tone);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_HTML_PIECES_H_
