// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/cell_axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

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
  return found == cell.axes.end() ? "default" : found->second;
}

namespace {

// Returns the axes that the names of the cells mention, each once, in the
// scenario's order. An axis that is new in a scenario is named only when it
// does not have its default.
std::vector<std::string> AxisNames(
    const std::vector<const CellComparison*>& cells) {
  std::vector<std::string> names;
  for (const CellComparison* cell : cells) {
    size_t place = 0;
    for (const auto& axis : AxesOf(cell->cell)) {
      const auto known = std::ranges::find(names, axis.first);
      if (known == names.end()) {
        names.insert(names.begin() + static_cast<ptrdiff_t>(place++),
                     axis.first);
      } else {
        place = static_cast<size_t>(known - names.begin()) + 1;
      }
    }
  }
  return names;
}

}  // namespace

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
    for (const std::string& axis : AxisNames(group.cells)) {
      const std::string value = AxisValue(first, axis);
      const bool constant =
          std::ranges::all_of(group.cells, [&](const CellComparison* cell) {
            return AxisValue(*cell, axis) == value;
          });
      if (constant) {
        group.constant.emplace_back(axis, value);
      } else {
        group.varying.push_back(axis);
      }
    }
  }
  return groups;
}

std::string VaryingAxes(const ScenarioCells& group, const CellComparison& cell,
                        const std::set<std::string>& without) {
  std::string axes;
  for (const std::string& axis : group.varying) {
    if (without.contains(axis)) continue;
    axes += fmt::format("{}{}:{}", axes.empty() ? "" : " ", axis,
                        AxisValue(cell, axis));
  }
  return axes;
}

std::string ShortName(const CellComparison& cell,
                      const std::vector<ScenarioCells>& groups,
                      const std::set<std::string>& without) {
  for (const ScenarioCells& group : groups) {
    if (group.scenario != cell.scenario) continue;
    const std::string axes = VaryingAxes(group, cell, without);
    return axes.empty() ? cell.scenario
                        : fmt::format("{} {}", cell.scenario, axes);
  }
  return cell.scenario;
}

namespace {

// Value of an axis that at least 7 of 10 cells of the group have; "" where
// there is none.
std::string UsualValue(const ScenarioCells& group, const std::string& axis) {
  std::map<std::string, size_t> counts;
  for (const CellComparison* cell : group.cells) {
    const std::string value = AxisValue(*cell, axis);
    if (10 * ++counts[value] >= 7 * group.cells.size()) return value;
  }
  return "";
}

bool IsNumber(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) {
    return letter >= '0' && letter <= '9';
  });
}

}  // namespace

std::string UsualAxes(const ScenarioCells& group) {
  std::string axes;
  for (const std::string& axis : group.varying) {
    const std::string value = UsualValue(group, axis);
    if (value.empty()) continue;
    axes += fmt::format("{}{}:{}", axes.empty() ? "" : " ", axis, value);
  }
  return axes;
}

std::string CompactName(const ScenarioCells& group,
                        const CellComparison& cell) {
  std::string name = group.scenario;
  for (const std::string& axis : group.varying) {
    const std::string value = AxisValue(cell, axis);
    if (value == UsualValue(group, axis)) continue;
    name += IsNumber(value) ? fmt::format(" {}:{}", axis, value) : " " + value;
  }
  return name;
}

bool IsContended(const CellComparison& cell) {
  return std::any_of(
      cell.variants.begin(), cell.variants.end(),
      [](const CellSummary& summary) {
        // A migrator competes for the pages as well, without touching them.
        return (summary.touches > summary.pages && summary.pages > 0) ||
               summary.latency.contains("migrator") ||
               summary.boots_starved > 0;
      });
}

}  // namespace hmmbench
