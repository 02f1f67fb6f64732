// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/e_divisive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace hmmbench {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<size_t> Places(const std::vector<ChangePoint>& changes) {
  std::vector<size_t> places;
  for (const ChangePoint& change : changes) places.push_back(change.first);
  return places;
}

std::vector<size_t> PlacesIn(const std::vector<double>& values) {
  return Places(FindChangePoints(values, {}));
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

// The definition, pair by pair.
double QByDefinition(const std::vector<double>& x,
                     const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  const auto m = static_cast<double>(y.size());
  double between = 0;
  for (const double a : x) {
    for (const double b : y) between += std::abs(a - b);
  }
  const auto within = [](const std::vector<double>& values) {
    double sum = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      for (size_t j = 0; j < i; ++j) sum += std::abs(values[i] - values[j]);
    }
    const auto count = static_cast<double>(values.size());
    return sum / (count * (count - 1) / 2);
  };
  const double energy = 2 / (n * m) * between - within(x) - within(y);
  return n * m / (n + m) * energy;
}

TEST(BestDivision, IsTheBestOfAllByTheDefinition) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const std::vector<double> values = Levels({0, 1.5, 0}, 4, seed);
    double best = 0;
    size_t first = 0;
    for (size_t tau = 2; tau + 2 <= values.size(); ++tau) {
      for (size_t kappa = tau + 2; kappa <= values.size(); ++kappa) {
        const auto at = [&values](size_t i) {
          return values.begin() + static_cast<std::ptrdiff_t>(i);
        };
        const double q = QByDefinition({at(0), at(tau)}, {at(tau), at(kappa)});
        if (q > best) {
          best = q;
          first = tau;
        }
      }
    }
    const Division division = BestDivision(values, 2);
    EXPECT_EQ(division.first, first) << seed;
    EXPECT_NEAR(division.statistic, best, 1e-9) << seed;
  }
}

// By hand: (2 * 1 - 0 - 0) * 2 * 2 / 4.
TEST(BestDivision, OfTwoPairsOfEqualValues) {
  const Division division = BestDivision({0, 0, 1, 1}, 2);
  EXPECT_EQ(division.first, 2);
  EXPECT_DOUBLE_EQ(division.statistic, 2);
}

TEST(BestDivision, NoneOfTooFewOrEqualValues) {
  EXPECT_EQ(BestDivision({1, 2, 3}, 2).first, 0);
  EXPECT_EQ(BestDivision({}, 2).first, 0);
  EXPECT_EQ(BestDivision({5, 5, 5, 5, 5, 5}, 2).first, 0);
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

TEST(FindChangePoints, AChangeOfSpreadAlone) {
  std::vector<double> values = Levels({0}, 60, 4);
  for (size_t i = 30; i < values.size(); ++i) values[i] *= 12;
  EXPECT_THAT(PlacesIn(values),
              Contains(AllOf(testing::Ge(25), testing::Le(35))));
}

TEST(FindChangePoints, NoneWhereTooFewValuesCouldTell) {
  EXPECT_THAT(PlacesIn({}), IsEmpty());
  EXPECT_THAT(PlacesIn({1, 2}), IsEmpty());
  // 2 of the 20 ways to choose three of six divide as well: p = 0.1.
  EXPECT_THAT(PlacesIn({1, 1.1, 1.2, 9, 9.1, 9.2}), IsEmpty());
  EXPECT_THAT(PlacesIn(std::vector<double>(40, 7)), IsEmpty());
}

// All orders of seven values, counted: what the permutation test estimates.
TEST(FindChangePoints, PIsTheShareOfAllOrders) {
  const std::vector<double> values = {0.1, 0, 0.3, 5, 5.2, 5.1, 5.4};
  const double found = BestDivision(values, 3).statistic;
  std::vector<double> order = values;
  std::ranges::sort(order);
  double all = 0;
  double as_good = 0;
  do {
    ++all;
    if (BestDivision(order, 3).statistic >= found * (1 - 1e-9)) ++as_good;
  } while (std::ranges::next_permutation(order).found);
  const double exact = as_good / all;
  EXPECT_GT(exact, 0.01);
  EXPECT_LT(exact, 0.5);
  const auto changes = FindChangePoints(
      values, {.level = 0.9, .permutations = 9999, .least = 3});
  ASSERT_FALSE(changes.empty());
  EXPECT_EQ(changes.front().first, 3);
  EXPECT_NEAR(changes.front().p, exact,
              4 * std::sqrt(exact * (1 - exact) / 9999));
}

// A wrong alarm in at most 5 % of series without a change, heavy tails or not;
// the bound is three standard errors above.
TEST(FindChangePoints, RarelyWhereThereIsNone) {
  constexpr int kSeries = 300;
  int alarms = 0;
  std::mt19937_64 generator(9);
  std::student_t_distribution<double> heavy(2);
  for (int i = 0; i < kSeries; ++i) {
    std::vector<double> values(20);
    for (double& value : values) value = heavy(generator);
    const auto changes = FindChangePoints(
        values, {.permutations = 199, .seed = static_cast<uint64_t>(i)});
    if (!changes.empty()) ++alarms;
  }
  EXPECT_LE(alarms, kSeries * (0.05 + 3 * std::sqrt(0.05 * 0.95 / kSeries)));
}

TEST(FindChangePoints, TheSeedDecides) {
  const std::vector<double> values = Levels({0, 1.2}, 10, 5);
  const auto once = FindChangePoints(values, {.level = 0.5, .seed = 3});
  const auto again = FindChangePoints(values, {.level = 0.5, .seed = 3});
  ASSERT_FALSE(once.empty());
  EXPECT_EQ(Places(once), Places(again));
  EXPECT_EQ(once.front().p, again.front().p);
}

}  // namespace
}  // namespace hmmbench
