// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/mode_guard.h"

#include <gtest/gtest.h>

namespace hmmbench {
namespace {

// Two equally likely modes: all of one kernel fast and all of the other slow,
// or the other way round.
TEST(ModeGuard, AloneAsOftenAsCoinsSeparate) {
  const ModeGuard guard;
  EXPECT_EQ(guard.ChanceOf("throughput", 0.3, 1, 1), 2.0 / 4);
  EXPECT_EQ(guard.ChanceOf("throughput", 0.3, 2, 2), 2.0 / 16);
  EXPECT_EQ(guard.ChanceOf("throughput", -0.3, 4, 4), 2.0 / 256);
  EXPECT_EQ(guard.ChanceOf("throughput", 0.3, 2, 4), 2.0 / 64);
}

TEST(ModeGuard, OftenerWhereOtherCellsShowModesAsFarApart) {
  ModeGuard guard;
  for (const double range : {0.05, 0.25, 0.3, 0.31, 0.6}) {
    guard.See("throughput", range);
  }
  guard.See("p99 latency", 5);
  EXPECT_EQ(guard.ChanceOf("throughput", 0.3, 4, 4), 5 * 2.0 / 256);
  EXPECT_EQ(guard.ChanceOf("throughput", -0.7, 4, 4), 2 * 2.0 / 256);
  EXPECT_EQ(guard.ChanceOf("throughput", 2, 4, 4), 2.0 / 256);
  EXPECT_EQ(guard.ChanceOf("p99 latency", 2, 4, 4), 2 * 2.0 / 256);
}

TEST(ModeGuard, IsAProbability) {
  ModeGuard guard;
  for (int i = 0; i < 100; ++i) guard.See("throughput", 1);
  EXPECT_EQ(guard.ChanceOf("throughput", 0.3, 2, 2), 1);
}

}  // namespace
}  // namespace hmmbench
