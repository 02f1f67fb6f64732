// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/arrivals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace hmmbench {
namespace {

TEST(Arrivals, ConstantOnesComeEachInterval) {
  Arrivals arrivals(ArrivalKind::kConstant, 250, 1);
  EXPECT_EQ(arrivals.Next(), 250);
  EXPECT_EQ(arrivals.Next(), 500);
  arrivals.Restart();
  EXPECT_EQ(arrivals.Next(), 250);
}

// Mean and standard deviation of exponential gaps are the interval, and a share
// of 1/e of them is longer than it.
TEST(Arrivals, PoissonOnesHaveExponentialGaps) {
  constexpr int kGaps = 100'000;
  constexpr double kInterval = 10'000;
  Arrivals arrivals(ArrivalKind::kPoisson, 10'000, 7);
  uint64_t last = 0;
  double sum = 0;
  double squares = 0;
  int longer = 0;
  for (int i = 0; i < kGaps; ++i) {
    const uint64_t now = arrivals.Next();
    ASSERT_GE(now, last);
    const auto gap = static_cast<double>(now - last);
    last = now;
    sum += gap;
    squares += gap * gap;
    if (gap > kInterval) ++longer;
  }
  const double mean = sum / kGaps;
  EXPECT_NEAR(mean, kInterval, 0.01 * kInterval);
  EXPECT_NEAR(std::sqrt(squares / kGaps - mean * mean), kInterval,
              0.02 * kInterval);
  EXPECT_NEAR(static_cast<double>(longer) / kGaps, std::exp(-1.0), 0.005);
}

TEST(Arrivals, ASeedIsASchedule) {
  Arrivals one(ArrivalKind::kPoisson, 1'000, 7);
  Arrivals same(ArrivalKind::kPoisson, 1'000, 7);
  Arrivals other(ArrivalKind::kPoisson, 1'000, 8);
  bool differs = false;
  for (int i = 0; i < 10; ++i) {
    const uint64_t at = one.Next();
    EXPECT_EQ(same.Next(), at);
    differs = differs || other.Next() != at;
  }
  EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace hmmbench
