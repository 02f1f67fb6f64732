// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/delay_draw.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "analysis/statistics/statistics.h"

namespace hmmbench {
namespace {

constexpr double kMean = 20;

std::vector<double> Draw(DelayShape shape, size_t count) {
  std::mt19937_64 draws(7);
  std::vector<double> values(count);
  for (double& value : values) value = DrawDelay(shape, kMean, draws);
  return values;
}

double Variation(const std::vector<double>& values) {
  return std::sqrt(Variance(values)) / Mean(values);
}

TEST(DelayDraw, KeepsItsMeanAndVariation) {
  struct Expected {
    DelayShape shape;
    double variation;
  };
  for (const auto& [shape, variation] : {
           Expected{DelayShape::kConstant, 0},
           Expected{DelayShape::kUniform, kUniformSpread / std::sqrt(3.0)},
           Expected{DelayShape::kExponential, 1},
           Expected{DelayShape::kLognormal, kLognormalVariation},
       }) {
    const std::vector<double> values = Draw(shape, 100'000);
    EXPECT_NEAR(Mean(values) / kMean, 1, 0.01) << ToString(shape);
    EXPECT_NEAR(Variation(values), variation, 0.01) << ToString(shape);
  }
}

TEST(DelayDraw, StaysInItsRange) {
  for (const double value : Draw(DelayShape::kUniform, 10'000)) {
    EXPECT_GE(value, kMean * (1 - kUniformSpread));
    EXPECT_LE(value, kMean * (1 + kUniformSpread));
  }
  for (const DelayShape shape :
       {DelayShape::kExponential, DelayShape::kLognormal}) {
    const std::vector<double> values = Draw(shape, 10'000);
    EXPECT_GE(*std::ranges::min_element(values), 0);
    EXPECT_GT(*std::ranges::max_element(values), 1.5 * kMean);
  }
}

TEST(DelayDraw, NothingIsDrawnForNothing) {
  std::mt19937_64 draws(1);
  EXPECT_EQ(DrawDelay(DelayShape::kLognormal, 0, draws), 0);
  EXPECT_EQ(draws(), std::mt19937_64(1)());
}

}  // namespace
}  // namespace hmmbench
