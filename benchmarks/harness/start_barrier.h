// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the threads of a cell wait for each other between touches.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_START_BARRIER_H_
#define HMMBENCH_BENCHMARKS_HARNESS_START_BARRIER_H_

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <optional>

namespace hmmbench {

// Two steps, because one does not do both: threads that only sleep wake up
// tens of microseconds apart and hardly race; threads that only spin keep the
// one that they wait for off its CPU (or its vCPU off the host's) for
// milliseconds.
class StartBarrier {
 public:
  // `crowded`: some of the threads share a CPU, so they cannot start at the
  // same moment and Align() lets them go as they come.
  StartBarrier(size_t threads, bool crowded);

  // Returns when all threads are here; sleeps meanwhile. What they wrote before
  // is visible then. True, for all of them alike, once the time of EndAt() has
  // passed.
  bool Gather() noexcept {
    gathered_.arrive_and_wait();
    return time_is_up_;
  }

  // When Gather() begins to return true; absent: never. While no thread is in
  // Gather() or on its way there.
  void EndAt(const std::optional<std::chrono::steady_clock::time_point>& end) {
    end_ = end;
  }

  // What the last Gather() returned; while no thread is in it.
  [[nodiscard]] bool time_is_up() const { return time_is_up_; }

  // After each Gather(), once in every thread: spins until all are in here, so
  // that they leave within nanoseconds of each other. When that takes too long,
  // because there are fewer CPUs than threads after all (vCPUs of a small
  // host), those who are here leave together and nobody else waits.
  void Align() noexcept;

 private:
  // Opens the next Align(), when all have left the last one.
  struct Open {
    StartBarrier* barrier;
    void operator()() const noexcept;
  };

  alignas(64) std::atomic<size_t> arrived_{0};
  alignas(64) std::atomic<bool> go_{false};
  std::optional<std::chrono::steady_clock::time_point> end_;
  bool time_is_up_ = false;  // written by the last to arrive
  const bool crowded_;
  const size_t threads_;
  std::barrier<Open> gathered_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_START_BARRIER_H_
