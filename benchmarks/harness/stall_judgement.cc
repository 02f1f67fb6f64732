// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/stall_judgement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmmbench {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Two looks would do if nothing could happen unseen between them.
constexpr size_t kFewestLooks = 4;
// A device that fights with the holder gives up after a second (lib/test_hmm.c)
// and has then lost nothing but time. A thread that spins for longer will not
// give up.
constexpr milliseconds kBeyondTimeouts(1500);
// A page may take two faults, and a stack or a counter a few.
constexpr uint64_t kFaultsPerPage = 2;
constexpr uint64_t kOtherFaults = 100;

// One of these functions is in the stack of every thread that takes a fault,
// for itself or for a device.
constexpr std::array<std::string_view, 6> kFaults = {
    "hmm_range_fault", "do_swap_page",
    "handle_mm_fault", "do_huge_pmd_device_private",
    "exc_page_fault",  "asm_exc_page_fault"};
// One of these is in the stack of every thread that waits until another CPU has
// done something. That CPU cannot do it while a thread spins on it in the
// kernel.
constexpr std::array<std::string_view, 8> kWaitsForCpu = {
    "lru_add_drain_all", "__lru_add_drain_all",      "flush_work",
    "__flush_work",      "__flush_workqueue",        "synchronize_rcu",
    "__wait_rcu_gp",     "synchronize_rcu_expedited"};

// "__flush_work.isra.0+0x1a3/0x2b0" -> "__flush_work"
std::string_view FunctionOf(std::string_view frame) {
  frame = frame.substr(0, frame.find('+'));
  return frame.substr(0, frame.find('.'));
}

bool HasOneOf(std::span<const std::string_view> functions,
              const ThreadLook& look) {
  return std::ranges::any_of(look.frames, [&](const std::string& frame) {
    return std::ranges::find(functions, FunctionOf(frame)) != functions.end();
  });
}

bool IsAsleep(const ThreadLook& look) {
  return look.state && (look.state->state == 'D' || look.state->state == 'S');
}

bool Runs(const ThreadLook& look) {
  return look.state && look.state->state == 'R';
}

uint64_t Switches(const ThreadLook& look) {
  return look.state->voluntary_switches + look.state->involuntary_switches;
}

// True when both looks agree with this: the thread took faults on one CPU all
// the time from `before` to `after`.
bool GoesOnSpinning(const ThreadLook& before, const ThreadLook& after) {
  const auto fits = [](const ThreadLook& look) {
    return Runs(look) && (look.frames.empty() || HasOneOf(kFaults, look));
  };
  return fits(before) && fits(after) && Switches(before) == Switches(after) &&
         before.state->cpu == after.state->cpu;
}

// The same for a thread that waits for another CPU, or for the spinner's own.
bool GoesOnWaiting(const ThreadLook& before, const ThreadLook& after,
                   int spinners_cpu) {
  if (!before.state || !after.state || Switches(before) != Switches(after)) {
    return false;
  }
  const auto sleeps = [](const ThreadLook& look) {
    return look.state->state == 'D' && HasOneOf(kWaitsForCpu, look);
  };
  // The thread was woken but never put on the CPU: its run time stands still.
  const auto queues = [&](const ThreadLook& look) {
    return Runs(look) && look.state->cpu == spinners_cpu && look.state->ran_ns;
  };
  return (sleeps(before) && sleeps(after)) ||
         (queues(before) && queues(after) &&
          before.state->ran_ns == after.state->ran_ns);
}

// Returns the first look of the last unbroken series: each look of it continues
// what was seen in the one before.
template <typename GoesOn>
size_t Since(const std::vector<ThreadLook>& looks, GoesOn&& goes_on) {
  size_t first = looks.size() - 1;
  while (first > 0 && goes_on(looks[first - 1], looks[first])) --first;
  return first;
}

uint64_t Faults(const WatchedThread& thread, size_t from, size_t to) {
  return thread.looks[to].state->minor_faults -
         thread.looks[from].state->minor_faults;
}

