// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/cell_axes.h"

#include <fmt/format.h>

#include <algorithm>

namespace hmmbench {

std::string ScenarioOf(std::string_view cell) {
  return std::string(cell.substr(0, cell.find('/')));
}

std::vector<std::pair<std::string, std::string>> AxesOf(std::string_view cell) {
  std::vector<std::pair<std::string, std::string>> axes;
  size_t slash = cell.find('/');
  while (slash != std::string_view::npos) {
    const size_t next = cell.find('/', slash + 1);
    const std::string_view axis = cell.substr(
        slash + 1, next == std::string_view::npos ? next : next - slash - 1);
    const size_t colon = axis.find(':');
    axes.emplace_back(axis.substr(0, colon), colon == std::string_view::npos
                                                 ? std::string_view()
                                                 : axis.substr(colon + 1));
    slash = next;
  }
  return axes;
}

std::string AxisValue(const CellComparison& cell, const std::string& axis) {
  const auto found = cell.axes.find(axis);
  return found == cell.axes.end() ? "" : found->second;
}

std::vector<ScenarioCells> GroupByScenario(const Comparison& comparison) {
  std::vector<ScenarioCells> groups;
  for (const CellComparison& cell : comparison.cells) {
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&cell](const ScenarioCells& other) {
                                return other.scenario == cell.scenario;
                              });
    if (group == groups.end()) {
      group = groups.insert(groups.end(), {cell.scenario, {}, {}, {}});
    }
    group->cells.push_back(&cell);
  }
  for (ScenarioCells& group : groups) {
    const CellComparison& first = *group.cells.front();
    for (const auto& axis : AxesOf(first.cell)) {
      const bool constant =
          std::all_of(group.cells.begin(), group.cells.end(),
                      [&axis](const CellComparison* cell) {
                        return AxisValue(*cell, axis.first) == axis.second;
                      });
      if (constant) {
        group.constant.push_back(axis);
      } else {
        group.varying.push_back(axis.first);
      }
    }
  }
  return groups;
}

std::string ShortName(const CellComparison& cell,
                      const std::vector<ScenarioCells>& groups) {
  std::string name = cell.scenario;
  for (const ScenarioCells& group : groups) {
    if (group.scenario != cell.scenario) continue;
    for (const std::string& axis : group.varying) {
      name += fmt::format(" {}:{}", axis, AxisValue(cell, axis));
    }
  }
  return name;
}

bool IsContended(const CellComparison& cell) {
  return std::any_of(
      cell.arms.begin(), cell.arms.end(), [](const CellSummary& summary) {
        // A migrator goes for the pages as well, without touching them.
        return (summary.touches > summary.pages && summary.pages > 0) ||
               summary.latency.contains("migrator") ||
               summary.boots_starved > 0;
      });
}

}  // namespace hmmbench
