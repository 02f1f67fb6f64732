// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What threads that make no progress are doing: their counts and their stacks,
// from /proc and from the kernel's own backtraces.

#ifndef HMMBENCH_BENCHMARKS_STALL_EVIDENCE_H_
#define HMMBENCH_BENCHMARKS_STALL_EVIDENCE_H_

#include <sys/types.h>

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
};
// Of thread `tid`; absent when it is gone.
std::optional<ThreadState> ReadThreadState(pid_t tid);

// Adds what a thread did between two looks at it.
void AddCounts(const ThreadState& then, const ThreadState& now,
               Starvation* starvation);

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

#endif  // HMMBENCH_BENCHMARKS_STALL_EVIDENCE_H_
