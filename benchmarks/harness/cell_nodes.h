// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// On which NUMA nodes a cell has its threads and its memory.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_CELL_NODES_H_
#define HMMBENCH_BENCHMARKS_HARNESS_CELL_NODES_H_

#include <cstddef>
#include <vector>

#include "benchmarks/harness/scenario.h"
#include "fixtures/placement/topology.h"

namespace hmmbench {

struct CellNodes {
  int system = 0;  // where the pages are when a CPU has them
  int device = 0;  // where they are when the device has them
  // The cell names the node; else it is the data's, Topology::DataNode().
  bool system_is_given = false;
  bool device_is_given = false;
};

// By the axes system_node and device_node, as far as the cell has them. Throws
// CannotPlace when a node has no memory here.
CellNodes NodesOf(const Cell& cell, const Topology& topology);

// The CPU of each of `threads` threads: on the node of the axis cpu_node; else
// by the axis placement, seen from the system memory's node; else spread.
// Throws CannotPlace.
std::vector<int> PlaceThreads(const Cell& cell, const Topology& topology,
                              const CellNodes& nodes, size_t threads);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_CELL_NODES_H_
