// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/cell_nodes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "benchmarks/harness/scenario.h"
#include "fixtures/placement/placement.h"
#include "fixtures/placement/topology.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// Node 0 has CPUs 0 and 1, node 1 has 2 and 3, node 2 has 4 and 5.
class CellNodesTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::vector<int> CpusOf(const std::string& name,
                                        size_t threads) const {
    const Cell cell = ParseCell(name);
    return PlaceThreads(cell, topology_, NodesOf(cell, topology_), threads);
  }

  const Topology topology_ = Topology::Synthetic("numa:3 core:2 pu:1");
};

TEST_F(CellNodesTest, EachAxisIsANodeOfItsOwn) {
  const Cell cell =
      ParseCell("numa_matrix/cpu_node:1/system_node:2/device_node:0");
  const CellNodes nodes = NodesOf(cell, topology_);
  EXPECT_EQ(nodes.system, 2);
  EXPECT_EQ(nodes.device, 0);
  EXPECT_TRUE(nodes.system_is_given);
  EXPECT_TRUE(nodes.device_is_given);
  EXPECT_THAT(PlaceThreads(cell, topology_, nodes, 3), ElementsAre(2, 3, 2));
}

TEST_F(CellNodesTest, AnyIsWhatAScenarioWithoutTheAxisDoes) {
  for (const char* name : {"numa_matrix", "same_page"}) {
    const CellNodes nodes = NodesOf(ParseCell(name), topology_);
    EXPECT_EQ(nodes.system, 0);
    EXPECT_EQ(nodes.device, 0);
    EXPECT_FALSE(nodes.system_is_given);
    EXPECT_FALSE(nodes.device_is_given);
    EXPECT_THAT(CpusOf(name, 4), ElementsAre(0, 2, 4, 1));
  }
  EXPECT_THAT(CpusOf("same_page/placement:remote", 2), ElementsAre(2, 4));
  // Threads go round the nodes from the one that has the pages.
  EXPECT_THAT(CpusOf("numa_matrix/system_node:1", 3), ElementsAre(2, 0, 4));
}

TEST(CellNodes, OfMemoryAloneTheNearestCpusAreTaken) {
  // Two nodes of memory at each package's CPUs; those go home to one.
  const Topology topology = Topology::Synthetic(
      "pack:2 [numa(memory=1GB)] [numa(memory=1GB)] core:2 pu:1");
  int memory_only = -1;
  for (const Environment::Node& node : topology.nodes()) {
    if (node.cpus.empty()) memory_only = node.id;
  }
  ASSERT_GE(memory_only, 0);
  const Cell cell =
      ParseCell("numa_matrix/system_node:" + std::to_string(memory_only));
  const CellNodes nodes = NodesOf(cell, topology);
  EXPECT_EQ(nodes.system, memory_only);
  const std::vector<int> cpus = PlaceThreads(cell, topology, nodes, 1);
  EXPECT_EQ(topology.NodeOfCpu(cpus.front()),
            topology.CpuNodeNear(memory_only));
  // Where CPUs of that node are asked for, there are none.
  EXPECT_THROW((void)PlaceThreads(ParseCell("numa_matrix/cpu_node:" +
                                            std::to_string(memory_only)),
                                  topology, nodes, 1),
               CannotPlace);
}

TEST_F(CellNodesTest, ANodeThatIsNotThereIsNamed) {
  EXPECT_THAT(
      [&] { NodesOf(ParseCell("numa_matrix/device_node:3"), topology_); },
      ThrowsMessage<CannotPlace>(HasSubstr("device_node 3 needs")));
  EXPECT_THAT(
      [&] { NodesOf(ParseCell("numa_matrix/system_node:7"), topology_); },
      ThrowsMessage<CannotPlace>(HasSubstr("system_node 7 needs")));
  EXPECT_THAT([&] { (void)CpusOf("numa_matrix/cpu_node:3", 1); },
              ThrowsMessage<CannotPlace>(HasSubstr("CPUs on NUMA node 3")));
}

}  // namespace
}  // namespace hmmbench
