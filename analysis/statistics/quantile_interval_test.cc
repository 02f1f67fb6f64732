// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/quantile_interval.h"

#include <gtest/gtest.h>

namespace hmmbench {
namespace {

// R: qbinom(0.025, n, q) and qbinom(0.975, n, q) + 1.
TEST(QuantileRanks, AgreeWithR) {
  const auto median = QuantileRanks(100, 0.5, 0.95);
  ASSERT_TRUE(median);
  EXPECT_EQ(median->low, 40U);
  EXPECT_EQ(median->high, 61U);
  const auto tail = QuantileRanks(1000, 0.99, 0.95);
  ASSERT_TRUE(tail);
  EXPECT_EQ(tail->low, 983U);
  EXPECT_EQ(tail->high, 997U);
}

TEST(QuantileRanks, NoneWhereSamplesEnd) {
  EXPECT_FALSE(QuantileRanks(5, 0.5, 0.95));  // 2 * 2^-5 > 0.05
  EXPECT_TRUE(QuantileRanks(6, 0.5, 0.95));
  EXPECT_FALSE(QuantileRanks(100, 0.999, 0.95));
  EXPECT_FALSE(QuantileRanks(0, 0.5, 0.95));
}

TEST(QuantileInterval, IsOfTheOrderedSamples) {
  Histogram histogram;
  for (uint64_t ns = 1; ns <= 100; ++ns) histogram.Record(ns);
  const auto interval = QuantileInterval(histogram, 0.5, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 40U);
  EXPECT_EQ(interval->high, 61U);
}

}  // namespace
}  // namespace hmmbench
