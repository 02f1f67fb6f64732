// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_hmmbench.h"
#include "cli/subcommand.h"
#include "fixtures/base/child.h"

namespace hmmbench {
namespace {

using ::testing::HasSubstr;

// A machine that lacks something is told so. That is no failure.
TEST(Doctor, SaysWhatTheMachineCanDo) {
  const ChildResult doctor = Hmmbench({"doctor"});
  EXPECT_EQ(doctor.exit_code, kExitPass) << doctor.output;
  for (const char* subject : {"processors", "memory", "disk", "KVM",
                              "base 6.12", "--on host", "GPU"}) {
    EXPECT_THAT(doctor.output, HasSubstr(subject));
  }
}

}  // namespace
}  // namespace hmmbench
