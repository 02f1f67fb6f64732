// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/stagger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace hmmbench {
namespace {

using ::testing::Each;

std::vector<uint32_t> Draw(Stagger stagger) {
  std::vector<uint32_t> drawn(100);
  for (uint32_t& turns : drawn) turns = stagger.Next();
  return drawn;
}

TEST(Stagger, WithoutSeedIsNeverLate) {
  EXPECT_THAT(Draw(Stagger()), Each(0));
  EXPECT_THAT(Draw(Stagger(0, 3)), Each(0));
}

TEST(Stagger, ComesBackByItsNumber) {
  EXPECT_EQ(Draw(Stagger(7, 2)), Draw(Stagger(7, 2)));
}

TEST(Stagger, DiffersBySeedAndThread) {
  std::set<std::vector<uint32_t>> drawn;
  for (const uint64_t seed : {uint64_t{1}, uint64_t{2}, uint64_t{1} << 32U}) {
    for (size_t thread = 0; thread < 3; ++thread) {
      drawn.insert(Draw(Stagger(seed, thread)));
    }
  }
  EXPECT_EQ(drawn.size(), 9);
}

TEST(Stagger, StaysWithinItsBounds) {
  const auto drawn = Draw(Stagger(1, 0));
  EXPECT_THAT(drawn, Each(::testing::Le(Stagger::kMostTurns)));
  EXPECT_GT(std::set<uint32_t>(drawn.begin(), drawn.end()).size(), 50U);
}

TEST(Stagger, TakesOtherBounds) {
  EXPECT_THAT(Draw(Stagger(1, 0, 5)), Each(::testing::Le(5)));
  EXPECT_THAT(Draw(Stagger(1, 0, 5)), ::testing::Contains(5));
}

}  // namespace
}  // namespace hmmbench
