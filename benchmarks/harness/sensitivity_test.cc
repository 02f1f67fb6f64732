// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/sensitivity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "benchmarks/harness/plan.h"

namespace hmmbench {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;

Plan PlanOf(std::initializer_list<const char*> cells) {
  Plan plan;
  for (const char* cell : cells) plan.cells.push_back({ParseCell(cell), 10});
  return plan;
}

std::vector<std::string> NamesOf(const Plan& plan) {
  std::vector<std::string> names;
  for (const PlannedCell& cell : plan.cells) names.push_back(cell.Name());
  return names;
}

TEST(Sensitivity, KnowsWhichCellsAreContended) {
  EXPECT_FALSE(IsContended(ParseCell("fault_path")));
  EXPECT_FALSE(IsContended(ParseCell("same_page/threads:1")));
  EXPECT_TRUE(IsContended(ParseCell("same_page/threads:2")));
  EXPECT_TRUE(IsContended(ParseCell("cpu_vs_device/threads:1/devices:1")));
  EXPECT_FALSE(IsContended(ParseCell("disjoint_pages/threads:1")));
  EXPECT_FALSE(IsContended(ParseCell("device_vs_device/devices:1")));
  EXPECT_TRUE(IsContended(ParseCell("device_vs_device/devices:2")));
  // Beside the threads of its axis it has some of another kind.
  EXPECT_TRUE(IsContended(ParseCell("migrate_vs_fault/threads:1")));
  EXPECT_TRUE(IsContended(ParseCell("mmap_lock/threads:1")));
  EXPECT_TRUE(IsContended(ParseCell("exclusive/threads:1")));
  // Beside those of its axes it has one that no axis counts.
  EXPECT_TRUE(IsContended(ParseCell("eviction/threads:1")));
  EXPECT_TRUE(IsContended(ParseCell("mixed_range/readers:1")));
}

TEST(Sensitivity, TheTimeOfANotifierIsDrawnToo) {
  const Plan plan = SensitivityPlan(
      PlanOf({"same_page/threads:2/delay_us:0/notifier_us:30"}));
  EXPECT_EQ(plan.cells.size(), 2U);
}

TEST(Sensitivity, RepeatsContendedCellsInEachShape) {
  const Plan plan = SensitivityPlan(
      PlanOf({"fault_path", "same_page/threads:2/delay_us:20",
              "same_page/threads:2/delay_us:0", "mixed_range"}));
  EXPECT_THAT(
      NamesOf(plan),
      ElementsAre(
          ParseCell("same_page/threads:2/delay_us:20").Name(),
          ParseCell("same_page/threads:2/delay_us:20/delay_shape:exponential")
              .Name(),
          // Nothing is drawn in it.
          ParseCell("same_page/threads:2/delay_us:0").Name()));
  EXPECT_THAT(plan.cells, Each(Field(&PlannedCell::rounds, 2)));
}

TEST(Sensitivity, HasNoMoreRoundsThanThePlan) {
  Plan plan = PlanOf({"same_page"});
  plan.cells[0].rounds = 1;
  EXPECT_EQ(SensitivityPlan(plan).cells[0].rounds, 1U);
}

TEST(Sensitivity, OfCellsWithoutARaceThereIsNothingToRepeat) {
  EXPECT_TRUE(SensitivityPlan(PlanOf({"fault_path"})).cells.empty());
}

}  // namespace
}  // namespace hmmbench
