// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/utsname.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "fixtures/base/temporary_folder.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

class PreemptionTest : public ::testing::Test {
 protected:
  PreemptionTest() { std::filesystem::create_directories(folder_); }
  void WriteConfig(const std::string& text) const {
    gzFile file = gzopen(config_.c_str(), "wb");
    gzputs(file, text.c_str());
    gzclose(file);
  }
  void WriteChoices(const std::string& text) const {
    std::ofstream(choices_) << text;
  }
  [[nodiscard]] std::string Found(const std::string& version) const {
    return Preemption(config_, choices_, version);
  }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  const std::filesystem::path config_ = folder_ / "config.gz";
  const std::filesystem::path choices_ = folder_ / "preempt";
};

TEST_F(PreemptionTest, ChoiceMadeAtBootHasTheLastWord) {
  WriteConfig("CONFIG_PREEMPT_VOLUNTARY=y\n");
  WriteChoices("none voluntary (full)\n");
  EXPECT_EQ(Found("#1 SMP PREEMPT_DYNAMIC"), "full");
}

TEST_F(PreemptionTest, ConfigurationTellsNoneFromVoluntary) {
  WriteConfig(
      "# CONFIG_PREEMPT_NONE is not set\nCONFIG_PREEMPT_VOLUNTARY=y\n"
      "CONFIG_PREEMPT_COUNT=y\n");
  EXPECT_EQ(Found("#1 SMP"), "voluntary");
  WriteConfig("CONFIG_SMP=y\nCONFIG_PREEMPT_NONE=y\n");
  EXPECT_EQ(Found("#1 SMP"), "none");
}

TEST_F(PreemptionTest, VersionAloneTellsOnlyWhatItNames) {
  EXPECT_EQ(Found("#1 SMP PREEMPT 2026-01-01"), "full");
  EXPECT_EQ(Found("#1 SMP PREEMPT_RT 2026-01-01"), "rt");
  EXPECT_EQ(Found("#1 SMP 2026-01-01"), "");
}

TEST(EnvironmentTest, ThisMachineIsDescribed) {
  const Topology topology = Topology::OfThisMachine();
  const Clock clock = Clock::Monotonic("a test");
  const Environment environment =
      DescribeEnvironment(clock, topology, CounterSet::kEvents);
  utsname name{};
  uname(&name);
  EXPECT_EQ(environment.kernel_release, name.release);
  EXPECT_EQ(environment.kernel_version, name.version);
  EXPECT_EQ(environment.cpus, static_cast<int>(topology.CpuCount()));
  EXPECT_EQ(environment.time_source, "CLOCK_MONOTONIC");
  EXPECT_FALSE(environment.kernel_clocksource.empty());
  EXPECT_EQ(environment.facts.at("time_source_reason"), "a test");
  EXPECT_TRUE(environment.facts.contains("hypervisor"));
}

}  // namespace
}  // namespace hmmbench
