// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/starvation_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "analysis/comparison/kernel_stack.h"
#include "analysis/report/notation.h"

namespace hmmbench {
namespace {

// Functions that show in which loop a thread spins and for what a thread waits,
// the most telling first.
constexpr std::array<std::string_view, 3> kSpins = {
    "hmm_range_fault", "do_swap_page", "handle_mm_fault"};
constexpr std::array<std::string_view, 6> kWaits = {
    "lru_add_drain_all",
    "__lru_add_drain_all",
    "migration_entry_wait_on_locked",
    "softleaf_entry_wait_on_locked",
    "__folio_lock",
    "migrate_vma_setup"};

std::string Several(uint64_t count, std::string_view one,
                    std::string_view many) {
  return fmt::format("{} {}", Grouped(count), count == 1 ? one : many);
}

std::string Boots(int count) {
  return Several(static_cast<uint64_t>(count), "boot", "boots");
}

std::string Faults(const Stall& seen) {
  return Several(seen.faults, "fault", "faults");
}

// "2.0 s": this is a watchdog's limit, not a measurement with three digits.
std::string Seconds(uint64_t ns) {
  constexpr double kNsPerSecond = 1e9;
  const auto value = static_cast<double>(ns);
  return value < kNsPerSecond / 10
             ? Duration(value)
             : fmt::format("{:.1f} s", value / kNsPerSecond);
}

// Returns the first of `preferred` that is in the stack, else its innermost
// function outside the scheduler. Returns nothing without a stack.
std::optional<std::string> TellingFunction(
    const StackTrace* stack, std::span<const std::string_view> preferred) {
  if (stack == nullptr) return std::nullopt;
  const std::vector<std::string> functions = FunctionsOf(*stack);
  for (const std::string_view wanted : preferred) {
    if (std::find(functions.begin(), functions.end(), wanted) !=
        functions.end()) {
      return std::string(wanted);
    }
  }
  const auto innermost = std::find_if(
      functions.begin(), functions.end(), [](const std::string& function) {
        return !function.starts_with("schedule") &&
               !function.starts_with("__schedule");
      });
  if (innermost == functions.end()) return std::nullopt;
  return *innermost;
}

// True for a thread that sleeps according to /proc (D or S).
bool Sleeps(const StackTrace& stack) {
  return stack.state.starts_with('D') || stack.state.starts_with('S');
}

std::string LostGuests(const CellSummary& summary) {
  return fmt::format(
      "{} lost, ended by the host",
      Several(static_cast<uint64_t>(summary.boots_lost), "guest", "guests"));
}

// Returns the counts, then the conditions. `word` says what the boot did.
std::vector<StarvationFact> Describe(const StalledBoot& stalled,
                                     std::string_view word) {
  std::vector<StarvationFact> facts;
  facts.push_back(
      {"shown",
       fmt::format("boot {}, {}", stalled.boot,
                   stalled.first ? fmt::format("the first that {}", word)
                                 : "the first that was seen from inside")});
  if (!stalled.seen) {
    facts.push_back(
        {"no progress",
         fmt::format("after round {}; only the host saw it{}{}",
                     stalled.rounds_done, stalled.reason.empty() ? "" : ": ",
                     stalled.reason)});
    if (stalled.guest_lost) {
      facts.push_back({"rescued", "no; the host ended the guest"});
    }
    return facts;
  }
  const Stall& seen = *stalled.seen;
  facts.push_back(
      {"no progress",
       fmt::format(
           "{} after round {}{}", Seconds(seen.stalled_ns), seen.after_round,
           seen.rounds > 1
               ? fmt::format("; in {} rounds of the boot", Grouped(seen.rounds))
               : "")});
  facts.push_back(
      {"meanwhile", fmt::format("{}, {} voluntary and {} involuntary switches",
                                Faults(seen), Grouped(seen.voluntary_switches),
                                Grouped(seen.involuntary_switches))});
  facts.push_back({"rescued", seen.rescued         ? "yes; the boot went on"
                              : stalled.guest_lost ? "no; the host ended the "
                                                     "guest"
                                                   : "no"});
  for (const auto& [name, value] : seen.prerequisites) {
    facts.push_back({name, value});
  }
  return facts;
}

// "boot 3 stood still for 12.0 s after round 2, but nothing proves a
// starvation: ...", without a full stop.
std::string WhatWasSlow(const StalledBoot& slow) {
  if (!slow.seen) {
    return fmt::format(
        "boot {} fell silent after round {}, and only the host "
        "saw it{}{}",
        slow.boot, slow.rounds_done, slow.reason.empty() ? "" : ": ",
        slow.reason);
  }
  return fmt::format(
      "boot {} stood still for {} after round {}, but nothing proves a "
      "starvation: {}",
      slow.boot, Seconds(slow.seen->stalled_ns), slow.seen->after_round,
      slow.seen->lacks);
}

}  // namespace

std::string StarvedBoots(const CellSummary& summary) {
  return fmt::format("{} of {}", summary.boots_starved,
                     Boots(summary.boots_judged));
}

std::string WhyStarved(const CellSummary& summary) {
  std::string text = "starved in " + StarvedBoots(summary);
  if (summary.starvation) {
    const StalledBoot& starved = *summary.starvation;
    text += fmt::format("; {}: boot {}",
                        starved.first ? "first" : "first seen from inside",
                        starved.boot);
    if (starved.seen) {
      const Stall& seen = *starved.seen;
      text += fmt::format(
          " stood still for {} after round {} while its threads took {}, {}; "
          "{}",
          Seconds(seen.stalled_ns), seen.after_round, Faults(seen),
          Several(seen.voluntary_switches, "voluntary switch",
                  "voluntary switches"),
          seen.rescued ? "rescued" : "not rescued");
    } else {
      if (starved.guest_lost) {
        text +=
            fmt::format(" fell silent after round {}, seen by the host only",
                        starved.rounds_done);
      }
      if (!starved.reason.empty()) text += ": " + starved.reason;
    }
  }
  if (summary.boots_lost > 0) text += "; " + LostGuests(summary);
  return text;
}

std::string StarvedSentence(std::string_view label, std::string_view cell,
                            const CellSummary& summary) {
  std::string text =
      fmt::format("{} starved in {} ({})", label, cell, StarvedBoots(summary));
  if (!summary.starvation) return text + ".";
  const StalledBoot& starved = *summary.starvation;
  if (!starved.seen) {
    return text + (starved.guest_lost
                       ? fmt::format(": the guest fell silent after round {} "
                                     "and the host ended it.",
                                     starved.rounds_done)
                       : ".");
  }
  const Stall& seen = *starved.seen;
  text += fmt::format(": in {} without progress its threads took {}",
                      Seconds(seen.stalled_ns), Faults(seen));
  const StackTrace* const spinner = FindStack(seen, "spinner");
  const StackTrace* const holder = FindStack(seen, "holder");
  if (const auto function = TellingFunction(spinner, kSpins)) {
    text += fmt::format(", the spinner in {}()", *function);
  }
  if (const auto function = TellingFunction(holder, kWaits)) {
    text += fmt::format(", while the lock's holder {} in {}()",
                        Sleeps(*holder) ? "waited" : "was", *function);
  }
  text += seen.rescued ? "." : "; it was not rescued.";
  if (summary.boots_lost > 0) {
    text.pop_back();
    text += fmt::format(" ({}).", LostGuests(summary));
  }
  return text;
}

std::vector<StarvationFact> DescribeStarvation(const CellSummary& summary) {
  if (!summary.starvation) return {};
  return Describe(*summary.starvation, "starved");
}

std::string SlowBoots(const CellSummary& summary) {
  std::string text =
      fmt::format("{} of {}", summary.boots_slow, Boots(summary.boots_judged));
  if (summary.boots_given_up == 0) {
    text += ", which all went on";
  } else if (summary.boots_given_up < summary.boots_slow) {
    text += fmt::format(", {} of them given up", summary.boots_given_up);
  }
  return text;
}

std::string WhyGivenUp(const CellSummary& summary) {
  std::string text =
      fmt::format("given up as slow in {} of {}", summary.boots_given_up,
                  Boots(summary.boots_judged));
  if (summary.slow) text += "; " + WhatWasSlow(*summary.slow);
  return text;
}

std::string SlowSentence(std::string_view label, std::string_view cell,
                         const CellSummary& summary) {
  return fmt::format("{} was slow in {} ({}), which is no verdict: {}.", label,
                     cell, SlowBoots(summary), WhatWasSlow(*summary.slow));
}

std::vector<StarvationFact> DescribeSlowness(const CellSummary& summary) {
  if (!summary.slow) return {};
  std::vector<StarvationFact> facts = Describe(*summary.slow, "was slow");
  const auto& seen = summary.slow->seen;
  facts.push_back({"no proof of a starvation",
                   seen ? seen->lacks : "the guest could not say anything"});
  return facts;
}

std::vector<StackTrace> TellingStacks(const StalledBoot& stalled) {
  std::vector<StackTrace> stacks;
  if (stalled.seen) {
    for (const char* const role : {"spinner", "holder"}) {
      if (const StackTrace* stack = FindStack(*stalled.seen, role)) {
        stacks.push_back(*stack);
      }
    }
  }
  return stacks.empty() ? StacksOnConsole(stalled.console) : stacks;
}

}  // namespace hmmbench
