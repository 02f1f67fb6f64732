// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/change_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace hmmbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<size_t> PlacesIn(const std::vector<double>& values,
                             double level = 0.05) {
  std::vector<size_t> places;
  for (const ChangePoint& change : FindChangePoints(values, {.level = level})) {
    places.push_back(change.first);
  }
  return places;
}

// Means of the levels, `each` values of each, with normal noise of 1.
std::vector<double> Levels(const std::vector<double>& levels, size_t each,
                           uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> noise;
  std::vector<double> values;
  for (const double level : levels) {
    for (size_t i = 0; i < each; ++i)
      values.push_back(level + noise(generator));
  }
  return values;
}

TEST(FindChangePoints, OneStep) {
  EXPECT_THAT(PlacesIn(Levels({0, 5}, 12, 1)), ElementsAre(12));
}

TEST(FindChangePoints, SeveralSteps) {
  EXPECT_THAT(PlacesIn(Levels({0, 6, -6, 0}, 15, 2)), ElementsAre(15, 30, 45));
}

TEST(FindChangePoints, AnExcursionHasTwoEnds) {
  EXPECT_THAT(PlacesIn(Levels({0, 8, 0}, 10, 3)), ElementsAre(10, 20));
}

// Three nights after a thousand, at the level of 100 series together.
TEST(FindChangePoints, TheNewestThreeOfAThousand) {
  std::vector<double> values = Levels({0}, 1000, 4);
  for (size_t i = 997; i < values.size(); ++i) values[i] += 8;
  EXPECT_THAT(PlacesIn(values, 0.05 / 100), ElementsAre(997));
}

TEST(FindChangePoints, NoneWhereTooFewValuesCouldTell) {
  EXPECT_THAT(PlacesIn({}), IsEmpty());
  EXPECT_THAT(PlacesIn({1, 2}), IsEmpty());
  // 2 of the 20 ways to choose three of six divide as well: p = 0.1.
  EXPECT_THAT(PlacesIn({1, 1.1, 1.2, 9, 9.1, 9.2}), IsEmpty());
  EXPECT_THAT(PlacesIn(std::vector<double>(40, 7)), IsEmpty());
}

// Seven places; 2 of the 924 ways to choose six of twelve divide so well.
TEST(FindChangePoints, PByHand) {
  const std::vector<double> values = {2, 1, 3, 6, 5, 4, 12, 11, 10, 9, 8, 7};
  const auto changes = FindChangePoints(values, {});
  ASSERT_EQ(changes.size(), 1);
  EXPECT_EQ(changes[0].first, 6);
  EXPECT_NEAR(changes[0].p, 7 * 2.0 / 924, 1e-12);
  EXPECT_NEAR(SmallestChangeP(12, 3), 7 * 2.0 / 924, 1e-9);
  // One exchange: 1 + 1 of 924 on either side, sums of 21 and 22.
  const auto near =
      FindChangePoints({2, 1, 3, 7, 5, 4, 12, 11, 10, 9, 8, 6}, {.level = 0.1});
  ASSERT_EQ(near.size(), 1);
  EXPECT_NEAR(near[0].p, 7 * 4.0 / 924, 1e-12);
}

// A wrong alarm in at most 5 % of series without a change, whatever the tails
// and the ties; the bound is three standard errors above.
TEST(FindChangePoints, RarelyWhereThereIsNone) {
  constexpr int kSeries = 400;
  for (const size_t length : {20, 60, 300}) {
    for (const bool tied : {false, true}) {
      std::mt19937_64 generator(9);
      std::student_t_distribution<double> heavy(2);
      int alarms = 0;
      for (int i = 0; i < kSeries; ++i) {
        std::vector<double> values(length);
        for (double& value : values) {
          value = heavy(generator);
          if (tied) value = std::round(value);
        }
        if (!PlacesIn(values).empty()) ++alarms;
      }
      EXPECT_LE(alarms, kSeries * (0.05 + 3 * std::sqrt(0.05 * 0.95 / kSeries)))
          << length << " values, tied: " << tied;
    }
  }
}

// Of counts that are nearly always 0.
TEST(FindChangePoints, RarelyAmongZeros) {
  constexpr int kSeries = 200;
  std::mt19937_64 generator(10);
  for (const size_t length : {60, 200, 1000}) {
    for (const double share : {0.01, 0.05, 0.2}) {
      std::bernoulli_distribution nonzero(share);
      int alarms = 0;
      for (int i = 0; i < kSeries; ++i) {
        std::vector<double> values(length);
        for (double& value : values) value = nonzero(generator) ? 1 : 0;
        if (!PlacesIn(values).empty()) ++alarms;
      }
      EXPECT_LE(alarms, kSeries * (0.05 + 3 * std::sqrt(0.05 * 0.95 / kSeries)))
          << length << " values, " << share;
    }
  }
}

}  // namespace
}  // namespace hmmbench
