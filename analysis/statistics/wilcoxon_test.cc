// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/wilcoxon.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace hmmbench {
namespace {

TEST(RankSum, ByHand) {
  // Three above two: one of ten choices.
  EXPECT_DOUBLE_EQ(RankSumTails({1, 2}, {3, 4, 5}, 0).above, 0.1);
  EXPECT_DOUBLE_EQ(RankSumTails({1, 2}, {3, 4, 5}, 10).below, 0.1);
  EXPECT_DOUBLE_EQ(RankSumTails({1, 1}, {1, 1}, 0).above, 1);
}

TEST(RankSum, TheNormalLimitContinuesTheExactTest) {
  std::vector<double> from;
  std::vector<double> to;
  for (size_t i = 0; i < kMostExactGroup; ++i) {
    from.push_back(std::sin(static_cast<double>(i) * 12.9898));
    to.push_back(std::sin(static_cast<double>(i) * 78.233) + 0.4);
  }
  const double exact = RankSumTails(from, to, 0).above;
  to.push_back(0.4);
  EXPECT_NEAR(RankSumTails(from, to, 0).above, exact, 0.02);
}

}  // namespace
}  // namespace hmmbench
