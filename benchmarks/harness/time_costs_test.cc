// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/time_costs.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fixtures/base/temporary_folder.h"

namespace hmmbench {
namespace {

class TimeCostsTest : public ::testing::Test {
 protected:
  TimeCostsTest() { std::filesystem::create_directories(folder_); }
  [[nodiscard]] std::string Read(const char* name) const {
    std::ifstream stream(folder_ / name);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(TimeCostsTest, AreWrittenInInstructions) {
  std::ofstream(folder_ / "page_fault_cost") << "";
  std::ofstream(folder_ / "idle_exit_cost") << "";
  EXPECT_TRUE(ChargeTime({.page_fault = std::chrono::nanoseconds(750),
                          .idle_exit = std::chrono::microseconds(20)},
                         folder_));
  EXPECT_EQ(Read("page_fault_cost"), "750\n");
  EXPECT_EQ(Read("idle_exit_cost"), "20000\n");
}

TEST_F(TimeCostsTest, AKernelWithoutThemIsToldAndNothingIsMade) {
  EXPECT_FALSE(ChargeTime(TimeCosts(), folder_));
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

}  // namespace
}  // namespace hmmbench
