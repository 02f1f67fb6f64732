// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/knee.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace hmmbench {
namespace {

using Front = std::vector<std::pair<double, double>>;

// The slope of the chord is -1 there: y = 1/x over [1/k, k] has its knee at 1.
TEST(FindKnee, OfAHyperbolaIsWhereItsSlopeIsTheChords) {
  Front front;
  for (int i = -20; i <= 20; ++i) {
    const double x = std::pow(10.0, i / 20.0);
    front.emplace_back(x, 1 / x);
  }
  const auto knee = FindKnee(front);
  ASSERT_TRUE(knee);
  EXPECT_EQ(knee->point, 20U);
  // (0.9 / 9.9) of each axis.
  EXPECT_NEAR(knee->depth, (1 - 2 * 0.9 / 9.9) / std::sqrt(2), 1e-12);
}

// The example of Kneedle's authors: y = 5 - 1 / (x + 0.1) at ten points of
// [0, 1] bends at 0.22, the third. As a cost it is -y.
TEST(FindKnee, AgreesWithTheExampleOfKneedle) {
  Front front;
  for (int i = 0; i < 10; ++i) {
    const double x = i / 9.0;
    front.emplace_back(x, 1 / (x + 0.1) - 5);
  }
  const auto knee = FindKnee(front);
  ASSERT_TRUE(knee);
  EXPECT_EQ(knee->point, 2U);
}

// A decay e^(-x) over [0, b] is parallel to its chord at
// x = -ln((1 - e^-b) / b).
TEST(FindKnee, OfADecayIsWhereItsDerivativeSays) {
  constexpr double kEnd = 8;
  constexpr int kSteps = 8000;
  Front front;
  for (int i = 0; i <= kSteps; ++i) {
    const double x = kEnd * i / kSteps;
    front.emplace_back(x, std::exp(-x));
  }
  const auto knee = FindKnee(front);
  ASSERT_TRUE(knee);
  EXPECT_NEAR(front[knee->point].first, -std::log((1 - std::exp(-kEnd)) / kEnd),
              kEnd / kSteps);
}

TEST(FindKnee, UnitsDoNotMatter) {
  const Front front = {{0, 10}, {1, 4}, {4, 2}, {10, 1}};
  Front scaled;
  for (const auto& [x, y] : front) scaled.emplace_back(1e6 * x + 7, y / 1e9);
  const auto one = FindKnee(front);
  const auto other = FindKnee(scaled);
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->point, 1U);
  EXPECT_EQ(other->point, 1U);
  EXPECT_NEAR(one->depth, other->depth, 1e-9);
}

TEST(FindKnee, AbsentOnWhatDoesNotBendInwards) {
  EXPECT_FALSE(FindKnee({}));
  EXPECT_FALSE(FindKnee({{1, 1}}));
  EXPECT_FALSE(FindKnee({{1, 2}, {2, 1}}));
  Front straight;
  Front bulging;
  for (int i = 0; i <= 10; ++i) {
    const double x = i * 0.1;
    straight.emplace_back(x, 3 - 2 * x);
    bulging.emplace_back(x, std::sqrt(1 - x * x));
  }
  EXPECT_FALSE(FindKnee(straight));
  EXPECT_FALSE(FindKnee(bulging));
  // Noise on a straight line is no knee, unless it is asked for.
  straight[5].second -= 0.02;
  EXPECT_FALSE(FindKnee(straight));
  const auto shallow = FindKnee(straight, /*least_depth=*/1e-3);
  ASSERT_TRUE(shallow);
  EXPECT_EQ(shallow->point, 5U);
}

}  // namespace
}  // namespace hmmbench
