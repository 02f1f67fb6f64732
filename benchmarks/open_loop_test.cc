// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A stall that the 99th percentile of a closed loop does not show, and that of
// an open loop does.

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <time.h>

#include <csignal>
#include <cstddef>
#include <cstdint>

#include "benchmarks/harness/cell_thread.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "benchmarks/harness/start_barrier.h"
#include "fixtures/measure/tsc_clock.h"

namespace hmmbench {
namespace {

constexpr size_t kTouches = 1000;
constexpr size_t kStalled = 1;  // the page that stalls its touch
constexpr timespec kStall{.tv_sec = 0, .tv_nsec = 50'000'000};
constexpr uint64_t kStallNs = 50'000'000;
// All touches are due before the stall is over.
constexpr uint64_t kIntervalNs = 20'000;

void* stalled_page = nullptr;

// A fault that takes long.
void OnFault(int /*signal*/) {
  nanosleep(&kStall, nullptr);
  mprotect(stalled_page, kPageBytes, PROT_READ | PROT_WRITE);
}

class OpenLoopTest : public testing::Test {
 protected:
  OpenLoopTest() : range_(kTouches) {
    for (size_t page = 0; page < kTouches; ++page) {
      pattern_.Fill(range_.Address(page), range_.Page(page));
    }
    stalled_page = range_.Page(kStalled);
    struct sigaction action {};
    action.sa_handler = OnFault;
    sigaction(SIGSEGV, &action, &before_);
    mprotect(stalled_page, kPageBytes, PROT_NONE);
    round_.clock = &clock_;
    round_.range = &range_;
    round_.barrier = &alone_;
    round_.pattern = pattern_;
  }
  ~OpenLoopTest() override { sigaction(SIGSEGV, &before_, nullptr); }

  const Clock clock_ = Clock::Calibrate();
  const PagePattern pattern_{1};
  PageRange range_;
  StartBarrier alone_{1, /*crowded=*/false};
  RoundContext round_;
  struct sigaction before_ {};
};

TEST_F(OpenLoopTest, AClosedLoopHidesAStallBehindItsOtherTouches) {
  CpuThread thread(round_, {}, [](CpuThread& self) {
    for (size_t page = 0; page < kTouches; ++page) self.Touch(page);
  });
  thread.RunRound();
  EXPECT_EQ(thread.wrong(), 0);
  EXPECT_GE(thread.recorder().latency().max(), kStallNs);
  EXPECT_LT(thread.recorder().latency().ValueAtQuantile(0.99), kStallNs / 2);
  EXPECT_FALSE(thread.response());
}

TEST_F(OpenLoopTest, AnOpenLoopCountsWhomItKeptWaiting) {
  ThreadWork work;
  work.open_loop = true;
  CpuThread thread(round_, work, [](CpuThread& self) {
    for (size_t page = 0; page < kTouches; ++page) {
      self.TouchAt(page, page * kIntervalNs);
    }
  });
  thread.RunRound();
  EXPECT_EQ(thread.wrong(), 0);
  // The service times alone say the same as the closed loop.
  const Histogram& service = thread.recorder().latency();
  EXPECT_GE(service.max(), kStallNs);
  EXPECT_LT(service.ValueAtQuantile(0.99), kStallNs / 2);
  ASSERT_TRUE(thread.response());
  const Histogram& response = *thread.response();
  EXPECT_EQ(response.count(), kTouches);
  EXPECT_GE(response.ValueAtQuantile(0.01), kStallNs - kTouches * kIntervalNs);
  EXPECT_GE(response.ValueAtQuantile(0.99), kStallNs - 20 * kIntervalNs);
}

TEST_F(OpenLoopTest, WaitingForATouchToBeDueIsNoWork) {
  ThreadWork work;
  work.open_loop = true;
  CpuThread thread(round_, work,
                   [](CpuThread& self) { self.TouchAt(0, kStallNs); });
  thread.RunRound();
  const ThreadRecord record = thread.Record();
  EXPECT_LT(record.work_ns, record.touch_ns.value() + kStallNs / 2);
  EXPECT_LT(record.longest_gap_ns, record.touch_ns.value() + kStallNs / 2);
  EXPECT_GE(thread.stretches().back().end - thread.stretches().back().start,
            kStallNs / 4);
}

}  // namespace
}  // namespace hmmbench
