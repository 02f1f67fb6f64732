// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The NUMA nodes on which a cell has its threads and its memory.

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
  // True when the cell names the node. Otherwise it is the data's node,
  // Topology::DataNode().
  bool system_is_given = false;
  bool device_is_given = false;
};

// Takes the nodes from the axes system_node and device_node, if the cell has
// them. Throws CannotPlace when a node has no memory on this machine.
CellNodes NodesOf(const Cell& cell, const Topology& topology);

// Returns a CPU for each of `threads` threads. The CPUs are on the node of the
// axis cpu_node, if there is one. Otherwise the axis placement decides, seen
// from the system memory's node. Otherwise the threads are spread. Throws
// CannotPlace.
std::vector<int> PlaceThreads(const Cell& cell, const Topology& topology,
                              const CellNodes& nodes, size_t threads);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_CELL_NODES_H_
