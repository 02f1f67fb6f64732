// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/charge_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RunFolder::Boot BootOf(const std::string& variant, bool charged) {
  RunFolder::Boot boot;
  boot.scheduled.seed = 1;
  boot.record.variant = variant;
  boot.stream.environment.emplace();
  if (charged) {
    boot.stream.environment->facts = {{"page_fault_cost_ns", "1000"},
                                      {"idle_exit_cost_ns", "10000"}};
  }
  return boot;
}

TEST(ChargeWarnings, NamesTheKernelThatIsNotCharged) {
  EXPECT_THAT(ChargeWarnings({BootOf("6.12", true), BootOf("6.1", false)}),
              ElementsAre(HasSubstr("charged for in 6.12, but not in 6.1")));
}

TEST(ChargeWarnings, SaysNothingWhereAllAreAlike) {
  EXPECT_THAT(ChargeWarnings({}), IsEmpty());
  EXPECT_THAT(ChargeWarnings({BootOf("a", true), BootOf("b", true)}),
              IsEmpty());
  EXPECT_THAT(ChargeWarnings({BootOf("a", false), BootOf("b", false)}),
              IsEmpty());
  // A boot that measured nothing, and one on the real clock.
  RunFolder::Boot silent = BootOf("b", false);
  silent.stream.environment.reset();
  RunFolder::Boot real = BootOf("b", false);
  real.scheduled.seed.reset();
  EXPECT_THAT(ChargeWarnings({BootOf("a", true), silent, real}), IsEmpty());
}

}  // namespace
}  // namespace hmmbench
