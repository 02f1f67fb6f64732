// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "analysis/comparison/cell_figures.h"
#include "analysis/report/cell_table.h"
#include "analysis/report/notation.h"
#include "analysis/report/sections.h"

namespace hmmbench {

void PageReturnSection(const Comparison& comparison, Document& document) {
  CellTableMaker table(comparison);
  table.AddText({.caption = "pages that came back", .head = "pages"},
                [](const CellSummary& summary) {
                  return summary.page_return
                             ? Grouped(summary.page_return->returned.count())
                             : std::string(kAbsent);
                });
  table.AddText(
      {.caption = "pages that did not come back", .head = "not returned"},
      [](const CellSummary& summary) {
        return summary.page_return ? Grouped(summary.page_return->not_returned)
                                   : std::string(kAbsent);
      });
  for (const auto& [name, q] :
       {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}) {
    table.AddText(
        {.caption = fmt::format("{} time to a page's return", name),
         .head = name},
        [q = q](const CellSummary& summary) { return ReturnText(summary, q); });
  }
  table.Finish(
      "Time to a page's return",
      "From when the first thread could touch a page until all of them had "
      "touched it. Pages that had not come back when their cell was cut off "
      "could have taken any time: a quantile is then the least that it can be, "
      "or a dash.",
      document);
}

}  // namespace hmmbench
