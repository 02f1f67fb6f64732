// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/cell_nodes.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/scenario.h"
#include "fixtures/placement/placement.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

// The node that an axis names.
std::optional<int> NodeOf(const Cell& cell, const char* axis) {
  const auto found = cell.axes.find(axis);
  if (found == cell.axes.end() || found->second == axes::kAnyNode) {
    return std::nullopt;
  }
  return static_cast<int>(cell.Number(axis));
}

std::optional<int> NodeWithMemory(const Cell& cell, const char* axis,
                                  const Topology& topology) {
  const std::optional<int> node = NodeOf(cell, axis);
  if (!node) return node;
  const auto found =
      std::ranges::find(topology.nodes(), *node, &Environment::Node::id);
  if (found == topology.nodes().end() || found->memory_bytes == 0) {
    throw CannotPlace("{} {} needs a NUMA node {} with memory", axis, *node,
                      *node);
  }
  return node;
}

}  // namespace

CellNodes NodesOf(const Cell& cell, const Topology& topology) {
  const auto system = NodeWithMemory(cell, "system_node", topology);
  const auto device = NodeWithMemory(cell, "device_node", topology);
  const int data = topology.DataNode();
  return {.system = system.value_or(data),
          .device = device.value_or(data),
          .system_is_given = system.has_value(),
          .device_is_given = device.has_value()};
}

std::vector<int> PlaceThreads(const Cell& cell, const Topology& topology,
                              const CellNodes& nodes, size_t threads) {
  if (const auto node = NodeOf(cell, "cpu_node")) {
    return Place(topology, "packed", *node, threads);
  }
  const auto placement = cell.axes.find("placement");
  return Place(topology,
               placement == cell.axes.end() ? "spread" : placement->second,
               // Memory alone has the CPUs that are nearest to it.
               topology.CpuNodeNear(nodes.system), threads);
}

}  // namespace hmmbench
