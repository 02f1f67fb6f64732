// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "benchmarks/harness/plan.h"
#include "benchmarks/harness/scenario.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;

std::vector<PlannedCell> Cells(const std::vector<std::string>& names) {
  std::vector<PlannedCell> cells;
  for (const std::string& name : names) cells.push_back({ParseCell(name), 3});
  return cells;
}

std::vector<uint64_t> SpinNs(const std::vector<PlannedCell>& cells) {
  std::vector<uint64_t> values;
  for (const PlannedCell& planned : cells) {
    values.push_back(planned.knobs.at("spin_ns"));
  }
  return values;
}

TEST(CrossedWithKnobs, EveryCombinationTheLastKnobFastest) {
  const auto cells =
      CrossedWithKnobs(Cells({"fault_path"}), {{"a", {1, 2}}, {"b", {0, 7}}});
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_THAT(cells[0].Name(), EndsWith("/a:1/b:0"));
  EXPECT_THAT(cells[1].Name(), EndsWith("/a:1/b:7"));
  EXPECT_THAT(cells[3].Name(), EndsWith("/a:2/b:7"));
  EXPECT_EQ(cells[3].rounds, 3U);
  EXPECT_EQ(CrossedWithKnobs(Cells({"fault_path"}), {}).at(0).Name(),
            ParseCell("fault_path").Name());
  const auto plain = WithoutKnobs(cells);
  ASSERT_EQ(plain.size(), 1U);
  EXPECT_EQ(plain[0].Name(), ParseCell("fault_path").Name());
}

TEST(CrossedWithKnobs, NamesThatCouldLeaveTheFolderAreRefused) {
  for (const char* name : {"", "../x", "a/b", "Spin", "a b"}) {
    EXPECT_THROW(CheckKnobName(name), Error) << name;
  }
  EXPECT_NO_THROW(CheckKnobName("spin_ns"));
}

TEST(VisitsOfBoot, SecondPassIsTheReverseOfTheFirst) {
  const auto cells = CrossedWithKnobs(Cells({"fault_path", "same_page"}),
                                      {{"spin_ns", {0, 1, 2, 3, 4}}});
  const auto visits = VisitsOfBoot(cells, 4, 7);
  ASSERT_EQ(visits.size(), 40U);
  // A pass has five values of one cell, then five of the other.
  const std::vector<uint64_t> order = SpinNs(visits);
  for (size_t first : {size_t{0}, size_t{5}, size_t{20}, size_t{25}}) {
    std::vector<uint64_t> there(&order[first], &order[first] + 5);
    const std::vector<uint64_t> back(&order[first + 10], &order[first] + 15);
    std::ranges::reverse(there);
    EXPECT_EQ(there, back);
    std::ranges::sort(there);
    EXPECT_THAT(there, ElementsAre(0, 1, 2, 3, 4));
  }
  EXPECT_EQ(visits[4].cell.scenario->name, "fault_path");
  EXPECT_EQ(visits[5].cell.scenario->name, "same_page");
}

// Over boots nobody is always first.
TEST(VisitsOfBoot, EachBootHasAnOrderOfItsOwnThatComesBack) {
  const auto cells =
      CrossedWithKnobs(Cells({"fault_path"}), {{"spin_ns", {0, 1, 2, 3}}});
  std::vector<int> times_first(4);
  for (uint64_t boot = 0; boot < 200; ++boot) {
    const auto order = SpinNs(VisitsOfBoot(cells, 2, boot));
    EXPECT_EQ(order, SpinNs(VisitsOfBoot(cells, 2, boot)));
    ++times_first[order.front()];
  }
  // 50 expected, with a standard deviation of 6.
  for (const int times : times_first) EXPECT_GT(times, 25);
}

TEST(VisitsOfBoot, OneVisitIsThePlansOwnOrder) {
  const auto cells =
      CrossedWithKnobs(Cells({"fault_path"}), {{"spin_ns", {5, 0, 2}}});
  EXPECT_THAT(SpinNs(VisitsOfBoot(cells, 1, 9)), ElementsAre(5, 0, 2));
}

}  // namespace
}  // namespace hmmbench
