// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/exact_effect.h"

#include <gtest/gtest.h>

#include <vector>

#include "analysis/test_boots.h"
#include "analysis/verdict/family.h"

namespace hmmbench {
namespace {

TEST(ExactEffectOfSeeds, TheSameKernelTwiceHasNoWidth) {
  for (const bool alone : {true, false}) {
    const auto effect = ExactEffectOfSeeds(Boots({7321}), Boots({7321}), alone);
    ASSERT_TRUE(effect && effect->interval);
    EXPECT_EQ(effect->ratio, 1);
    EXPECT_EQ(effect->interval->low, 1);
    EXPECT_EQ(effect->interval->high, 1);
  }
}

TEST(ExactEffectOfSeeds, OnePairIsExactForAThreadAlone) {
  const auto effect = ExactEffectOfSeeds(Boots({1000}), Boots({990}), true);
  ASSERT_TRUE(effect && effect->interval);
  EXPECT_DOUBLE_EQ(effect->interval->low, 0.99);
  EXPECT_DOUBLE_EQ(effect->interval->high, 0.99);
}

// Racing threads on the virtual clock.
Answer AskSeeds(const std::vector<double>& baseline,
                const std::vector<double>& variant) {
  Question question;
  question.chance = Question::Chance::kSeeds;
  question.baseline = Boots(baseline);
  question.variant = Boots(variant);
  return JudgeFamily({question}, {}).front();
}

TEST(ExactEffectOfSeeds, OneInterleavingOfARaceSaysNothingOfTheOthers) {
  EXPECT_FALSE(ExactEffectOfSeeds(Boots({1000}), Boots({500}), false));
  const Answer answer = AskSeeds({1000}, {500});
  ASSERT_TRUE(answer.effect);
  EXPECT_DOUBLE_EQ(answer.effect->ratio, 0.5);
  EXPECT_FALSE(answer.effect->interval);
  EXPECT_EQ(answer.verdict, Verdict::kInconclusive);
}

// An interleaving of one kernel says next to nothing of the other's with the
// same seed.
TEST(ExactEffectOfSeeds, SeedsOfARaceAreNotPaired) {
  const auto effect =
      AskSeeds({100, 104, 96, 102}, {200, 205, 209, 196}).effect;
  ASSERT_TRUE(effect && effect->interval);
  EXPECT_EQ(effect->method, Method::kWelch);
  EXPECT_NEAR(effect->ratio, 2, 0.03);
  EXPECT_GT(effect->interval->low, 1.8);
  EXPECT_LT(effect->interval->high, 2.2);
  // So seeds that only one kernel has count as well.
  EXPECT_EQ(AskSeeds({100, 104}, {200, 205, 209, 196}).effect->boots, 4);
}

TEST(ExactEffectOfSeeds, IntervalOfAThreadAloneHoldsAllSeeds) {
  const auto effect =
      ExactEffectOfSeeds(Boots({1000, 1000}), Boots({980, 990}), true);
  ASSERT_TRUE(effect && effect->interval);
  EXPECT_DOUBLE_EQ(effect->interval->low, 0.98);
  EXPECT_DOUBLE_EQ(effect->interval->high, 0.99);
}

TEST(ExactEffectOfSeeds, WhatTicksLeaveOpenIsInTheInterval) {
  const auto open = [](double value, double low, double high) {
    auto boots = Boots({value});
    boots[0].open = Bounds{low, high};
    return boots;
  };
  const auto effect =
      ExactEffectOfSeeds(open(1000, 1000, 1010), open(1100, 1089, 1100), true);
  ASSERT_TRUE(effect && effect->interval);
  EXPECT_DOUBLE_EQ(effect->ratio, 1.1);
  EXPECT_DOUBLE_EQ(effect->interval->low, 1089 / 1010.0);
  EXPECT_DOUBLE_EQ(effect->interval->high, 1.1);
  const auto same =
      ExactEffectOfSeeds(open(1000, 990, 1010), open(1000, 990, 1010), true);
  EXPECT_EQ(same->interval->low, 1);
  EXPECT_EQ(same->interval->high, 1);
}

TEST(ExactEffectOfSeeds, NothingWithoutACommonSeed) {
  EXPECT_FALSE(ExactEffectOfSeeds(Boots({}), Boots({1}), true));
  EXPECT_FALSE(ExactEffectOfSeeds(Boots({1}), Boots({}), true));
}

TEST(ExactEffectOfCounts, AllBootsOfAnVariantAgree) {
  const auto effect = ExactEffectOfCounts(Boots({2, 2, 2}), Boots({3, 3}));
  ASSERT_TRUE(effect && effect->interval);
  EXPECT_DOUBLE_EQ(effect->interval->low, 1.5);
  EXPECT_DOUBLE_EQ(effect->interval->high, 1.5);
  EXPECT_FALSE(ExactEffectOfCounts(Boots({2, 2}), Boots({3, 2})));
  EXPECT_FALSE(ExactEffectOfCounts(Boots({2, 3}), Boots({2, 2})));
  EXPECT_FALSE(ExactEffectOfCounts(Boots({2, 2}), Boots({3})));
}

}  // namespace
}  // namespace hmmbench
