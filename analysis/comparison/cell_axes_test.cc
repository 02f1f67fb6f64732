// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/cell_axes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

Comparison OfCells(const std::vector<std::string>& names) {
  Comparison comparison;
  for (const std::string& name : names) {
    CellComparison cell;
    cell.cell = name;
    cell.scenario = ScenarioOf(name);
    for (const auto& [axis, value] : AxesOf(name)) cell.axes[axis] = value;
    comparison.cells.push_back(cell);
  }
  return comparison;
}

TEST(CellAxes, WhatDiffersNamesACell) {
  const Comparison comparison =
      OfCells({"same_page/threads:2/pages:8", "same_page/threads:4/pages:8"});
  const auto groups = GroupByScenario(comparison);
  ASSERT_THAT(groups, SizeIs(1));
  EXPECT_THAT(groups[0].constant, ElementsAre(Pair("pages", "8")));
  EXPECT_THAT(groups[0].varying, ElementsAre("threads"));
  EXPECT_EQ(VaryingAxes(groups[0], comparison.cells[1]), "threads:4");
  EXPECT_EQ(VaryingAxes(groups[0], comparison.cells[1], {"threads"}), "");
  EXPECT_EQ(ShortName(comparison.cells[1], groups), "same_page threads:4");
}

// Some axes are named only where they have another value than their default.
// Whichever cell comes first, the axis tells the others from it.
TEST(CellAxes, AnAxisThatACellDoesNotNameHasItsDefault) {
  const std::vector<std::string> plain_first = {
      "fault_path/pages:8/access:read",
      "fault_path/pages:8/stride:2M/access:read"};
  for (const auto& names :
       {plain_first,
        std::vector<std::string>(plain_first.rbegin(), plain_first.rend())}) {
    const Comparison comparison = OfCells(names);
    const auto groups = GroupByScenario(comparison);
    ASSERT_THAT(groups, SizeIs(1));
    EXPECT_THAT(groups[0].constant,
                ElementsAre(Pair("pages", "8"), Pair("access", "read")));
    EXPECT_THAT(groups[0].varying, ElementsAre("stride"));
    for (const CellComparison& cell : comparison.cells) {
      EXPECT_EQ(ShortName(cell, groups), cell.axes.contains("stride")
                                             ? "fault_path stride:2M"
                                             : "fault_path stride:default");
    }
  }
}

}  // namespace
}  // namespace hmmbench
