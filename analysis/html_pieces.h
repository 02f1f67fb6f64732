// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What several parts of the HTML report are made of.

#ifndef HMMBENCH_ANALYSIS_HTML_PIECES_H_
#define HMMBENCH_ANALYSIS_HTML_PIECES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "analysis/cell_axes.h"
#include "analysis/comparison.h"

namespace hmmbench {

// Everything that comes from files goes through here: nothing in a record, a
// manifest or a console can become markup.
std::string Escaped(std::string_view text);

// A quantity as the other reports write it, for a page that has room and
// letters: ">=12.3us" becomes "≥12.3 µs".
std::string HtmlQuantity(const std::string& quantity);

// A sign, the word, a colour; `reason` shows under the pointer.
std::string VerdictWord(Verdict verdict, std::string_view reason);

// The kernel's colour, as in the plots.
std::string Dot(size_t arm);

// A row of a table over all its columns: the scenario, and the axes that are
// the same in all its cells.
std::string HtmlScenarioRow(const ScenarioCells& group, size_t columns);

// What tells a cell from the others of its scenario; not escaped.
std::string HtmlRowName(const ScenarioCells& group, const CellComparison& cell);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_PIECES_H_
