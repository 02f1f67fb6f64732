// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/pareto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <vector>

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ParetoFront, LeavesOutWhatAnotherBeats) {
  // (3, 3) is beaten by (2, 2); (2, 4) by (2, 2), equal in one cost.
  EXPECT_THAT(ParetoFront({{1, 4}, {2, 2}, {3, 3}, {4, 1}, {2, 4}}),
              ElementsAre(0, 1, 3));
  EXPECT_THAT(ParetoFront({{5, 5}}), ElementsAre(0));
  EXPECT_THAT(ParetoFront({}), IsEmpty());
}

TEST(ParetoFront, OneCostHasOneWinnerAndEqualsStayTogether) {
  EXPECT_THAT(ParetoFront({{3}, {1}, {2}}), ElementsAre(1));
  EXPECT_THAT(ParetoFront({{1, 2}, {1, 2}, {2, 2}}), ElementsAre(0, 1));
}

TEST(ParetoFront, AThirdCostKeepsWhatTwoWouldNot) {
  EXPECT_THAT(ParetoFront({{1, 1, 5}, {2, 2, 4}, {3, 3, 6}}),
              ElementsAre(0, 1));
}

// On a curve that falls everywhere, every point is worth something; whatever
// lies above it is not.
TEST(ParetoFront, OfACurveIsTheCurve) {
  std::mt19937_64 draws(1);
  std::uniform_real_distribution<double> above(0.01, 1);
  std::vector<std::vector<double>> costs;
  std::vector<size_t> curve;
  for (int i = 1; i <= 30; ++i) {
    const double x = i;
    curve.push_back(costs.size());
    costs.push_back({x, 1 / x});
    costs.push_back({x + above(draws), 1 / x + above(draws)});
  }
  EXPECT_EQ(ParetoFront(costs), curve);
}

}  // namespace
}  // namespace hmmbench
