// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/gpu_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fixtures/record/records.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RunFolder::Boot BootWith(const std::map<std::string, std::string>& facts,
                         const std::vector<CellRecord>& cells) {
  RunFolder::Boot boot;
  boot.stream.environment.emplace();
  boot.stream.environment->facts = facts;
  boot.stream.cells = cells;
  return boot;
}

CellRecord CellOf(const std::string& scenario,
                  const std::map<std::string, uint64_t>& device) {
  CellRecord cell;
  cell.cell = scenario + "/pages:64";
  cell.scenario = scenario;
  cell.pages = 64;
  cell.device = device;
  return cell;
}

TEST(GpuWarningsTest, SaysNothingOfTheEmulatedDevice) {
  EXPECT_THAT(GpuWarnings({BootWith({}, {CellOf("cpu_vs_device", {})})}),
              IsEmpty());
  EXPECT_EQ(WhyOffPolicyPath(Environment()), "");
}

TEST(GpuWarningsTest, SaysWhereNoPolicyIsOnThePath) {
  const auto boot = BootWith(
      {{"lock_policy_path", "off"}, {"lock_policy_path_why", "managed"}}, {});
  EXPECT_EQ(WhyOffPolicyPath(*boot.stream.environment), "managed");
  EXPECT_THAT(
      GpuWarnings({boot, boot}),
      ElementsAre(AllOf(HasSubstr("no lock policy"), HasSubstr("managed"))));
  const auto on = BootWith(
      {{"lock_policy_path", "on"}, {"lock_policy_path_why", "private"}}, {});
  EXPECT_THAT(GpuWarnings({on}), IsEmpty());
}

TEST(GpuWarningsTest, TellsCellsThatMeasureTheDriver) {
  EXPECT_THAT(GpuWarnings({BootWith(
                  {}, {CellOf("fault_path", {{"migrating_faults", 3}}),
                       CellOf("same_page", {{"migrating_faults", 64}}),
                       CellOf("none", {})})}),
              ElementsAre(AllOf(HasSubstr("up to 21 pages for a fault"),
                                HasSubstr("in fault_path/pages:64"))));
  const std::vector<CellRecord> cells = {CellOf("fault_path", {}),
                                         CellOf("cpu_vs_device", {}),
                                         CellOf("migrate_vs_fault", {})};
  EXPECT_THAT(
      GpuWarnings({BootWith({{"gpu_uvm_perf_thrashing_enable", "1"}}, cells)}),
      ElementsAre(AllOf(HasSubstr("thrashing"), HasSubstr("2 cells"))));
  EXPECT_THAT(GpuWarnings({BootWith(
                  {{"gpu_uvm_perf_access_counter_mimc_migration_enable", "1"}},
                  cells)}),
              ElementsAre(HasSubstr("access counters")));
  EXPECT_THAT(
      GpuWarnings({BootWith({{"gpu_uvm_perf_thrashing_enable", "0"}}, cells)}),
      IsEmpty());
}

TEST(GpuWarningsTest, FlagsAClockThatMoved) {
  EXPECT_THAT(
      GpuWarnings({BootWith(
          {}, {CellOf("fault_path", {{"gpu_clock_moved_permille", 20}}),
               CellOf("same_page", {{"gpu_clock_moved_permille", 4700}})})}),
      ElementsAre(AllOf(HasSubstr("470.0 %"), HasSubstr("same_page"))));
}

}  // namespace
}  // namespace hmmbench
