// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/clock_source.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace hmmbench {
namespace {

class ClockSourceTest : public ::testing::Test {
 protected:
  ~ClockSourceTest() override { std::filesystem::remove(file_); }
  void Write(const std::string& name) const {
    // As one step, as the kernel's file changes.
    const std::string other = file_.string() + ".new";
    std::ofstream(other) << name << "\n";
    std::filesystem::rename(other, file_);
  }

  const std::filesystem::path file_ = std::filesystem::path(
      ::testing::TempDir() + "clock_source_test." + std::to_string(getpid()));
};

TEST_F(ClockSourceTest, WaitsForTheChangeFromTheEarlyClock) {
  Write("tsc-early");
  std::atomic<bool> changed{false};
  std::thread kernel([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    changed = true;
    Write("tsc");
  });
  AwaitFinalClockSource(std::chrono::minutes(1), file_);
  EXPECT_TRUE(changed);
  kernel.join();
}

TEST_F(ClockSourceTest, DoesNotWaitForeverNorForOtherClocks) {
  Write("tsc-early");
  AwaitFinalClockSource(std::chrono::milliseconds(20), file_);
  Write("hpet");
  AwaitFinalClockSource(std::chrono::hours(1), file_);
  std::filesystem::remove(file_);
  AwaitFinalClockSource(std::chrono::hours(1), file_);
}

}  // namespace
}  // namespace hmmbench
