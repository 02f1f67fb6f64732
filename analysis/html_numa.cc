// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The maps are tables: a figure in each field, and its shade behind it, so that
// they can be read without colour and copied.

#include "analysis/html_numa.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/cell_axes.h"
#include "analysis/html_pieces.h"
#include "analysis/notation.h"
#include "analysis/summary.h"

namespace hmmbench {
namespace {

constexpr const char* kCpu = "cpu_node";
constexpr const char* kSystem = "system_node";
constexpr const char* kDevice = "device_node";

// The nodes of a pair of memories, as the cells name them.
using Memories = std::pair<std::string, std::string>;  // system, device

// One map: the figures of one quantity on one kernel.
struct HeatMap {
  std::string kernel;
  std::string axes;  // the values of the axes that are no nodes
  std::map<std::pair<std::string, Memories>, double> values;  // by CPU node too
};

bool CrossesNodes(const CellComparison& cell) {
  return cell.axes.contains(kCpu) &&
         (cell.axes.contains(kSystem) || cell.axes.contains(kDevice));
}

std::string OtherAxes(const CellComparison& cell,
                      const std::vector<ScenarioCells>& groups) {
  std::string axes = cell.scenario;
  for (const ScenarioCells& group : groups) {
    if (group.scenario != cell.scenario) continue;
    for (const std::string& axis : group.varying) {
      if (axis == kCpu || axis == kSystem || axis == kDevice) continue;
      axes += fmt::format(" {}:{}", axis, AxisValue(cell, axis));
    }
  }
  return axes;
}

std::optional<double> MedianTouch(const CellSummary& summary) {
  const auto found = summary.latency.find(MainRole(summary.latency));
  if (found == summary.latency.end() || !found->second.HasSamplesFor(0.5)) {
    return std::nullopt;
  }
  return static_cast<double>(found->second.ValueAtQuantile(0.5));
}

std::optional<double> FaultsPerPage(const CellSummary& summary) {
  if (!summary.retries_per_page) return std::nullopt;
  return *summary.retries_per_page + 1;
}

// A map for each kernel and point of the other axes, in the order of the plan.
template <typename Value>
std::vector<HeatMap> Maps(const Comparison& comparison, Value&& value) {
  const auto groups = GroupByScenario(comparison);
  std::vector<HeatMap> maps;
  for (const CellComparison& cell : comparison.cells) {
    if (!CrossesNodes(cell)) continue;
    const std::string axes = OtherAxes(cell, groups);
    for (size_t arm = 0; arm < cell.arms.size(); ++arm) {
      const std::optional<double> figure = value(cell.arms[arm]);
      if (!figure) continue;
      std::string kernel = Dot(arm) + Escaped(comparison.arms[arm].label);
      auto map = std::ranges::find_if(maps, [&](const HeatMap& other) {
        return other.kernel == kernel && other.axes == axes;
      });
      if (map == maps.end()) {
        map = maps.insert(maps.end(), {std::move(kernel), axes, {}});
      }
      map->values[{AxisValue(cell, kCpu),
                   {AxisValue(cell, kSystem), AxisValue(cell, kDevice)}}] =
          *figure;
    }
  }
  // One column or one row is no map.
  std::erase_if(maps, [](const HeatMap& map) { return map.values.size() < 2; });
  return maps;
}

// How strong the shade behind a figure is: none for the map's smallest, and a
// tenth more than that still pale, so that noise does not shout.
int Shade(double value, double lowest, double highest) {
  constexpr double kFullShade = 75;  // percent
  constexpr double kLoud = 0.5;      // of the smallest, above it
  if (lowest <= 0) return 0;
  const double range = std::max(highest / lowest - 1, kLoud);
  return static_cast<int>(kFullShade * (value / lowest - 1) / range);
}

std::string ColumnName(const Memories& memories) {
  return fmt::format(
      "{} / {}", memories.first.empty() ? "any" : Escaped(memories.first),
      memories.second.empty() ? "any" : Escaped(memories.second));
}

std::string Table(const HeatMap& map, const std::vector<std::string>& cpu_nodes,
                  const std::vector<Memories>& memories,
                  std::string (*write)(double)) {
  double lowest = map.values.begin()->second;
  double highest = lowest;
  for (const auto& [where, value] : map.values) {
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  std::string html = fmt::format(
      "<figure><figcaption>{} {}</figcaption>\n<table class=\"heat\"><thead>"
      "<tr><th></th><th colspan=\"{}\">system / device memory on node</th></tr>"
      "<tr><th>CPU on node</th>",
      map.kernel, Escaped(map.axes), memories.size());
  for (const Memories& column : memories) {
    html += fmt::format("<th>{}</th>", ColumnName(column));
  }
  html += "</tr></thead>\n<tbody>";
  for (const std::string& cpu : cpu_nodes) {
    html += fmt::format("<tr><th>{}</th>", Escaped(cpu));
    for (const Memories& column : memories) {
      const auto found = map.values.find({cpu, column});
      html += found == map.values.end()
                  ? fmt::format("<td>{}</td>", kAbsent)
                  : fmt::format("<td style=\"--heat:{}%\">{}</td>",
                                Shade(found->second, lowest, highest),
                                Escaped(write(found->second)));
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></figure>\n";
}

template <typename T>
void AddOnce(std::vector<T>* all, const T& one) {
  if (std::ranges::find(*all, one) == all->end()) all->push_back(one);
}

std::string Section(std::string_view heading, const std::vector<HeatMap>& maps,
                    std::string (*write)(double)) {
  if (maps.empty()) return "";
  // The same rows and columns in all of them, or they could not be compared.
  std::vector<std::string> cpu_nodes;
  std::vector<Memories> memories;
  for (const HeatMap& map : maps) {
    for (const auto& [where, value] : map.values) {
      AddOnce(&cpu_nodes, where.first);
      AddOnce(&memories, where.second);
    }
  }
  std::string html =
      fmt::format("<h3>{}</h3>\n<div class=\"figures\">\n", Escaped(heading));
  for (const HeatMap& map : maps) {
    html += Table(map, cpu_nodes, memories, write);
  }
  return html + "</div>\n";
}

// Where distances cannot show, the reader is told before the figures.
std::string_view Caution(const std::string& fidelity) {
  if (fidelity == "virtual" || fidelity == "emulated") {
    return " This guest was emulated: its nodes are all alike, so distance "
           "does not show in these times. That memory and threads were where "
           "the cell asked for was checked.";
  }
  return "";
}

}  // namespace

std::string HtmlNuma(const Comparison& comparison) {
  const std::string maps =
      Section("Median touch", Maps(comparison, MedianTouch),
              [](double value) { return Duration(value); }) +
      Section("Faults per page", Maps(comparison, FaultsPerPage),
              [](double value) { return Count(value); });
  if (maps.empty()) return "";
  return fmt::format(
      "<section><h2>NUMA nodes</h2>\n<p class=\"soft\">The darker, the more "
      "than the map's smallest.{}</p>\n{}</section>\n",
      Caution(comparison.manifest.fidelity), maps);
}

}  // namespace hmmbench
