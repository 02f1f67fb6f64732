// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the threads of a cell wait for each other between touches.

#ifndef HMMBENCH_BENCHMARKS_MEETING_H_
#define HMMBENCH_BENCHMARKS_MEETING_H_

#include <atomic>
#include <barrier>
#include <cstddef>
#include <cstdint>

namespace hmmbench {

// Two steps, because one does not do both: threads that only sleep wake up
// tens of microseconds apart and hardly race; threads that only spin keep the
// one that they wait for off its CPU (or its vCPU off the host's) for
// milliseconds.
//
//   meeting.Gather();
//   for (int attempt = 0; !meeting.Align(attempt); ++attempt) sleep_for(1us);
class Meeting {
 public:
  // At most 1000 threads. `crowded`: some of them share a CPU, so they cannot
  // start at the same moment and Align() lets them go as they come.
  Meeting(size_t threads, bool crowded);

  // Returns when all threads are here; sleeps meanwhile. What they wrote before
  // is visible then.
  void Gather() noexcept { gathered_.arrive_and_wait(); }

  // Spins. True, in all threads within nanoseconds, once all are in here; false
  // when that took too long: the thread should let go of its CPU for a moment
  // and come again. Each attempt is twice as patient as the one before, or on
  // a busy host they might never all be in here.
  [[nodiscard]] bool Align(int attempt) noexcept;

 private:
  const uint32_t threads_;
  const bool crowded_;
  std::barrier<> gathered_;
  // How often all were aligned, times kPhase, plus how many are in Align() now.
  alignas(64) std::atomic<uint32_t> state_{0};
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_MEETING_H_
