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

// What a gate against the good commit says about another one: bad when it is
// worse by `metric` in some cell, or starves or reads wrong data; good when no
// cell is; skip when that is not known of any cell, or open for one, or when
// the kernel panicked, which may have another cause than what is searched for.
// What other metrics say is not asked for.
CommitJudgement JudgeCommit(const GateResult& gate, Metric metric);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_JUDGE_COMMIT_H_
