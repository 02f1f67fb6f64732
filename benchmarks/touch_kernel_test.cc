// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The text of the GPUs' kernels, compiled for CPUs: a warp is a thread of one
// lane. Its clocks are counters here, so that times are known.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "fixtures/device/gpu/touch_histogram.h"
#include "fixtures/measure/histogram.h"

namespace hmmbench {
namespace {

thread_local unsigned this_warp = 0;
unsigned all_warps = 1;
// What an access takes, in ticks.
std::atomic<uint64_t> access_ticks{10};
std::atomic<uint64_t> ticks{0};

unsigned Lane() { return 0; }
unsigned Lanes() { return 1; }
unsigned Warp() { return this_warp; }
unsigned Warps() { return all_warps; }
void MeetLanes() {}
bool AnyLane(bool mine) { return mine; }
// A read-modify-write that all warps order themselves by: the thread sanitizer
// understands no fences.
std::atomic<int> fence{0};
void FenceSystem() { fence.fetch_add(1, std::memory_order_seq_cst); }
unsigned long long Ticks() { return ticks.fetch_add(access_ticks); }
unsigned long long WallTicks() {
  return static_cast<unsigned long long>(
      std::chrono::steady_clock::now().time_since_epoch().count());
}

}  // namespace
}  // namespace hmmbench

#define HMMBENCH_DEVICE
#define HMMBENCH_KERNEL static
#include "fixtures/device/gpu/touch_kernel.h"

namespace hmmbench {
namespace {

constexpr uint64_t kGeneration = 7;
constexpr GpuWord kOneNs = GpuWord{1} << 32;  // a tick

class TouchKernelTest : public ::testing::Test {
 protected:
  TouchKernelTest() {
    access_ticks = 10;
    for (size_t page = 0; page < range_.pages(); ++page) {
      pattern_.Fill(range_.Address(page), range_.Page(page));
    }
    staging_.assign(range_.pages() * kPageWords, 0);
  }

  TouchTask Task(unsigned pages) {
    return {.first = range_.Address(0),
            .staging = reinterpret_cast<GpuWord>(staging_.data()),
            .seen = reinterpret_cast<GpuWord>(seen_.get()),
            .generation = kGeneration,
            .ns_per_tick = kOneNs,
            .start_after = 1000,
            .slow_ns = 1ULL << 40,
            .granule_pages = 1,
            .pages = pages,
            .writes = 0};
  }
  static void Launch(const TouchTask& task, unsigned warps) {
    all_warps = warps;
    std::vector<std::jthread> threads;
    for (unsigned warp = 0; warp < warps; ++warp) {
      threads.emplace_back([&task, warp] {
        this_warp = warp;
        hmmbench_touch(task);
      });
    }
  }
  [[nodiscard]] Histogram Latency() const {
    Histogram histogram;
    AddAccesses(seen_->hits, &histogram);
    return histogram;
  }

