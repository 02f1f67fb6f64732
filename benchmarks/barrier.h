// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Where threads wait for each other between touches.

#ifndef HMMBENCH_BENCHMARKS_BARRIER_H_
#define HMMBENCH_BENCHMARKS_BARRIER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace hmmbench {

// Threads leave it within nanoseconds of each other, which a futex cannot do:
// they spin, with PAUSE, because an emulator and a hyperthread both need it.
class Barrier {
 public:
  // `crowded`: some of the threads share a CPU. Whoever waits then gives the
  // CPU away on every turn, or the one that all wait for would not run until
  // the scheduler's next tick. Such a yield counts as an involuntary switch.
  Barrier(size_t threads, bool crowded)
      : threads_(static_cast<uint32_t>(threads)), crowded_(crowded) {}

  // Returns when all threads arrived. What they wrote before is visible then.
  void Arrive() noexcept;

 private:
  const uint32_t threads_;
  const bool crowded_;
  alignas(64) std::atomic<uint32_t> arrived_{0};
  alignas(64) std::atomic<uint32_t> phase_{0};
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_BARRIER_H_
