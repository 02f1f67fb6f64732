// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/cell_thread.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "benchmarks/harness/start_barrier.h"
#include "fixtures/measure/tsc_clock.h"

namespace hmmbench {
namespace {

// A watchdog that saw only whole touches would take a long one for a stall.
TEST(CpuThread, EachPageOfASweepIsAStepOfItsOwn) {
  constexpr size_t kPages = 8;
  const Clock clock = Clock::Monotonic("a test");
  const PageRange range(kPages);
  StartBarrier barrier(1, false);
  RoundContext round;
  round.clock = &clock;
  round.range = &range;
  round.barrier = &barrier;
  for (size_t page = 0; page < kPages; ++page) {
    round.pattern.Fill(range.Address(page), range.Page(page));
  }
  CpuThread thread(round, ThreadWork{},
                   [](CpuThread& self) { self.Sweep(0, kPages); });
  EXPECT_EQ(thread.StepsDone(), 0U);
  thread.RunRound();
  EXPECT_GE(thread.StepsDone(), kPages);
  EXPECT_EQ(thread.Record().touches, 1U);
  EXPECT_EQ(thread.wrong(), 0U);
}

}  // namespace
}  // namespace hmmbench
