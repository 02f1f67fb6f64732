// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/stall_evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(StallEvidenceTest, OwnThreadIsRunningAndItsFaultsAreThoseOfGetrusage) {
  const std::optional<ThreadState> before = ReadThreadState(gettid());
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  const std::optional<ThreadState> after = ReadThreadState(gettid());
  ASSERT_TRUE(before);
  ASSERT_TRUE(after);
  EXPECT_EQ(before->state, 'R');
  EXPECT_LE(before->minor_faults, static_cast<uint64_t>(usage.ru_minflt));
  EXPECT_GE(after->minor_faults, static_cast<uint64_t>(usage.ru_minflt));
  EXPECT_GT(after->minor_faults, 0U);
}

TEST(StallEvidenceTest, LookSaysWhereAThreadRunsAndForHowLong) {
  const ThreadLook before = LookAt(gettid(), std::chrono::nanoseconds(7));
  EXPECT_EQ(before.at.count(), 7);
  ASSERT_TRUE(before.state);
  EXPECT_GE(before.state->cpu, 0);
  EXPECT_LT(before.state->cpu, CPU_SETSIZE);
  if (!before.state->ran_ns) GTEST_SKIP() << "this kernel keeps no schedstat";
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (LookAt(gettid(), {}).state->ran_ns == before.state->ran_ns) {
    ASSERT_LT(std::chrono::steady_clock::now(), end);
  }
}

TEST(StallEvidenceTest, WhoLooksIsRunnable) {
  const std::optional<uint64_t> tasks = RunnableTasks();
  ASSERT_TRUE(tasks);
  EXPECT_GE(*tasks, 1U);
}

TEST(StallEvidenceTest, ChildThatWaitsSleepsAndOneThatIsGoneIsAbsent) {
  const pid_t child = fork();
  if (child == 0) {
    while (true) pause();
  }
  std::optional<ThreadState> state;
  do {
    state = ReadThreadState(child);
  } while (state && state->state == 'R');
  ASSERT_TRUE(state);
  EXPECT_EQ(state->state, 'S');
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(ReadThreadState(child));
}

// Lines as 6.12 prints them, shortened.
TEST(StallEvidenceTest, BacktracesAreTakenApartByCpu) {
  const std::vector<StackTrace> stacks = ParseBacktraces(
      "sysrq: Show backtrace of all active CPUs\n"
      "NMI backtrace for cpu 0\n"
      "CPU: 0 UID: 0 PID: 83 Comm: hmmbench-guest Not tainted 6.12.1 #1\n"
      "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996)\n"
      "Call Trace:\n"
      " <TASK>\n"
      " dump_stack_lvl+0x5d/0x80\n"
      " ? __pfx_nmi_raise_cpu_backtrace+0x10/0x10\n"
      " nmi_cpu_backtrace+0xa2/0x110\n"
      " </TASK>\n"
      "Sending NMI from CPU 0 to CPUs 1-3:\n"
      "NMI backtrace for cpu 1\n"
      "CPU: 1 UID: 0 PID: 85 Comm: hmmbench-guest Not tainted 6.12.1 #1\n"
      "RIP: 0010:__handle_mm_fault+0x12/0x900\n"
      "Code: 00 00 48 8b\n"
      "RSP: 0018:ffffc90000123456 EFLAGS: 00000246\n"
      "Call Trace:\n"
      " <NMI>\n"
      " nmi_cpu_backtrace_handler+0x11/0x20\n"
      " </NMI>\n"
      " <TASK>\n"
      " handle_mm_fault+0xb8/0x2a0\n"
      " hmm_range_fault+0x3a/0x90\n"
      " entry_SYSCALL_64_after_hwframe+0x76/0x7e\n"
      "RIP: 0033:0x7f1234567890\n"
      " </TASK>\n"
      "NMI backtrace for cpu 3 skipped: idling at default_idle+0xf/0x20\n");
  ASSERT_THAT(stacks, SizeIs(2));
  EXPECT_EQ(stacks[0].who, "CPU 0: hmmbench-guest/83");
  EXPECT_THAT(stacks[0].frames, ElementsAre("dump_stack_lvl+0x5d/0x80",
                                            "nmi_cpu_backtrace+0xa2/0x110"));
  EXPECT_EQ(stacks[1].who, "CPU 1: hmmbench-guest/85");
  EXPECT_THAT(
      stacks[1].frames,
      ElementsAre("__handle_mm_fault+0x12/0x900", "handle_mm_fault+0xb8/0x2a0",
                  "hmm_range_fault+0x3a/0x90",
                  "entry_SYSCALL_64_after_hwframe+0x76/0x7e"));
  EXPECT_THAT(ParseBacktraces(""), IsEmpty());
}

}  // namespace
}  // namespace hmmbench
