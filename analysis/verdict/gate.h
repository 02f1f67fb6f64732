// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A comparison under a policy -> pass, regression or inconclusive, with what
// each cell had to say.

#ifndef HMMBENCH_ANALYSIS_VERDICT_GATE_H_
#define HMMBENCH_ANALYSIS_VERDICT_GATE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/verdict/gate_policy.h"

namespace hmmbench {

enum class GateOutcome {
  kPass,
  kRegression,    // slower, starved, broken, panicked
  kInconclusive,  // neither a change nor its absence is proved
  kNothing,       // nothing could be gated
};
std::string_view ToString(GateOutcome outcome);

// One thing that was asked of one cell on one kernel.
struct GateCheck {
  enum class Status {
    kPassed,
    kFailed,
    kInconclusive,
    kTolerated,  // inconclusive, and the policy lets it be
    kSkipped,    // by the policy, or the cell cannot run here
  };
  std::string cell;
  std::string variant;
  std::string subject = {};  // "throughput", "progress", "data"
  Status status = Status::kSkipped;
  std::string verdict = {};  // one word: "slower", "starved", "same"
  std::string reason = {};   // one line
  // What was seen of a starvation or wrong data, line by line.
  std::vector<std::string> evidence = {};
};
std::string_view ToString(GateCheck::Status status);

struct GateResult {
  std::string title;
  std::string command;   // that reproduces the run
  std::string fidelity;  // and clock: "virtual clock, virtual"
  GateOutcome outcome = GateOutcome::kNothing;
  std::vector<GateCheck> checks;
  std::vector<std::string> warnings;

  [[nodiscard]] size_t Count(GateCheck::Status status) const;
};

// How a comparison for this gate is to be made: margins, and which metrics are
// judged.
CompareOptions CompareOptionsOf(const GatePolicy& policy,
                                const FamilyOptions& family);

// Every kernel against the first. A cell that starved or read wrong data fails
// whatever its speed; wrong data fails on the baseline, too, because then
// nothing that was measured can be trusted. A metric that the policy requires
// and that has no verdict (too few samples for a percentile, a counter that is
// absent, a cell that was not reached) is inconclusive. Exact comparisons are
// judged whether asked for or not: they cannot cry wolf. Speed on a device
// whose faults no lock policy has a say in is not judged between kernels.
GateResult Gate(const Comparison& comparison, const GatePolicy& policy);

// A later look at more boots. What an earlier one settled stays as it was: each
// look spends its own part of the error probability.
void KeepSettled(const GateResult& before, GateResult* now);

// "regression: 2 of 12 checks failed, ..."
std::string Headline(const GateResult& result);

// For a terminal: the headline and each check that did not pass.
std::string GateText(const GateResult& result);
// JUnit's XML, as CI systems read it: a failure for what fails, an error for
// what is inconclusive, so that no reader takes it for a pass.
std::string GateJUnit(const GateResult& result);
// For a CI system's job summary.
std::string GateMarkdown(const GateResult& result);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_GATE_H_
