// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/policy_knobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "benchmarks/harness/measurement.h"
#include "fixtures/base/error.h"
#include "fixtures/base/temporary_folder.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::ThrowsMessage;

class PolicyKnobsTest : public ::testing::Test {
 protected:
  PolicyKnobsTest() {
    std::filesystem::create_directory(folder_);
    Put("spin_ns", "20000\n", 0644);
    Put("limit", "7\n", 0644);
    Put("spins", "5\n", 0444);
    Put("waits", "18446744073709551615\n", 0444);
  }
  void Put(const std::string& name, const std::string& text,
           mode_t mode) const {
    std::ofstream(folder_ / name) << text;
    chmod((folder_ / name).c_str(), mode);
  }
  [[nodiscard]] uint64_t Number(const std::string& name) const {
    uint64_t number = 0;
    std::ifstream(folder_ / name) >> number;
    return number;
  }

  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(PolicyKnobsTest, SetForAWhileThenAsBefore) {
  {
    const KnobSetting setting(folder_, {{"spin_ns", 10000}, {"limit", 0}});
    EXPECT_EQ(Number("spin_ns"), 10000U);
    EXPECT_EQ(Number("limit"), 0U);
  }
  EXPECT_EQ(Number("spin_ns"), 20000U);
  EXPECT_EQ(Number("limit"), 7U);
}

TEST_F(PolicyKnobsTest, KernelWithoutTheKnobSkipsTheCell) {
  const auto set = [&](const std::string& name) {
    return [this, name] {
      const KnobSetting setting(folder_, {{"limit", 1}, {name, 5}});
    };
  };
  EXPECT_THAT(set("spin_us"),
              ThrowsMessage<CannotRunHere>(HasSubstr("no knob spin_us")));
  // A counter is no knob, though root could write to it.
  EXPECT_THAT(set("spins"),
              ThrowsMessage<CannotRunHere>(HasSubstr("no knob spins")));
  EXPECT_EQ(Number("limit"), 7U) << "changed before the other was refused";
}

TEST_F(PolicyKnobsTest, ValueThatTheKernelRefusesIsAnError) {
  // No file may grow: the write is refused, as by a kernel that checks values.
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  auto* const signalled = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &none), 0);
  std::string complaint;
  try {
    const KnobSetting setting(folder_, {{"spin_ns", 1}});
  } catch (const CannotRunHere&) {
    complaint = "skipped";
  } catch (const Error& error) {
    complaint = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, signalled);
  EXPECT_EQ(complaint, "the kernel refuses spin_ns = 1: File too large");
  EXPECT_EQ(Number("spin_ns"), 20000U);
}

TEST_F(PolicyKnobsTest, CountersAreWhatCannotBeWritten) {
  const auto counters = ReadPolicyCounters(folder_);
  EXPECT_THAT(counters,
              ElementsAre(Pair("spins", 5U), Pair("waits", UINT64_MAX)));
  EXPECT_THAT(
      Difference({{"spins", 12}, {"waits", 3}, {"new", 1}}, {{"spins", 5}}),
      ElementsAre(Pair("spins", 7U)));
  EXPECT_THAT(ReadPolicyCounters(folder_ / "absent"), IsEmpty());
}

}  // namespace
}  // namespace hmmbench
