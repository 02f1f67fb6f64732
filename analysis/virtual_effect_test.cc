// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/virtual_effect.h"

#include <gtest/gtest.h>

#include <vector>

namespace hmmbench {
namespace {

std::vector<Replicate> Boots(const std::vector<double>& values) {
  std::vector<Replicate> boots;
  for (const double value : values) {
    boots.push_back({.block = static_cast<int>(boots.size()),
                     .pass = 0,
                     .value = value,
                     .resampled = {}});
  }
  return boots;
}

TEST(VirtualEffect, TheSameKernelTwiceHasNoWidth) {
  for (const bool alone : {true, false}) {
    const auto effect =
        EstimateVirtualEffect(Boots({7321}), Boots({7321}), alone);
    ASSERT_TRUE(effect && effect->interval);
    EXPECT_EQ(effect->ratio, 1);
    EXPECT_EQ(effect->interval->low, 1);
    EXPECT_EQ(effect->interval->high, 1);
  }
}

TEST(VirtualEffect, OnePairIsExactForAThreadAlone) {
  const auto effect = EstimateVirtualEffect(Boots({1000}), Boots({990}), true);
  ASSERT_TRUE(effect && effect->interval);
  EXPECT_DOUBLE_EQ(effect->interval->low, 0.99);
  EXPECT_DOUBLE_EQ(effect->interval->high, 0.99);
}

TEST(VirtualEffect, OneInterleavingOfARaceSaysNothingOfTheOthers) {
  const auto effect = EstimateVirtualEffect(Boots({1000}), Boots({500}), false);
  ASSERT_TRUE(effect);
  EXPECT_DOUBLE_EQ(effect->ratio, 0.5);
  EXPECT_FALSE(effect->interval);
}

TEST(VirtualEffect, SeedsArePaired) {
  // Seeds differ by far more than kernels do.
  const auto effect = EstimateVirtualEffect(Boots({100, 10'000, 500}),
                                            Boots({200, 20'200, 990}), false);
  ASSERT_TRUE(effect && effect->interval);
  EXPECT_NEAR(effect->ratio, 2, 0.01);
  EXPECT_GT(effect->interval->low, 1.9);
  EXPECT_LT(effect->interval->low, effect->ratio);
  EXPECT_LT(effect->interval->high, 2.1);
}

TEST(VirtualEffect, IntervalOfAThreadAloneHoldsAllSeeds) {
  const auto effect =
      EstimateVirtualEffect(Boots({1000, 1000}), Boots({980, 990}), true);
  ASSERT_TRUE(effect && effect->interval);
  EXPECT_DOUBLE_EQ(effect->interval->low, 0.98);
  EXPECT_DOUBLE_EQ(effect->interval->high, 0.99);
}

TEST(VirtualEffect, NothingWithoutACommonSeed) {
  EXPECT_FALSE(EstimateVirtualEffect(Boots({}), Boots({1}), true));
  EXPECT_FALSE(EstimateVirtualEffect(Boots({1}), Boots({}), true));
}

}  // namespace
}  // namespace hmmbench
