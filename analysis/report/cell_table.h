// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Makes tables of cells from a comparison.

#ifndef HMMBENCH_ANALYSIS_REPORT_CELL_TABLE_H_
#define HMMBENCH_ANALYSIS_REPORT_CELL_TABLE_H_

#include <functional>
#include <string_view>
#include <vector>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/comparison.h"
#include "analysis/report/document.h"

namespace hmmbench {

// The colour of a verdict's word.
Tone ToneOf(Verdict verdict);

// Returns the ratio with interval and verdict. `reason` becomes a footnote,
// unless the verdict is that nothing differs.
Entry EffectEntry(const std::optional<Effect>& effect, Verdict verdict,
                  const std::string& reason);

class CellTableMaker {
 public:
  // Makes a row for each cell that passes; for all cells when `passes` is null.
  explicit CellTableMaker(
      const Comparison& comparison,
      const std::function<bool(const CellComparison&)>& passes = nullptr);

  // `of` gets a cell's summary on a kernel, and that of the baseline.
  using EntryOf = std::function<Entry(const CellSummary& summary,
                                      const CellSummary& baseline)>;
  // Adds a figure, unless none of its entries is present.
  void Add(CellTable::Figure figure, const EntryOf& of);
  // Adds a figure from a text as analysis/comparison/cell_figures.h writes it.
  void AddText(CellTable::Figure figure,
               const std::function<std::string(const CellSummary&)>& text_of);

  // Finishes the table under a heading and an explanation, unless it has no
  // figure.
  void Finish(std::string_view heading, std::string_view explanation,
              Document& document);

 private:
  std::vector<std::vector<const CellComparison*>> cells_;  // as table_.groups
  CellTable table_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_CELL_TABLE_H_
