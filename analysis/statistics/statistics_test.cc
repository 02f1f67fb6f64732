// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hmmbench {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(Moments, ByHand) {
  EXPECT_DOUBLE_EQ(Mean({1, 2, 6}), 3);
  EXPECT_DOUBLE_EQ(Variance({1, 2, 6}), 7);  // (4 + 1 + 9) / 2
  EXPECT_DOUBLE_EQ(Median({6, 1, 2}), 2);
  EXPECT_DOUBLE_EQ(Median({6, 1, 2, 4}), 3);
}

TEST(HodgesLehmann, ByHand) {
  // 1, 1.5, 2, 3.5, 4, 6: the middle two are 2 and 3.5.
  EXPECT_DOUBLE_EQ(HodgesLehmann({1, 2, 6}), 2.75);
  EXPECT_DOUBLE_EQ(HodgesLehmann({5}), 5);
  // 8, 9, 10, 18, 19, 20.
  EXPECT_DOUBLE_EQ(HodgesLehmannShift({1, 2, 3}, {11, 21}), 14);
}

TEST(HodgesLehmann, OneWildValueDoesNotMoveIt) {
  EXPECT_NEAR(HodgesLehmann({1, 1.1, 0.9, 1, 1.05, 0.95, 1e6}), 1, 0.06);
}

TEST(HolmAdjusted, ByHand) {
  // Ordered 0.01, 0.02, 0.03, 0.04: times 4, 3, 2, 1, never falling.
  EXPECT_THAT(HolmAdjusted({0.04, 0.01, 0.03, 0.02}),
              ElementsAre(DoubleEq(0.06), DoubleEq(0.04), DoubleEq(0.06),
                          DoubleEq(0.06)));
  EXPECT_THAT(HolmAdjusted({0.7, 0.6}), ElementsAre(1, 1));
  EXPECT_TRUE(HolmAdjusted({}).empty());
}

}  // namespace
}  // namespace hmmbench
