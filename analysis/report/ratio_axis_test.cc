// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/ratio_axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hmmbench {
namespace {

using testing::Contains;
using testing::Each;
using testing::SizeIs;
using testing::Truly;

TEST(RatioAxis, HasRoomForAllThatIsAsked) {
  const RatioAxis axis({0.03, 1, 12});
  EXPECT_GT(axis.PlaceOf(0.03), 0);
  EXPECT_LT(axis.PlaceOf(12), 1);
  EXPECT_LT(axis.PlaceOf(0.03), axis.PlaceOf(0.5));
  EXPECT_TRUE(axis.Holds(12));
  EXPECT_FALSE(axis.Holds(20));
}

TEST(RatioAxis, IsLogarithmic) {
  const RatioAxis axis({0.1, 10});
  EXPECT_NEAR(axis.PlaceOf(1), 0.5, 1e-12);
  EXPECT_NEAR(axis.PlaceOf(2) - axis.PlaceOf(1),
              axis.PlaceOf(1) - axis.PlaceOf(0.5), 1e-12);
}

TEST(RatioAxis, WhatHasNoPlaceStandsAtAnEnd) {
  const double infinity = std::numeric_limits<double>::infinity();
  const RatioAxis axis({0, infinity, std::nan(""), 2});
  EXPECT_EQ(axis.PlaceOf(0), 0);
  EXPECT_EQ(axis.PlaceOf(infinity), 1);
  EXPECT_FALSE(axis.Holds(0));
  EXPECT_FALSE(axis.Holds(infinity));
  EXPECT_FALSE(axis.Holds(std::nan("")));
  EXPECT_TRUE(axis.Holds(0.85));
}

TEST(RatioAxis, TicksAreFewAndOnTheAxis) {
  for (const double furthest : {1.01, 1.3, 2.0, 5.0, 30.0, 500.0, 1e5, 1e9}) {
    const RatioAxis axis({1 / furthest, furthest});
    const std::vector<double> ticks = axis.Ticks();
    EXPECT_THAT(ticks, Contains(1)) << furthest;
    EXPECT_THAT(ticks, SizeIs(testing::AllOf(testing::Ge(3), testing::Le(7))))
        << furthest;
    EXPECT_THAT(ticks,
                Each(Truly([&axis](double tick) { return axis.Holds(tick); })))
        << furthest;
  }
}

}  // namespace
}  // namespace hmmbench