// True when the thread came back to a page before some look, and went on for so
// long and so often that it will not stop.
bool ComesBack(const WatchedThread& thread, size_t first) {
  const auto& looks = thread.looks;
  const size_t last = looks.size() - 1;
  if (last - first + 1 < kFewestLooks) return false;
  size_t proved = first;
  while (proved < last && Faults(thread, first, proved) <= MostFaults(thread)) {
    ++proved;
  }
  return looks[last].at - looks[proved].at >= kBeyondTimeouts &&
         Faults(thread, proved, last) > MostFaults(thread);
}

std::string Where(const ThreadLook& look) {
  if (!look.state) return "gone";
  const char state = look.state->state;
  std::string text = state == 'R'   ? "running"
                     : state == 'D' ? "asleep (D)"
                     : state == 'S' ? "asleep (S)"
                                    : fmt::format("in state {}", state);
  if (!look.frames.empty()) {
    text += fmt::format(" in {}()", FunctionOf(look.frames.front()));
  }
  return text;
}

double SecondsBetween(const ThreadLook& from, const ThreadLook& to) {
  return std::chrono::duration<double>(to.at - from.at).count();
}

// Returns what this thread lacks to be a spinner; "" if nothing.
std::string LacksToSpin(const WatchedThread& thread) {
  const ThreadLook& last = thread.looks.back();
  if (!Runs(last) || (!last.frames.empty() && !HasOneOf(kFaults, last))) {
    return fmt::format("{} is {}", thread.who, Where(last));
  }
  const size_t first = Since(thread.looks, GoesOnSpinning);
  if (ComesBack(thread, first)) return "";
  const std::string since =
      fmt::format("{:.1f} s", SecondsBetween(thread.looks[first], last));
  const uint64_t faults = Faults(thread, first, thread.looks.size() - 1);
  if (faults <= 2 * MostFaults(thread)) {
    return fmt::format(
        "{} took {} faults in {} on one CPU, with {} pages to "
        "fault on",
        thread.who, faults, since, thread.pages);
  }
  return fmt::format("{} has come back to its pages for {} only", thread.who,
                     since);
}

// A spinner and a holder that waits for it; absent if there are none.
struct Pair {
  size_t spinner = 0;
  size_t holder = 0;
  size_t first = 0;  // look of the proof
};

std::optional<Pair> FindPair(const std::vector<WatchedThread>& threads) {
  for (size_t spinner = 0; spinner < threads.size(); ++spinner) {
    const WatchedThread& spins = threads[spinner];
    if (!spins.may_spin) continue;
    const size_t spins_since = Since(spins.looks, GoesOnSpinning);
    if (!ComesBack(spins, spins_since)) continue;
    const int cpu = spins.looks.back().state->cpu;
    for (size_t holder = 0; holder < threads.size(); ++holder) {
      if (holder == spinner || !threads[holder].may_hold) continue;
      const size_t waits_since =
          Since(threads[holder].looks, [cpu](const auto& one, const auto& two) {
            return GoesOnWaiting(one, two, cpu);
          });
      const size_t first = std::max(spins_since, waits_since);
      if (ComesBack(spins, first)) return Pair{spinner, holder, first};
    }
  }
  return std::nullopt;
}

// True when no thread ran or was woken in any look, and at least one waits in a
// way that no signal ends.
bool AllAsleep(const std::vector<WatchedThread>& threads) {
  const auto never_ran = [](const WatchedThread& thread) {
    return std::ranges::all_of(thread.looks, [&](const ThreadLook& look) {
      return IsAsleep(look) && Switches(look) == Switches(thread.looks.front());
    });
  };
  return std::ranges::all_of(threads, never_ran) &&
         std::ranges::any_of(threads, [](const WatchedThread& thread) {
           return std::ranges::all_of(thread.looks, [](const auto& look) {
             return look.state->state == 'D';
           });
         });
}

