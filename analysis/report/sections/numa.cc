// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/summary.h"
#include "analysis/report/notation.h"
#include "analysis/report/sections.h"

namespace hmmbench {
namespace {

constexpr const char* kCpu = "cpu_node";
constexpr const char* kSystem = "system_node";
constexpr const char* kDevice = "device_node";

// The nodes of a pair of memories, as the cells name them.
using Memories = std::pair<std::string, std::string>;  // system, device

// The figures of one quantity on one kernel: a figure in each field, and its
// shade behind it, so that it can be read without colour and copied.
struct HeatMap {
  size_t kernel = 0;
  std::string axes;  // the values of the axes that are no nodes
  std::map<std::pair<std::string, Memories>, double> values;  // by CPU node too
};

bool CrossesNodes(const CellComparison& cell) {
  return cell.axes.contains(kCpu) &&
         (cell.axes.contains(kSystem) || cell.axes.contains(kDevice));
}

std::string Node(const CellComparison& cell, const char* axis) {
  const auto found = cell.axes.find(axis);
  return found == cell.axes.end() ? "any" : found->second;
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
    const std::string axes = ShortName(cell, groups, {kCpu, kSystem, kDevice});
    for (size_t variant = 0; variant < cell.variants.size(); ++variant) {
      const std::optional<double> figure = value(cell.variants[variant]);
      if (!figure) continue;
      auto map = std::ranges::find_if(maps, [&](const HeatMap& other) {
        return other.kernel == variant && other.axes == axes;
      });
      if (map == maps.end()) map = maps.insert(maps.end(), {variant, axes, {}});
      map->values[{Node(cell, kCpu),
                   {Node(cell, kSystem), Node(cell, kDevice)}}] = *figure;
    }
  }
  // With only one column or one row there is no map.
  std::erase_if(maps, [](const HeatMap& map) { return map.values.size() < 2; });
  return maps;
}

// The strength of the shade behind a figure. The map's smallest figure has
// none, and a tenth more than that is still pale, so that noise does not stand
// out.
double Shade(double value, double lowest, double highest) {
  constexpr double kFullShade = 0.75;
  constexpr double kLoud = 0.5;  // of the smallest, above it
  if (lowest <= 0) return 0;
  const double range = std::max(highest / lowest - 1, kLoud);
  return kFullShade * (value / lowest - 1) / range;
}

template <typename T>
void AddOnce(std::vector<T>* all, const T& one) {
  if (std::ranges::find(*all, one) == all->end()) all->push_back(one);
}

// All maps have the same rows and columns, so that they can be compared.
struct Nodes {
  std::vector<std::string> cpus;
  std::vector<Memories> memories;
};

Nodes NodesOf(const std::vector<HeatMap>& maps) {
  Nodes nodes;
  for (const HeatMap& map : maps) {
    for (const auto& [where, value] : map.values) {
      AddOnce(&nodes.cpus, where.first);
      AddOnce(&nodes.memories, where.second);
    }
  }
  return nodes;
}

Table TableOf(const HeatMap& map, const Nodes& nodes, const std::string& kernel,
              std::string (*write)(double)) {
  double lowest = map.values.begin()->second;
  double highest = lowest;
  for (const auto& [where, value] : map.values) {
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  Table table;
  table.caption = fmt::format("{}, {}", kernel, map.axes);
  table.row_heads = {"CPU on node"};
  for (const Memories& memories : nodes.memories) {
    table.columns.push_back(
        {.head = fmt::format("{}/{}", memories.first, memories.second),
         .look = Look::kShade});
  }
  for (const std::string& cpu : nodes.cpus) {
    Table::Row row{.names = {cpu}, .values = {}};
    for (const Memories& memories : nodes.memories) {
      const auto found = map.values.find({cpu, memories});
      row.values.push_back(
          found == map.values.end()
              ? Entry()
              : Entry{.text = write(found->second),
                      .fill = Shade(found->second, lowest, highest)});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

void Add(const Comparison& comparison, std::string_view heading,
         const std::vector<HeatMap>& maps, std::string (*write)(double),
         Document& document) {
  if (maps.empty()) return;
  document.Add(Heading{std::string(heading), 3});
  const Nodes nodes = NodesOf(maps);
  for (const HeatMap& map : maps) {
    document.Add(
        TableOf(map, nodes, comparison.variants[map.kernel].label, write));
  }
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

void NumaSection(const Comparison& comparison, Document& document) {
  const auto touches = Maps(comparison, MedianTouch);
  const auto faults = Maps(comparison, FaultsPerPage);
  if (touches.empty() && faults.empty()) return;
  document.Add(Heading{"NUMA nodes"});
  document.Add(Prose{fmt::format(
      "Rows are nodes of the CPUs, columns those of system and device memory. "
      "The darker, the more than the map's smallest.{}",
      Caution(comparison.manifest.fidelity))});
  Add(
      comparison, "Median touch", touches,
      [](double value) { return Duration(value); }, document);
  Add(
      comparison, "Faults per page", faults,
      [](double value) { return Count(value); }, document);
}

}  // namespace hmmbench
