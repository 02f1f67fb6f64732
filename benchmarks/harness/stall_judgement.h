// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Is a stall a starvation? That something takes long is no proof: the host may
// be busy. A starvation is one of two things, and no busy host looks like them.
//
// A spinner that keeps off what it waits for:
//   1. the work made no progress in any of the looks;
//   2. a thread ran in each of them, never left its CPU in between, and took
//      more faults than it has pages to fault on, so it came back to the same;
//   3. the one that holds the lock waits for the CPU that this thread keeps:
//      for work that must run there, or to run there itself, and was not woken
//      once.
// A wait without end:
//   no thread ran, none was woken once, one of them at least is in
//   uninterruptible sleep, and nobody else in the machine had anything to do.
//
// Anything else is slow. The caller sees to the first condition: it begins to
// look anew when there is progress.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_STALL_JUDGEMENT_H_
#define HMMBENCH_BENCHMARKS_HARNESS_STALL_JUDGEMENT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/harness/stall_evidence.h"

namespace hmmbench {

// A thread of a stall and the looks at it, the oldest first. Looks at several
// threads that have the same number belong together.
struct WatchedThread {
  std::string who;  // "reader", "thread 2"
  bool may_spin = true;
  bool may_hold = true;  // the lock that spinners are after
  // The number of pages on which it may fault in its present work.
  uint64_t pages = 1;
  std::vector<ThreadLook> looks = {};
};

// A thread that took more faults than this without doing anything else must
// have come back to a page.
uint64_t MostFaults(const WatchedThread& thread);

struct StallJudgement {
  bool starved = false;
  // The threads that prove it, by number; absent in a wait without end.
  std::optional<size_t> spinner;
  std::optional<size_t> holder;
  // The conditions that were looked for, each with what was observed.
  std::map<std::string, std::string> conditions;
  // In one line, the condition that is missing; "" when starved.
  std::string lacks;
};

// `runnable` holds RunnableTasks() at the time of each look.
StallJudgement JudgeStall(const std::vector<WatchedThread>& threads,
                          const std::vector<std::optional<uint64_t>>& runnable);

// Returns how long to watch a stall that nothing proves to be a starvation
// before it is given up. It is five times the limit of a starvation, or two
// hundred times as long as an uncontended step takes on this machine, whichever
// is longer, but not more than `most`.
std::chrono::nanoseconds LimitOfSlow(std::chrono::nanoseconds limit,
                                     std::chrono::nanoseconds lone_step,
                                     std::chrono::nanoseconds most);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_STALL_JUDGEMENT_H_
