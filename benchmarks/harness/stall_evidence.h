// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds out what threads without progress are doing. It reads their counts and
// stacks from /proc and from the kernel's own backtraces.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_STALL_EVIDENCE_H_
#define HMMBENCH_BENCHMARKS_HARNESS_STALL_EVIDENCE_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {

// The state of a thread from /proc. Reading it takes none of the locks that a
// stalled thread may hold.
struct ThreadState {
  char state = '?';  // R, S, D, ...
  uint64_t minor_faults = 0;
  uint64_t voluntary_switches = 0;
  uint64_t involuntary_switches = 0;
  int cpu = -1;  // on which it runs, or ran last
  // Its run time so far; absent when the kernel does not keep it.
  std::optional<uint64_t> ran_ns = std::nullopt;
};
// Reads thread `tid`. Returns nothing when it is gone.
std::optional<ThreadState> ReadThreadState(pid_t tid);

// One look at a thread.
struct ThreadLook {
  std::chrono::nanoseconds at{0};    // on the watchdog's clock
  std::optional<ThreadState> state;  // absent: the thread is gone
  // Its stack in the kernel, innermost function first. Empty when not known.
  std::vector<std::string> frames = {};
};
// Looks at a thread. Reads the stack too when the thread does not run.
ThreadLook LookAt(pid_t tid, std::chrono::nanoseconds at);

// Returns how many tasks of the whole machine run or could run now, including
// the caller. Returns nothing when the kernel does not tell.
std::optional<uint64_t> RunnableTasks();

// Adds what a thread did between two looks at it.
void AddCounts(const ThreadState& then, const ThreadState& now, Stall* stall);

// Returns the kernel stack of a thread that sleeps, innermost function first.
// Returns nothing for a thread that runs (BacktracesOfAllCpus() reads its
// stack), or without CONFIG_STACKTRACE.
std::vector<std::string> SleepingStack(pid_t tid);

// Makes the kernel print what every CPU that is not idle is doing (SysRq-l
// sends an NMI to each) and reads that from the kernel's log: "CPU 1:
// hmmbench-guest/123", one stack each. Works for root only. Returns nothing
// when the kernel does not answer in time.
std::vector<StackTrace> BacktracesOfAllCpus();

// Does the same from a text of the kernel's log, with one message a line and
// without times.
std::vector<StackTrace> ParseBacktraces(std::string_view log);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_STALL_EVIDENCE_H_
