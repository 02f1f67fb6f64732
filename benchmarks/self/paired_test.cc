// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/self/paired.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace hmmbench {
namespace {

TEST(Paired, WhatDriftsMeetsBothAlike) {
  // The machine gets slower all the time; the second costs 7 ns more.
  uint64_t now = 1'000;
  Paired paired(
      10, [&now] { return 10 * now++; }, [&now] { return 10 * (7 + now++); });
  for (int pair = 0; pair < 100; ++pair) paired.Run();
  const PairedDifference result = paired.Result();
  EXPECT_DOUBLE_EQ(result.difference_ns, 7);
  EXPECT_DOUBLE_EQ(result.low_ns, 6);
  EXPECT_DOUBLE_EQ(result.high_ns, 8);
}

TEST(Paired, TakesTurnsInWhoIsFirst) {
  std::string order;
  Paired paired(
      1, [&order] { return order += 'a', uint64_t{1}; },
      [&order] { return order += 'b', uint64_t{1}; });
  for (int pair = 0; pair < 4; ++pair) paired.Run();
  EXPECT_EQ(order, "abbaabba");
}

TEST(Paired, FewPairsHaveTheirExtremesAsLimits) {
  const PairedDifference result = Difference({1, 1, 1}, {2, 5, 9});
  EXPECT_DOUBLE_EQ(result.difference_ns, 4);
  EXPECT_DOUBLE_EQ(result.low_ns, 1);
  EXPECT_DOUBLE_EQ(result.high_ns, 8);
}

TEST(Paired, LimitsAreOrderStatistics) {
  std::vector<double> second;
  for (int i = 0; i < 100; ++i) second.push_back(i);
  const PairedDifference result =
      Difference(std::vector<double>(100, 0), second);
  EXPECT_DOUBLE_EQ(result.difference_ns, 49.5);
  // The 40th smallest and the 40th largest cover the median with 96.5 %.
  EXPECT_DOUBLE_EQ(result.low_ns, 39);
  EXPECT_DOUBLE_EQ(result.high_ns, 60);
}

}  // namespace
}  // namespace hmmbench
