// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/html_models.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>

#include "analysis/cell_axes.h"
#include "analysis/comparison.h"
#include "analysis/html_pieces.h"
#include "analysis/model_spread.h"

namespace hmmbench {
namespace {

std::string Row(const std::string& cell, const std::string& kernel,
                const ModelSpread& models) {
  return fmt::format(
      "<tr><td class=\"word\">{}</td><td class=\"word\">{}</td><td>{}</td>"
      "<td>{}</td><td>{}</td><td>{}</td></tr>\n",
      cell, kernel, models.models, RangeText(models.faults_per_page),
      RangeText(models.calls_per_page), RangeText(models.throughput_ratio));
}

}  // namespace

std::string HtmlModels(const Comparison& comparison) {
  const auto groups = GroupByScenario(comparison);
  std::string rows;
  for (const CellComparison& cell : comparison.cells) {
    std::string name = Escaped(ShortName(cell, groups));
    for (size_t arm = 0; arm < cell.arms.size(); ++arm) {
      if (!cell.arms[arm].models) continue;
      rows += Row(name, Dot(arm) + Escaped(comparison.arms[arm].label),
                  *cell.arms[arm].models);
      name.clear();
    }
  }
  if (rows.empty()) return "";
  return fmt::format(
      "<section><h2>Models of the virtual clock</h2>\n"
      "<p>{}</p>\n"
      "<div class=\"scroll\"><table class=\"dense\"><thead><tr>"
      "<th class=\"word\">cell</th><th class=\"word\">kernel</th>"
      "<th>models</th><th>faults / page</th>"
      "<th>migrate_to_ram() / page</th>"
      "<th>throughput, times the baseline&#39;s</th></tr></thead>\n"
      "<tbody>{}</tbody></table></div></section>\n",
      Escaped(kModelsExplained), rows);
}

}  // namespace hmmbench
