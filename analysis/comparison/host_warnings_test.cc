// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/host_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A boot of 10 s on a host of 4 CPUs.
RunFolder::Boot BootOn(int number, const std::optional<HostActivity>& host) {
  RunFolder::Boot boot;
  boot.scheduled.boot = number;
  boot.record.total_s = 10;
  boot.record.host = host;
  return boot;
}

TEST(HostWarnings, AQuietHostIsNotMentioned) {
  EXPECT_THAT(HostWarnings({}), IsEmpty());
  EXPECT_THAT(
      HostWarnings({BootOn(0, std::nullopt),
                    BootOn(1, HostActivity{.cpus = 4,
                                           .others_s = 3.9,
                                           .steal_s = 0.7,
                                           .lowest_mhz = 800,
                                           .highest_mhz = 3400}),
                    BootOn(2, HostActivity{.cpus = 4, .highest_mhz = 3300})}),
      IsEmpty());
}

TEST(HostWarnings, OneLineForEachDisturbance) {
  EXPECT_THAT(
      HostWarnings(
          {BootOn(0, HostActivity{.cpus = 4, .others_s = 4.1}),
           BootOn(3, HostActivity{.cpus = 4, .others_s = 20, .steal_s = 1}),
           BootOn(4, HostActivity{.cpus = 4})}),
      ElementsAre("other work took more than 10 % of the host's CPUs in 2 of 3 "
                  "boots (most: 50 %, boot 3): times are disturbed",
                  "the host's own host took more than 2 % of the host's CPUs "
                  "in 1 of 3 boots (most: 2 %, boot 3): times are disturbed"));
}

TEST(HostWarnings, BootsAtOtherClockRates) {
  EXPECT_THAT(
      HostWarnings({BootOn(0, HostActivity{.cpus = 4, .highest_mhz = 2100}),
                    BootOn(1, HostActivity{.cpus = 4, .highest_mhz = 3400})}),
      ElementsAre("the host's CPUs ran at up to 2100 MHz in one boot and up to "
                  "3400 MHz in another: times of boots differ by that"));
}

TEST(HostWarnings, CpusThatAreNotWhereTheyWereToBe) {
  EXPECT_THAT(
      HostWarnings({BootOn(2, HostActivity{.cpus = 4,
                                           .not_pinned = "CPU 1 of the guest: "
                                                         "Invalid argument"})}),
      ElementsAre("boot 2: its CPUs are not pinned: CPU 1 of the guest: "
                  "Invalid argument"));
}

}  // namespace
}  // namespace hmmbench
