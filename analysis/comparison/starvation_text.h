// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Describes in words a starvation, or a slow cell that is not proved to have
// starved.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_STARVATION_TEXT_H_
#define HMMBENCH_ANALYSIS_COMPARISON_STARVATION_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace hmmbench {

// "19 of 20 boots".
std::string StarvedBoots(const CellSummary& summary);

// One line: "starved in 19 of 20 boots; first: boot 3 stood still for 2.0 s
// after round 0 while its threads took 245,311 faults, 0 voluntary switches;
// rescued". For a summary that has a starvation.
std::string WhyStarved(const CellSummary& summary);

// Returns a whole sentence on a cell and kernel: "trylock starved in
// mixed_range (19 of 20 boots): ...". It names a function only if that is in a
// recorded stack.
std::string StarvedSentence(std::string_view label, std::string_view cell,
                            const CellSummary& summary);

struct StarvationFact {
  std::string name;
  std::string value;  // one line
};

// Returns the counts, and then the known conditions of a starvation with what
// was observed.
std::vector<StarvationFact> DescribeStarvation(const CellSummary& summary);

// "2 of 20 boots", with how many of them were given up if not all were.
std::string SlowBoots(const CellSummary& summary);

// One line: "given up as slow in 2 of 20 boots; boot 3 stood still for 12.0 s
// after round 2, but nothing proves a starvation: reader 0 is asleep (S)". For
// a summary of which boots were given up.
std::string WhyGivenUp(const CellSummary& summary);

// Returns a whole sentence on a cell and kernel, for a summary that has a slow
// boot.
std::string SlowSentence(std::string_view label, std::string_view cell,
                         const CellSummary& summary);

// Returns what DescribeStarvation() does, and what is missing for a starvation.
std::vector<StarvationFact> DescribeSlowness(const CellSummary& summary);

// Returns the most telling stacks: those of spinner and holder if the guest
// recorded them, else those of every CPU that the host's NMI found busy.
std::vector<StackTrace> TellingStacks(const StalledBoot& stalled);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_STARVATION_TEXT_H_
