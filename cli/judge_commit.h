// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_CLI_JUDGE_COMMIT_H_
#define HMMBENCH_CLI_JUDGE_COMMIT_H_

#include <string>

#include "analysis/verdict/gate.h"
#include "analysis/verdict/metric.h"
#include "cli/bisection.h"

namespace hmmbench {

struct CommitJudgement {
  BisectOutcome outcome = BisectOutcome::kSkip;
  std::string reason;  // one line
};

// Judges a commit by a gate against the good commit. It is bad when it is worse
// by `metric` in some cell, or starves, panics or reads wrong data. It is good
// when it is worse in no cell. It is skipped when no cell was compared, or when
// a cell is inconclusive. Other metrics do not matter.
CommitJudgement JudgeCommit(const GateResult& gate, Metric metric);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_JUDGE_COMMIT_H_