// True when no other task could run. A task that waits for CPU time would be
// there at each look; a task that does its own work for a moment would not.
bool NobodyElseRuns(const std::vector<std::optional<uint64_t>>& runnable) {
  const auto idle = std::ranges::count_if(
      runnable, [](const auto& tasks) { return tasks && *tasks <= 1; });
  return 4 * static_cast<size_t>(idle) >= 3 * runnable.size();
}

void DescribeThreads(const std::vector<WatchedThread>& threads,
                     const std::optional<Pair>& pair,
                     StallJudgement* judgement) {
  auto& spins = judgement->conditions["a spinner comes back to the same pages"];
  auto& waits = judgement->conditions["the holder waits for its CPU"];
  if (!pair) {
    spins = waits = "no";
    return;
  }
  const WatchedThread& spinner = threads[pair->spinner];
  const WatchedThread& holder = threads[pair->holder];
  const size_t last = spinner.looks.size() - 1;
  spins = fmt::format(
      "{}: running in {} looks over {:.1f} s, {} faults with {} pages to fault "
      "on, no switch",
      spinner.who, last - pair->first + 1,
      SecondsBetween(spinner.looks[pair->first], spinner.looks[last]),
      Faults(spinner, pair->first, last), spinner.pages);
  waits = fmt::format("{}: {} in each of them, not woken once", holder.who,
                      Where(holder.looks.back()));
}

// Gives one reason for each thread that may spin, then the reasons of the
// holders.
std::string WhatIsMissing(const std::vector<WatchedThread>& threads) {
  std::vector<std::string> reasons;
  bool one_spins = false;
  for (const WatchedThread& thread : threads) {
    if (!thread.may_spin) continue;
    std::string reason = LacksToSpin(thread);
    if (reason.empty()) {
      one_spins = true;
    } else if (reasons.size() < 3) {
      reasons.push_back(std::move(reason));
    }
  }
  if (!one_spins) return fmt::format("{}", fmt::join(reasons, "; "));
  reasons.clear();
  for (const WatchedThread& thread : threads) {
    if (!thread.may_hold || reasons.size() == 3) continue;
    reasons.push_back(
        fmt::format("{} is {}", thread.who, Where(thread.looks.back())));
  }
  return fmt::format("one spins, but nobody waits for its CPU: {}",
                     fmt::join(reasons, "; "));
}

}  // namespace

uint64_t MostFaults(const WatchedThread& thread) {
  return kFaultsPerPage * thread.pages + kOtherFaults;
}

StallJudgement JudgeStall(
    const std::vector<WatchedThread>& threads,
    const std::vector<std::optional<uint64_t>>& runnable) {
  StallJudgement judgement;
  const size_t looks = threads.empty() ? 0 : threads.front().looks.size();
  if (looks < kFewestLooks) {
    judgement.lacks = fmt::format("it was looked at {} times only", looks);
    return judgement;
  }
  const std::optional<Pair> pair = FindPair(threads);
  DescribeThreads(threads, pair, &judgement);
  if (pair) {
    judgement.spinner = pair->spinner;
    judgement.holder = pair->holder;
    judgement.starved = true;
    return judgement;
  }
  const bool asleep = AllAsleep(threads);
  const bool alone = !runnable.empty() && NobodyElseRuns(runnable);
  judgement.conditions["everybody asleep, not woken once"] =
      asleep ? "yes" : "no";
  judgement.conditions["nobody else had anything to do"] = alone ? "yes" : "no";
  judgement.starved = asleep && alone;
  if (judgement.starved) return judgement;
  judgement.lacks = asleep ? "everybody sleeps, but others had something to do"
                           : WhatIsMissing(threads);
  return judgement;
}

nanoseconds LimitOfSlow(nanoseconds limit, nanoseconds lone_step,
                        nanoseconds most) {
  return std::max(limit, std::min(most, std::max(5 * limit, 200 * lone_step)));
}

}  // namespace hmmbench
