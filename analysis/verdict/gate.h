// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Turns a comparison under a policy into pass, regression or inconclusive, with
// the result of each cell.

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

// One check of one cell on one kernel.
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
  // The evidence of a starvation or of wrong data, line by line.
  std::vector<std::string> evidence = {};
};
std::string_view ToString(GateCheck::Status status);

struct GateResult {
  std::string title;
  std::string command;   // reproduces the run
  std::string fidelity;  // and clock: "virtual clock, virtual"
  GateOutcome outcome = GateOutcome::kNothing;
  std::vector<GateCheck> checks;
  std::vector<std::string> warnings;

  [[nodiscard]] size_t Count(GateCheck::Status status) const;
};

// Returns the options for a comparison that serves this gate: margins, and
// which metrics are judged.
CompareOptions CompareOptionsOf(const GatePolicy& policy,
                                const FamilyOptions& family);

// Judges every kernel against the first. A cell that starved or read wrong data
// fails whatever its speed. Wrong data fails on the baseline too, because then
// no measurement can be trusted. A metric that the policy requires but that has
// no verdict (too few samples for a percentile, a counter that is absent, a
// cell that was not reached) is inconclusive. Exact comparisons are always
// judged, because they give no false alarms. On a device whose faults do not
// run through any lock policy, speed is not judged between kernels.
GateResult Gate(const Comparison& comparison, const GatePolicy& policy);

// Takes over the settled results of an earlier look at fewer boots, because
// each look uses its own part of the error probability.
void KeepSettled(const GateResult& before, GateResult* now);

// "regression: 2 of 12 checks failed, ..."
std::string Headline(const GateResult& result);

// Returns text for a terminal: the headline and each check that did not pass.
std::string GateText(const GateResult& result);
// Returns JUnit's XML for CI systems. A failed check is a failure. An
// inconclusive check is an error, so that no reader takes it for a pass.
std::string GateJUnit(const GateResult& result);
// Returns a CI system's job summary.
std::string GateMarkdown(const GateResult& result);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_GATE_H_
