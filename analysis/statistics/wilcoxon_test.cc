// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/wilcoxon.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hmmbench {
namespace {

TEST(SignedRank, ByHand) {
  // Ranks 1, 2, 3, all positive: one of eight sign flips is as large.
  EXPECT_DOUBLE_EQ(SignedRankTails({1, 2, 3}, 0).above, 1.0 / 8);
  EXPECT_DOUBLE_EQ(SignedRankTails({1, 2, 3}, 0).below, 1);
  // About 2.5: -1.5, -0.5, 0.5. Mid-ranks 3, 1.5, 1.5; W+ = 1.5, which four of
  // eight flips (0, 1.5 twice) or fewer reach.
  EXPECT_DOUBLE_EQ(SignedRankTails({1, 2, 3}, 2.5).below, 3.0 / 8);
  EXPECT_DOUBLE_EQ(SignedRankTails({1, 2, 3}, 2.5).above, 7.0 / 8);
}

// wilcox.test(second, first, paired = TRUE) of Student's sleep data without
// its tie and zero: exact p.
TEST(SignedRank, AgreesWithR) {
  // wilcox.test(c(1.2, 2.4, 1.31, 1.3, 0.9, 1, 1.8, -0.8, 4.6)): V = 44,
  // p-value = 0.007812; conf.int 0.9 (8th of ...) to 2.8.
  const std::vector<double> gains = {1.2, 2.4, 1.31, 1.3, 0.9,
                                     1.0, 1.8, -0.8, 4.6};
  EXPECT_NEAR(2 * SignedRankTails(gains, 0).above, 0.0078125, 1e-12);
}

TEST(SignedRank, ValuesAtTheEdgeSayNothing) {
  EXPECT_DOUBLE_EQ(SignedRankTails({0, 0, 1, 2, 3}, 0).above, 1.0 / 8);
  EXPECT_EQ(SignedRankTails({0, 0}, 0).above, 1);
  EXPECT_EQ(SignedRankTails({0, 0}, 0).below, 1);
}

TEST(SignedRank, TheNormalLimitContinuesTheExactTest) {
  std::vector<double> values;
  for (size_t i = 0; i < kMostExactPairs; ++i) {
    values.push_back(std::sin(static_cast<double>(i) * 12.9898) + 0.2);
  }
  const double exact = SignedRankTails(values, 0).above;
  values.push_back(0.2);
  const double limit = SignedRankTails(values, 0).above;
  EXPECT_NEAR(exact, limit, 0.02);
  EXPECT_LT(exact, 0.5);
}

TEST(SignedRank, IntervalNeedsSixForNinetyFivePercent) {
  EXPECT_EQ(SignedRankInterval({1, 2, 3, 4, 5}, 0.95).low,
            -std::numeric_limits<double>::infinity());
  // The outermost Walsh averages.
  EXPECT_DOUBLE_EQ(SignedRankInterval({1, 2, 3, 4, 5, 6}, 0.95).low, 1);
  EXPECT_DOUBLE_EQ(SignedRankInterval({1, 2, 3, 4, 5, 6}, 0.95).high, 6);
  EXPECT_DOUBLE_EQ(SmallestSignedRankP(6), 0.03125);
}

TEST(RankSum, ByHand) {
  // Three above two: one of ten choices.
  EXPECT_DOUBLE_EQ(RankSumTails({1, 2}, {3, 4, 5}, 0).above, 0.1);
  EXPECT_DOUBLE_EQ(RankSumTails({1, 2}, {3, 4, 5}, 10).below, 0.1);
  EXPECT_DOUBLE_EQ(SmallestRankSumP(2, 3), 0.2);
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
  const Bounds exactly = RankSumInterval(from, to, 0.95);
  to.push_back(0.4);
  EXPECT_NEAR(RankSumTails(from, to, 0).above, exact, 0.02);
  const Bounds nearly = RankSumInterval(from, to, 0.95);
  EXPECT_NEAR(nearly.low, exactly.low, 0.05);
  EXPECT_NEAR(nearly.high, exactly.high, 0.05);
}

}  // namespace
}  // namespace hmmbench
