// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/idle_cores.h"

#include <gtest/gtest.h>

#include <chrono>

namespace hmmbench {
namespace {

TEST(IdleCores, IsWhatNobodyUsedAndNobodyStole) {
  const HostCpuTimes before{.cpus = 4, .busy_s = 100, .steal_s = 10};
  const IdleCores idle =
      IdleBetween(before, {.cpus = 4, .busy_s = 102, .steal_s = 11}, 2);
  EXPECT_EQ(idle.cpus, 4);
  EXPECT_NEAR(idle.idle, 2.5, 1e-9);
  EXPECT_EQ(idle.Describe(), "2.5 of 4 cores idle");
}

TEST(IdleCores, TicksMayGiveMoreThanAll) {
  const HostCpuTimes before{.cpus = 2, .busy_s = 100};
  EXPECT_EQ(IdleBetween(before, {.cpus = 2, .busy_s = 103}, 1).idle, 0);
  EXPECT_EQ(IdleBetween(before, before, 1).idle, 2);
}

TEST(IdleCores, NeedsACoreForEachThread) {
  EXPECT_TRUE((IdleCores{.cpus = 2, .idle = 1.9}).Fit(2));
  EXPECT_FALSE((IdleCores{.cpus = 2, .idle = 1.6}).Fit(2));
  EXPECT_FALSE((IdleCores{.cpus = 2, .idle = 2}).Fit(3));
  EXPECT_TRUE((IdleCores{.cpus = 8, .idle = 4}).Fit(4));
}

TEST(IdleCores, IsAbsentWithoutProcStat) {
  EXPECT_FALSE(MeasureIdleCores(std::chrono::milliseconds(1), "/nonexistent"));
  EXPECT_TRUE(MeasureIdleCores(std::chrono::milliseconds(20)));
}

}  // namespace
}  // namespace hmmbench
