// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/html_seeds.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>

#include "analysis/cell_axes.h"
#include "analysis/html_pieces.h"
#include "analysis/notation.h"

namespace hmmbench {
namespace {

// Three columns: lowest, median, highest.
std::string CountColumns(const Spread& spread) {
  return fmt::format("<td>{}</td><td>{}</td><td>{}</td>", Count(spread.lowest),
                     Count(spread.median), Count(spread.highest));
}

std::string DurationColumns(const std::optional<Spread>& spread) {
  if (!spread) {
    return fmt::format("<td>{0}</td><td>{0}</td><td>{0}</td>", kAbsent);
  }
  return fmt::format("<td>{}</td><td>{}</td><td>{}</td>",
                     Duration(spread->lowest), Duration(spread->median),
                     Duration(spread->highest));
}

std::string Row(const std::string& cell, const std::string& kernel,
                const SeedSpread& seeds) {
  return fmt::format(
      "<tr><td class=\"word\">{}</td><td class=\"word\">{}</td>"
      "<td>{} of {}</td>{}{}{}</tr>\n",
      cell, kernel, seeds.different, seeds.seeds,
      CountColumns(seeds.retries_per_page), DurationColumns(seeds.p99_ns),
      DurationColumns(seeds.longest_ns));
}

}  // namespace

std::string HtmlSeeds(const Comparison& comparison) {
  const auto groups = GroupByScenario(comparison);
  std::string rows;
  for (const CellComparison& cell : comparison.cells) {
    std::string name = Escaped(ShortName(cell, groups));
    for (size_t arm = 0; arm < cell.arms.size(); ++arm) {
      if (!cell.arms[arm].seeds) continue;
      rows += Row(name, Dot(arm) + Escaped(comparison.arms[arm].label),
                  *cell.arms[arm].seeds);
      name.clear();
    }
  }
  if (rows.empty()) return "";
  return fmt::format(
      "<section><h2>Interleavings</h2>\n"
      "<p>A seed is one interleaving of the same work: lowest, median and "
      "highest over them.</p>\n"
      "<div class=\"scroll\"><table class=\"dense\"><thead><tr><th "
      "class=\"word\">cell</th>"
      "<th class=\"word\">kernel</th><th>differ</th>"
      "<th colspan=\"3\" class=\"group\">retries / page</th>"
      "<th colspan=\"3\" class=\"group\">p99</th>"
      "<th colspan=\"3\" class=\"group\">longest touch</th></tr></thead>\n"
      "<tbody>{}</tbody></table></div></section>\n",
      rows);
}

}  // namespace hmmbench
