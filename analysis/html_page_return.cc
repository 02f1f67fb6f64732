// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/html_page_return.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "analysis/cell_axes.h"
#include "analysis/cell_figures.h"
#include "analysis/html_pieces.h"
#include "analysis/notation.h"

namespace hmmbench {

std::string HtmlPageReturn(const Comparison& comparison) {
  std::string rows;
  for (const ScenarioCells& group : GroupByScenario(comparison)) {
    std::string of_group;
    for (const CellComparison* cell : group.cells) {
      std::string name = Escaped(HtmlRowName(group, *cell));
      for (size_t arm = 0; arm < cell->arms.size(); ++arm) {
        const CellSummary& summary = cell->arms[arm];
        if (!summary.page_return) continue;
        of_group += fmt::format(
            "<tr><th class=\"word\">{}</th><td class=\"word\">{}{}</td>"
            "<td>{}</td><td>{}</td>",
            name, Dot(arm), Escaped(comparison.arms[arm].label),
            Grouped(summary.page_return->returned.count()),
            Grouped(summary.page_return->not_returned));
        for (const double q : {0.5, 0.9, 0.99, 0.999}) {
          of_group +=
              fmt::format("<td>{}</td>", HtmlQuantity(ReturnText(summary, q)));
        }
        of_group += "</tr>\n";
        name.clear();
      }
    }
    if (of_group.empty()) continue;
    rows += "<tbody>\n" + HtmlScenarioRow(group, 8) + of_group + "</tbody>\n";
  }
  if (rows.empty()) return "";
  return fmt::format(
      "<h2>Time to a page&#39;s return</h2>\n<p class=\"soft\">From when the "
      "first thread could touch a page until all of them had touched it. Pages "
      "that had not come back when their cell was cut off could have taken any "
      "time: a quantile is then the least that it can be, or a dash.</p>\n"
      "<div class=\"scroll\"><table class=\"dense\"><thead><tr>"
      "<th class=\"word\">cell</th><th class=\"word\">kernel</th>"
      "<th>pages</th><th>not returned</th><th>p50</th><th>p90</th><th>p99</th>"
      "<th>p99.9</th></tr></thead>\n{}</table></div>\n",
      rows);
}

}  // namespace hmmbench
