// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/censored_quantile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace hmmbench {
namespace {

// 1, 2, ... `values` ns, which a histogram keeps exactly.
Histogram UpTo(uint64_t values) {
  Histogram histogram;
  for (uint64_t ns = 1; ns <= values; ++ns) histogram.Record(ns);
  return histogram;
}

TEST(QuantileWith, WithoutAnythingUnseenIsTheQuantile) {
  const auto median = QuantileWith(UpTo(100), 0, 0.5);
  ASSERT_TRUE(median);
  EXPECT_EQ(median->ns, 50U);
  EXPECT_FALSE(median->at_least);
  EXPECT_FALSE(QuantileWith(UpTo(999), 0, 0.99));
  EXPECT_FALSE(QuantileWith(Histogram(), 0, 0.5));
}

TEST(QuantileWith, CountsTheUnseenBelowAllOthers) {
  // The 100th of 200, 80 of them below.
  const auto median = QuantileWith(UpTo(120), 80, 0.5);
  ASSERT_TRUE(median);
  EXPECT_EQ(median->ns, 20U);
  EXPECT_TRUE(median->at_least);
  // The 990th of 1,000, where all but 40 were never measured.
  const auto p99 = QuantileWith(UpTo(40), 960, 0.99);
  ASSERT_TRUE(p99);
  EXPECT_EQ(p99->ns, 30U);
}

TEST(QuantileWith, SaysNothingWhereItLiesAmongTheUnseen) {
  EXPECT_TRUE(QuantileWith(UpTo(101), 99, 0.5));
  EXPECT_FALSE(QuantileWith(UpTo(100), 100, 0.5));
  EXPECT_FALSE(QuantileWith(Histogram(), 1000, 0.5));
}

TEST(QuantileWith, PlannedValuesAreTheSample) {
  EXPECT_TRUE(QuantileWith(UpTo(990), 10, 0.99));
  EXPECT_FALSE(QuantileWith(UpTo(989), 10, 0.99));
}

// Whatever was not seen, the quantile of all is never below what is said.
TEST(QuantileWith, IsABoundWhateverTheRestWouldHaveBeen) {
  std::mt19937_64 draws(7);
  std::lognormal_distribution<double> ns(10, 2);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<uint64_t> all;
    Histogram seen;
    const uint64_t unseen = draws() % 400;
    for (uint64_t i = 0; i < 400; ++i) {
      all.push_back(static_cast<uint64_t>(ns(draws)) + 1);
      if (i >= unseen) seen.Record(all.back());
    }
    std::ranges::sort(all);
    for (const double q : {0.5, 0.9}) {
      const auto bound = QuantileWith(seen, unseen, q);
      if (!bound || !bound->at_least) continue;
      EXPECT_LE(bound->ns, all[static_cast<size_t>(q * 400) - 1]) << unseen;
    }
  }
}

}  // namespace
}  // namespace hmmbench
