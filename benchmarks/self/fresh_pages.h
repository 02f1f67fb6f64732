// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Pages on which the threads of a cell can run without a cell.

#ifndef HMMBENCH_BENCHMARKS_SELF_FRESH_PAGES_H_
#define HMMBENCH_BENCHMARKS_SELF_FRESH_PAGES_H_

#include "benchmarks/harness/cell_thread.h"
#include "benchmarks/harness/page_range.h"
#include "benchmarks/harness/start_barrier.h"
#include "fixtures/measure/tsc_clock.h"

namespace hmmbench {

inline const Clock& TheClock() {
  static const Clock clock = Clock::Calibrate();
  return clock;
}

// Fresh anonymous pages as a cell's threads see them. They hold zeros, so the
// oracle finds every touch wrong. That is its more expensive case.
struct FreshPages {
  explicit FreshPages(size_t pages) : range(pages) {
    round.clock = &TheClock();
    round.range = &range;
    round.barrier = &alone;
    round.pattern = PagePattern(1);
  }
  PageRange range;
  StartBarrier alone{1, /*crowded=*/false};
  RoundContext round;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_SELF_FRESH_PAGES_H_
