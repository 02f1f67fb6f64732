// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/notation.h"

#include <gtest/gtest.h>

namespace hmmbench {
namespace {

TEST(Count, ThreeSignificantDigits) {
  EXPECT_EQ(Count(0.0), "0");
  EXPECT_EQ(Count(0.012345), "0.0123");
  EXPECT_EQ(Count(0.00001), "0.0000");
  EXPECT_EQ(Count(1.0), "1.00");
  EXPECT_EQ(Count(9.999), "10.0");
  EXPECT_EQ(Count(99.96), "100");
  EXPECT_EQ(Count(999.4), "999");
  EXPECT_EQ(Count(999.6), "1.00k");
  EXPECT_EQ(Count(12'345.0), "12.3k");
  EXPECT_EQ(Count(1.5e7), "15.0M");
  EXPECT_EQ(Count(2e12), "2000G");
  EXPECT_EQ(Count(-0.25), "-0.250");
  EXPECT_EQ(Count(std::nullopt), "-");
}

TEST(Duration, PicksTheUnit) {
  EXPECT_EQ(Duration(850.0), "850ns");
  EXPECT_EQ(Duration(12'345.0), "12.3us");
  EXPECT_EQ(Duration(1'200'000.0), "1.20ms");
  EXPECT_EQ(Duration(68e9), "68.0s");
  EXPECT_EQ(Duration(std::nullopt), "-");
}

TEST(Ratio, KeepsTwoDecimalsNearOne) {
  EXPECT_EQ(Ratio(0.984), "0.98");
  EXPECT_EQ(Ratio(1.0), "1.00");
  EXPECT_EQ(Ratio(12.345), "12.3");
  EXPECT_EQ(Ratio(31'000), "31.0k");
}

TEST(Quantile, IsNotPrintedWithoutSamplesEnough) {
  Histogram histogram;
  EXPECT_EQ(Quantile(histogram, 0.5), "-");
  for (int i = 0; i < 100; ++i) histogram.Record(1000);
  EXPECT_EQ(Quantile(histogram, 0.5), "1.00us");
  EXPECT_EQ(Quantile(histogram, 0.99), "-");
}

TEST(PlainAscii, LeavesNoControlCharacter) {
  EXPECT_EQ(PlainAscii("a\x1b[31m\tb\xc3\xb6"), "a?[31m?b??");
}

TEST(Grouped, ByThousands) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(245'311), "245,311");
  EXPECT_EQ(Grouped(UINT64_MAX), "18,446,744,073,709,551,615");
}

}  // namespace
}  // namespace hmmbench
