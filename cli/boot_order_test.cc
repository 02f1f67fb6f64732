// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/boot_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace hmmbench {
namespace {

using testing::ElementsAreArray;
using testing::UnorderedElementsAre;

std::vector<int> VariantsOf(const std::vector<ScheduledBoot>& schedule,
                            size_t first, size_t count) {
  std::vector<int> variants;
  for (size_t i = first; i < first + count; ++i) {
    variants.push_back(schedule[i].variant);
  }
  return variants;
}

TEST(AbbaSchedule, ABlockIsAnOrderAndItsReverse) {
  constexpr int kBlocks = 20;
  const auto schedule = AbbaSchedule(3, kBlocks, 7);
  ASSERT_EQ(schedule.size(), 2 * 3 * kBlocks);
  std::set<int> first;
  for (size_t block = 0; block < kBlocks; ++block) {
    const auto forward = VariantsOf(schedule, 6 * block, 3);
    auto backward = VariantsOf(schedule, 6 * block + 3, 3);
    EXPECT_THAT(forward, UnorderedElementsAre(0, 1, 2));
    std::ranges::reverse(backward);
    EXPECT_THAT(backward, ElementsAreArray(forward));
    first.insert(forward.front());
    for (size_t i = 6 * block; i < 6 * (block + 1); ++i) {
      EXPECT_EQ(schedule[i].block, block);
      EXPECT_EQ(schedule[i].boot, i);
    }
  }
  EXPECT_EQ(first.size(), 3) << "each variant is the first one now and then";
}

TEST(AbbaSchedule, HalfABlockIsOneBootAnVariant) {
  EXPECT_THAT(VariantsOf(AbbaSchedule(2, 0.5, 1), 0, 2),
              UnorderedElementsAre(0, 1));
  EXPECT_EQ(AbbaSchedule(2, 0.5, 1).size(), 2);
  EXPECT_EQ(AbbaSchedule(2, 1.5, 1).size(), 6);
}

TEST(AbbaSchedule, TheSeedMakesTheOrder) {
  EXPECT_EQ(AbbaSchedule(3, 10, 5), AbbaSchedule(3, 10, 5));
  EXPECT_NE(AbbaSchedule(3, 10, 5), AbbaSchedule(3, 10, 6));
}

}  // namespace
}  // namespace hmmbench
