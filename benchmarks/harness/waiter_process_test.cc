// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/waiter_process.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <thread>

#include "benchmarks/harness/memory_device.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "fixtures/measure/usage.h"
#include "fixtures/placement/topology.h"

namespace hmmbench {
namespace {

bool HasExited(const WaiterProcess& waiter, std::chrono::milliseconds limit) {
  pollfd file{.fd = waiter.exit_fd(), .events = POLLIN, .revents = 0};
  return poll(&file, 1, static_cast<int>(limit.count())) == 1;
}

bool ReturnsSoon(const WaiterProcess& waiter) {
  for (int naps = 0; naps < 20'000 && !waiter.Returned(); ++naps) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return waiter.Returned();
}

class WaiterProcessTest : public ::testing::Test {
 protected:
  WaiterProcessTest() { pattern_.Fill(range_.Address(1), range_.Page(1)); }
  [[nodiscard]] WaiterProcess::Task Task(WaiterProcess::Side side) const {
    return {.cpu = Topology::OfThisMachine().nodes().front().cpus.front(),
            .side = side,
            .page = range_.Page(1)};
  }

  PageRange range_{2};
  PagePattern pattern_{7};
  MemoryDevice device_;
};

TEST_F(WaiterProcessTest, BringsThePageAsItSawIt) {
  for (const auto side :
       {WaiterProcess::Side::kCpu, WaiterProcess::Side::kDevice}) {
    WaiterProcess waiter(Task(side), device_);
    EXPECT_FALSE(waiter.Returned());
    waiter.Go();
    ASSERT_TRUE(ReturnsSoon(waiter));
    EXPECT_EQ(waiter.error(), 0);
    EXPECT_FALSE(pattern_.CheckPage(range_.Address(1), waiter.Page()));
  }
}

TEST_F(WaiterProcessTest, ExitsWhenItIsKilledAndNotBefore) {
  WaiterProcess::Task task = Task(WaiterProcess::Side::kDevice);
  task.accesses = false;
  WaiterProcess waiter(task, device_);
  waiter.Go();
  EXPECT_FALSE(HasExited(waiter, std::chrono::milliseconds(20)));
  waiter.Kill();
  ASSERT_TRUE(HasExited(waiter, std::chrono::milliseconds(20'000)));
  EXPECT_FALSE(waiter.Returned());
  // It slept in pause(), or was on its way there.
  const ThreadUsage usage = waiter.Reap();
  EXPECT_LT(usage.minor_faults, 1000U);
  EXPECT_EQ(usage.queued_ns, std::nullopt);
  EXPECT_NE(kill(waiter.pid(), 0), 0);
}

}  // namespace
}  // namespace hmmbench
