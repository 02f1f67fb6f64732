// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "analysis/export/export_format.h"
#include "analysis/statistics/statistics.h"

namespace hmmbench {

std::string WriteBmf(const ExportTable& table) {
  nlohmann::json json = nlohmann::json::object();
  for (const ExportFigure& figure : FiguresOf(table)) {
    std::string name = fmt::format("{}/{}", table.KernelOf(*figure.first).label,
                                   figure.first->cell);
    // Names of several runs must not fall together.
    if (table.runs.size() > 1) {
      name = fmt::format("{}/{}", table.RunOf(*figure.first).id, name);
    }
    const auto [least, most] = std::ranges::minmax(figure.values);
    json[name][figure.first->metric] = {{"value", Median(figure.values)},
                                        {"lower_value", least},
                                        {"upper_value", most}};
  }
  return json.dump(1) + "\n";
}

}  // namespace hmmbench