  PagePattern pattern_{kGeneration};
  PageRange range_{3};
  std::vector<uint64_t> staging_;
  std::unique_ptr<TouchSeen> seen_ = std::make_unique<TouchSeen>();
};

TEST_F(TouchKernelTest, FormulasAreThoseOfTheHost) {
  for (const uint64_t address : {0x1000ULL, 0x7f0012345000ULL}) {
    for (const uint64_t generation : {0ULL, 1ULL, 1ULL << 40}) {
      for (size_t word = kSlots; word < kPageWords; ++word) {
        ASSERT_EQ(PatternWord(address, generation, static_cast<unsigned>(word)),
                  PagePattern(generation).Word(address, word));
      }
    }
  }
  for (uint64_t ns = 1; ns <= kTouchHighestNs; ns += 1 + ns / 7) {
    ASSERT_EQ(CellOf(ns), Histogram::IndexOf(ns)) << ns;
  }
  EXPECT_EQ(CellOf(kTouchHighestNs), Histogram::IndexOf(Histogram::kHighestNs));
}

TEST_F(TouchKernelTest, EveryWarpReadsAndChecksEveryPage) {
  range_.Page(1)[5] = pattern_.Mark(range_.Address(1), 5);
  Launch(Task(3), 4);
  EXPECT_EQ(seen_->checked, 12);
  EXPECT_EQ(seen_->wrong, 0);
  EXPECT_EQ(Latency().count(), 12);
  for (size_t page = 0; page < 3; ++page) {
    EXPECT_TRUE(std::equal(range_.Page(page), range_.Page(page) + kPageWords,
                           staging_.data() + page * kPageWords));
  }
  // As the next request must find them.
  EXPECT_EQ(seen_->start, 0);
  EXPECT_EQ(seen_->done, 0);
  Launch(Task(1), 2);
  EXPECT_EQ(seen_->checked, 14);
}

TEST_F(TouchKernelTest, WrongWordIsCountedByEveryWarpAndKeptOnce) {
  range_.Page(2)[100] ^= 1;
  Launch(Task(3), 3);
  EXPECT_EQ(seen_->checked, 9);
  EXPECT_EQ(seen_->wrong, 3);
  EXPECT_EQ(seen_->address, range_.Address(2));
  EXPECT_EQ(seen_->word, 100);
  EXPECT_EQ(seen_->expected, pattern_.Word(range_.Address(2), 100));
  EXPECT_EQ(seen_->got, seen_->expected ^ 1);
}

TEST_F(TouchKernelTest, AnOlderGenerationIsWrong) {
  TouchTask task = Task(3);
  ++task.generation;
  Launch(task, 1);
  EXPECT_EQ(seen_->wrong, 3);
}

TEST_F(TouchKernelTest, WritesEachPageOnce) {
  TouchTask task = Task(3);
  task.writes = 1;
  for (size_t page = 0; page < 3; ++page) {
    PagePattern next(kGeneration + 1);
    next.Fill(range_.Address(page), staging_.data() + page * kPageWords);
    staging_[page * kPageWords + 9] = next.Mark(range_.Address(page), 9);
  }
  Launch(task, 2);
  EXPECT_EQ(Latency().count(), 3);
  EXPECT_EQ(seen_->checked, 0);
  for (size_t page = 0; page < 3; ++page) {
    EXPECT_TRUE(std::equal(range_.Page(page), range_.Page(page) + kPageWords,
                           staging_.data() + page * kPageWords));
  }
}

TEST_F(TouchKernelTest, TicksBecomeNanoseconds) {
  TouchTask task = Task(1);
  task.ns_per_tick = kOneNs * 5 / 2;
  access_ticks = 1000;
  Launch(task, 1);
  EXPECT_EQ(seen_->hits.sum_ns, 2500);
  EXPECT_EQ(Histogram::IndexOf(Latency().max()), Histogram::IndexOf(2500));
  // More ticks than fit into the product of a long stall and the factor.
  access_ticks = 20'000'000'000;
  Launch(task, 1);
  EXPECT_EQ(seen_->hits.sum_ns, 50'000'002'500);
  EXPECT_EQ(seen_->hits.saturated, 0);
  access_ticks = 30'000'000'000;
  Launch(task, 1);
  EXPECT_EQ(seen_->hits.saturated, 1);
  EXPECT_EQ(Latency().saturated(), 1);
  EXPECT_EQ(Latency().max(), Histogram::kHighestNs);
  EXPECT_EQ(Latency().count(), 3);
}

TEST_F(TouchKernelTest, AFaultIsCountedOnceAGranule) {
  TouchTask task = Task(3);
  task.slow_ns = 10;
  Launch(task, 4);
  // An access takes 10 ticks and more, as others take the clock meanwhile.
  EXPECT_EQ(Latency().count(), 0);
  EXPECT_EQ(seen_->slow, 12);
  Histogram faults;
  AddAccesses(seen_->faults, &faults);
  EXPECT_EQ(faults.count(), 3);
  // The next request's are others; here all pages come together.
  task.granule_pages = 1U << 31U;
  Launch(task, 4);
  EXPECT_EQ(seen_->slow, 24);
  Histogram again;
  AddAccesses(seen_->faults, &again);
  EXPECT_EQ(again.count(), 3 + 1);
}

TEST_F(TouchKernelTest, BothClocksAreReadAtBothEnds) {
  Launch(Task(3), 2);
  EXPECT_GT(seen_->ticks, 0);
  EXPECT_GE(seen_->wall_ticks, 1000);
}

TEST_F(TouchKernelTest, ComparesTwoClocks) {
  uint64_t elapsed[2] = {};
  hmmbench_compare_clocks(reinterpret_cast<GpuWord>(elapsed), 1'000'000);
  EXPECT_EQ(elapsed[0], 10);  // Ticks() is read once at each end
  EXPECT_GE(elapsed[1], 1'000'000);
}

}  // namespace
}  // namespace hmmbench
