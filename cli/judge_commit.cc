// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/judge_commit.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

using Status = GateCheck::Status;

std::string Say(const GateCheck& check) {
  return fmt::format("{}: {}: {}", check.cell.substr(0, check.cell.find('/')),
                     check.verdict, check.reason);
}

}  // namespace

CommitJudgement JudgeCommit(const GateResult& gate, Metric metric) {
  const auto panicked = [](const GateCheck& check) {
    return check.verdict == ToString(BootState::kPanicked);
  };
  const auto first = [&](Status status) {
    return std::ranges::find_if(gate.checks, [&](const GateCheck& check) {
      const bool of_another = std::ranges::any_of(kMetrics, [&](Metric other) {
        // For a single thread the mean touch is judged in place of throughput.
        const bool stands_in =
            metric == Metric::kThroughput && other == Metric::kMean;
        return other != metric && !stands_in &&
               check.subject == Describe(other);
      });
      return check.status == status && !of_another && !panicked(check);
    });
  };
  const auto judged = [&](BisectOutcome outcome, Status status) {
    return CommitJudgement{.outcome = outcome, .reason = Say(*first(status))};
  };
  const auto has = [&](Status status) {
    return first(status) != gate.checks.end();
  };
  if (has(Status::kFailed)) {
    return judged(BisectOutcome::kBad, Status::kFailed);
  }
  if (const auto panic = std::ranges::find_if(gate.checks, panicked);
      panic != gate.checks.end()) {
    return {.outcome = BisectOutcome::kSkip, .reason = Say(*panic)};
  }
  for (const Status open : {Status::kInconclusive, Status::kTolerated}) {
    if (has(open)) return judged(BisectOutcome::kSkip, open);
  }
  if (has(Status::kPassed)) {
    return judged(BisectOutcome::kGood, Status::kPassed);
  }
  return {.outcome = BisectOutcome::kSkip, .reason = "nothing was compared"};
}

}  // namespace hmmbench
