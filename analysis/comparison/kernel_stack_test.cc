// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/kernel_stack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hmmbench {
namespace {

using testing::ElementsAre;

TEST(FunctionOf, KnowsTheKernelsForms) {
  EXPECT_EQ(FunctionOf("hmm_range_fault+0x62/0xd0"), "hmm_range_fault");
  EXPECT_EQ(FunctionOf("[<0>] __flush_work+0x1a2/0x2b0"), "__flush_work");
  EXPECT_EQ(FunctionOf("? hmm_vma_fault.isra.0+0x6/0xb"), "hmm_vma_fault");
  EXPECT_EQ(FunctionOf("RIP: 0010:do_swap_page+0x1/0x2"), "do_swap_page");
  EXPECT_EQ(FunctionOf("dmirror_fault+0x1/0x2 [test_hmm]"), "dmirror_fault");
  EXPECT_EQ(FunctionOf("hmm_range_fault"), "hmm_range_fault");
  EXPECT_EQ(FunctionOf("(unknown)"), "(unknown)");
  EXPECT_EQ(FunctionOf(""), "");
}

TEST(FindStack, TakesTheFirstWithFrames) {
  Stall starvation;
  starvation.stacks = {{.who = "spinner", .state = "R", .frames = {}},
                       {.who = "spinner 2", .state = "R", .frames = {"f"}}};
  EXPECT_EQ(FindStack(starvation, "spinner")->who, "spinner 2");
  EXPECT_EQ(FindStack(starvation, "holder"), nullptr);
}

std::vector<std::vector<std::string>> Functions(
    const std::vector<std::string>& lines) {
  std::vector<std::vector<std::string>> functions;
  for (const StackTrace& stack : StacksOnConsole(lines)) {
    functions.push_back(FunctionsOf(stack));
    functions.back().insert(functions.back().begin(), stack.who);
  }
  return functions;
}

TEST(StacksOnConsole, ReadsBusyCpusAndLeavesIdleOnesOut) {
  EXPECT_THAT(
      Functions({
          "[   95.100000] NMI backtrace for cpu 1",
          "[   95.100000] CPU: 1 UID: 0 PID: 61 Comm: hmmbench-guest Not "
          "tainted 6.12.117 #1",
          "[   95.100000] RIP: 0010:handle_mm_fault+0x81/0x2a0",
          "[   95.100000] Code: 00 00",
          "[   95.100000] Call Trace:",
          "[   95.100000]  <TASK>",
          "[   95.100000]  ? show_regs+0x12/0x30",
          "[   95.100000]  hmm_vma_fault.isra.0+0x63/0xb0",
          "[   95.100000]  hmm_range_fault+0x62/0xd0",
          "[   95.100000] RIP: 0033:0x7f0000001234",
          "[   95.100000]  </TASK>",
          "[   95.100000] NMI backtrace for cpu 2 skipped: idling at "
          "default_idle+0xf/0x20",
          "something else+0x1/0x2",
      }),
      ElementsAre(ElementsAre("CPU 1 (hmmbench-guest)", "handle_mm_fault",
                              "hmm_vma_fault", "hmm_range_fault")));
}

TEST(StacksOnConsole, OfAPanicOnlyWhatTheNmiInterrupted) {
  EXPECT_THAT(
      Functions({
          "[   95.1][   T61] Kernel panic - not syncing: NMI: Not continuing",
          "[   95.1][   T61] CPU: 3 UID: 0 PID: 62 Comm: kworker/3:1",
          "[   95.1][   T61] Call Trace:",
          "[   95.1][   T61]  <NMI>",
          "[   95.1][   T61]  panic+0x100/0x2f0",
          "[   95.1][   T61] RIP: 0010:lru_add_drain_cpu+0x1/0x2",
          "[   95.1][   T61]  </NMI>",
          "[   95.1][   T61]  <TASK>",
          "[   95.1][   T61]  lru_add_drain_per_cpu+0x5/0x9",
          "[   95.1][   T61]  </TASK>",
      }),
      ElementsAre(ElementsAre("CPU 3 (kworker/3:1)", "lru_add_drain_cpu",
                              "lru_add_drain_per_cpu")));
}

TEST(StacksOnConsole, OtherLinesHaveNone) {
  EXPECT_TRUE(StacksOnConsole({}).empty());
  EXPECT_TRUE(
      StacksOnConsole({"[ 1.0] Linux version", "f+0x1/0x2", "[", "[<0>"})
          .empty());
}

}  // namespace
}  // namespace hmmbench
