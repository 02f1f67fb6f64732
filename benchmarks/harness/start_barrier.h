// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The barrier at which the threads of a cell wait for each other between
// touches.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_START_BARRIER_H_
#define HMMBENCH_BENCHMARKS_HARNESS_START_BARRIER_H_

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <optional>

namespace hmmbench {

// It has two steps, because neither is enough alone. Threads that only sleep
// wake up tens of microseconds apart and hardly race. Threads that only spin
// keep the thread that they wait for off its CPU (or its vCPU off the host's)
// for milliseconds.
class StartBarrier {
 public:
  // `crowded` says that some of the threads share a CPU. They then cannot start
  // at the same moment, and Align() does not hold them back.
  StartBarrier(size_t threads, bool crowded);

  // Sleeps until all threads are here. The caller then sees what they wrote
  // before. Returns true, in all threads alike, once the time of EndAt() has
  // passed.
  bool Gather() noexcept {
    gathered_.arrive_and_wait();
    return time_is_up_;
  }

  // Sets when Gather() begins to return true; absent means never. Call it while
  // no thread is in Gather() or on its way there.
  void EndAt(const std::optional<std::chrono::steady_clock::time_point>& end) {
    end_ = end;
  }

  // Returns what the last Gather() returned. Call it while no thread is in
  // Gather().
  [[nodiscard]] bool time_is_up() const { return time_is_up_; }

  // Call this after each Gather(), once in every thread. It spins until all
  // threads are in it, so that they leave within nanoseconds of each other. If
  // that takes too long, because there are fewer CPUs than threads after all
  // (vCPUs of a small host), the threads that are here leave together and no
  // thread waits any more.
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
