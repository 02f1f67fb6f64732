// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What threads that make no progress are doing: their counts and their stacks,
// from /proc and from the kernel's own backtraces.

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

// A thread as /proc sees it; reading it takes none of the locks that a stalled
// thread may hold.
struct ThreadState {
  char state = '?';  // R, S, D, ...
  uint64_t minor_faults = 0;
  uint64_t voluntary_switches = 0;
  uint64_t involuntary_switches = 0;
  int cpu = -1;  // on which it runs, or ran last
  // That it ran so far; absent where the kernel does not keep it.
  std::optional<uint64_t> ran_ns = std::nullopt;
};
// Of thread `tid`; absent when it is gone.
std::optional<ThreadState> ReadThreadState(pid_t tid);

// One look at a thread.
struct ThreadLook {
  std::chrono::nanoseconds at{0};    // on the watchdog's clock
  std::optional<ThreadState> state;  // absent: the thread is gone
  // Of its stack in the kernel, the innermost first; empty: not known.
  std::vector<std::string> frames = {};
};
// With the stack of one that does not run.
ThreadLook LookAt(pid_t tid, std::chrono::nanoseconds at);

// Tasks of the whole machine that run or could run now, the caller among them;
// absent where the kernel does not say.
std::optional<uint64_t> RunnableTasks();

// Adds what a thread did between two looks at it.
void AddCounts(const ThreadState& then, const ThreadState& now, Stall* stall);

// The kernel stack of a thread that sleeps, innermost first. Empty for one that
// runs (its stack is read by BacktracesOfAllCpus()), or without
// CONFIG_STACKTRACE.
std::vector<std::string> SleepingStack(pid_t tid);

// Makes the kernel show what every CPU that is not idle is doing (SysRq-l: an
// NMI to each) and reads that from its log: "CPU 1: hmmbench-guest/123", one
// stack each. Root only; empty where the kernel does not answer in time.
std::vector<StackTrace> BacktracesOfAllCpus();

// The same from text of the kernel's log, one message a line without its time.
std::vector<StackTrace> ParseBacktraces(std::string_view log);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_STALL_EVIDENCE_H_
