// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/start_barrier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <thread>
#include <vector>

namespace hmmbench {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

// In each phase, every thread writes its word, and after the barrier reads all
// others': a thread that leaves too early sees an old value (and the thread
// sanitizer a race).
void ExpectNobodyLeavesEarly(size_t count, bool crowded, int phases) {
  StartBarrier barrier(count, crowded);
  std::vector<int> words(count, -1);
  std::vector<int> early(count, 0);
  std::vector<std::thread> threads;
  for (size_t self = 0; self < count; ++self) {
    threads.emplace_back([&, self] {
      for (int phase = 0; phase < phases; ++phase) {
        words[self] = phase;
        barrier.Gather();
        for (const int word : words) early[self] += word != phase ? 1 : 0;
        barrier.Align();
        barrier.Gather();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(early, Each(0));
}

TEST(StartBarrierTest, TwoThreads) { ExpectNobodyLeavesEarly(2, false, 200); }

// More threads than CPUs: whoever waits must let the others run.
TEST(StartBarrierTest, ManyThreadsThatShareCpus) {
  ExpectNobodyLeavesEarly(16, true, 50);
}

TEST(StartBarrierTest, AloneNobodyWaits) {
  ExpectNobodyLeavesEarly(1, false, 1000);
}

// Who is in Align() first waits for the other, who comes a little later, so
// both leave after both came. On a host that is busy a thread may lose its CPU
// for longer than the first one's patience, so one barrier in five is enough to
// ask for; without Align() there is hardly any.
TEST(StartBarrierTest, FirstInAlignWaitsForTheLast) {
  if (std::thread::hardware_concurrency() < 2) GTEST_SKIP() << "one CPU";
  constexpr int kStartBarriers = 200;
  constexpr std::chrono::microseconds kLate(100);
  using Clock = std::chrono::steady_clock;
  StartBarrier barrier(2, false);
  std::atomic<int> last_came{-1};
  std::thread last([&] {
    for (int i = 0; i < kStartBarriers; ++i) {
      barrier.Gather();
      const Clock::time_point until = Clock::now() + kLate;
      while (Clock::now() < until) {
      }
      last_came = i;
      barrier.Align();
    }
  });
  int together = 0;
  for (int i = 0; i < kStartBarriers; ++i) {
    barrier.Gather();
    barrier.Align();
    if (last_came == i) ++together;
  }
  last.join();
  EXPECT_GT(together, kStartBarriers / 5);
}

// A thread that does not come in time is not waited for, nor does it wait.
TEST(StartBarrierTest, LateThreadIsLeftBehind) {
  StartBarrier barrier(2, false);
  std::atomic<bool> left{false};
  std::thread late([&] {
    barrier.Gather();
    while (!left) std::this_thread::yield();
    barrier.Align();
  });
  barrier.Gather();
  barrier.Align();
  left = true;
  late.join();
}

TEST(StartBarrierTest, AllLearnAtOnceThatTimeIsUp) {
  StartBarrier barrier(2, true);
  std::vector<std::array<bool, 2>> up(3);
  const auto meet = [&](size_t thread, size_t phase) {
    up[phase][thread] = barrier.Gather();
    barrier.Align();
  };
  for (size_t phase = 0; phase < up.size(); ++phase) {
    if (phase == 1) barrier.EndAt(std::chrono::steady_clock::now());
    if (phase == 2) barrier.EndAt(std::nullopt);
    std::thread other([&] { meet(1, phase); });
    meet(0, phase);
    other.join();
  }
  EXPECT_THAT(up, ElementsAre(Each(false), Each(true), Each(false)));
}

}  // namespace
}  // namespace hmmbench
