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
using ::testing::StartsWith;

// A machine that lacks something is told so. That is no failure.
TEST(Doctor, SaysWhatTheMachineCanDo) {
  const ChildResult doctor = Hmmbench({"doctor"});
  EXPECT_EQ(doctor.exit_code, kExitPass) << doctor.output;
  for (const char* subject : {"processors", "memory", "disk", "KVM",
                              "base 6.12", "--on host", "GPU"}) {
    EXPECT_THAT(doctor.output, HasSubstr(subject));
  }
  EXPECT_TRUE(doctor.output.ends_with("\nready\n")) << doctor.output;
}

TEST(Doctor, EndsWithWhatToDo) {
  const ChildResult doctor =
      RunChild({.arguments = {HmmbenchProgram(), "doctor"},
                .environment = {{"PATH", "/nowhere"}}},
               nullptr);
  EXPECT_EQ(doctor.exit_code, kExitHarnessError);
  const size_t last = doctor.output.rfind('\n', doctor.output.size() - 2);
  EXPECT_THAT(doctor.output.substr(last + 1), StartsWith("not ready: "));
  EXPECT_THAT(doctor.output.substr(last + 1),
              HasSubstr("install qemu-system-x86"));
}

}  // namespace
}  // namespace hmmbench
