// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/host_state_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(HostStateWarningsTest, QuietMachineHasNone) {
  Manifest manifest;
  manifest.accelerator = "none";
  EXPECT_THAT(HostStateWarnings(manifest), IsEmpty());
  manifest.host = {{"governor", "performance"},
                   {"turbo", "off"},
                   {"smt", "off"},
                   {"hypervisor", "off"},
                   {"steal", "0.0 %"},
                   {"load at start", "0.42"}};
  EXPECT_THAT(HostStateWarnings(manifest), IsEmpty());
}

TEST(HostStateWarningsTest, EachOfWhatDisturbs) {
  Manifest manifest;
  manifest.accelerator = "none";
  manifest.host = {{"governor", "3 x powersave, 1 x performance"},
                   {"turbo", "on"},
                   {"smt", "on"},
                   {"hypervisor", "on"},
                   {"steal", "12.5 %"},
                   {"load at start", "3.10"}};
  EXPECT_THAT(HostStateWarnings(manifest),
              ElementsAre(HasSubstr("a guest itself"), HasSubstr("12.5 %"),
                          HasSubstr("3 x powersave"), HasSubstr("turbo"),
                          HasSubstr("SMT"), HasSubstr("3.10")));
}

TEST(HostStateWarningsTest, GuestsHaveAStateOfTheirOwn) {
  Manifest manifest;
  manifest.accelerator = "tcg";
  manifest.host = {{"governor", "powersave"}, {"load at start", "9.00"}};
  EXPECT_THAT(HostStateWarnings(manifest), IsEmpty());
}

}  // namespace
}  // namespace hmmbench
