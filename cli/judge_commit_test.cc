// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/judge_commit.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analysis/verdict/gate.h"
#include "analysis/verdict/metric.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

using Status = GateCheck::Status;

GateCheck Check(const std::string& subject, Status status,
                const std::string& verdict) {
  return {.cell = "same_page/threads:4",
          .variant = "1234567",
          .subject = subject,
          .status = status,
          .verdict = verdict,
          .reason = "because"};
}

const GateCheck kSame = Check("throughput", Status::kPassed, "same");
const GateCheck kSlower = Check("throughput", Status::kFailed, "slower");
const GateCheck kOpen =
    Check("throughput", Status::kInconclusive, "inconclusive");
const GateCheck kMoreFaults =
    Check(std::string(Describe(Metric::kRetries)), Status::kFailed, "more");

CommitJudgement Judge(const std::vector<GateCheck>& checks,
                      Metric metric = Metric::kThroughput) {
  GateResult gate;
  gate.checks = checks;
  return JudgeCommit(gate, metric);
}

TEST(JudgeCommit, OneCellThatIsWorseIsEnough) {
  EXPECT_EQ(Judge({kSame, kSlower}).outcome, BisectOutcome::kBad);
  EXPECT_EQ(Judge({kOpen, kSlower}).outcome, BisectOutcome::kBad);
  EXPECT_EQ(Judge({kSlower}).reason, "same_page: slower: because");
}

TEST(JudgeCommit, NoProgressAndWrongDataAreBadWhateverTheMetric) {
  for (const char* subject : {"progress", "data"}) {
    EXPECT_EQ(
        Judge({kSame, Check(subject, Status::kFailed, "starved")}).outcome,
        BisectOutcome::kBad);
  }
}

// It may have another cause than what is searched for.
TEST(JudgeCommit, APanicIsSkippedUnlessTheCommitIsSeenToBeWorse) {
  const GateCheck panic = Check("boot", Status::kFailed,
                                std::string(ToString(BootState::kPanicked)));
  EXPECT_EQ(Judge({kSame, panic}).outcome, BisectOutcome::kSkip);
  EXPECT_EQ(Judge({panic}).outcome, BisectOutcome::kSkip);
  EXPECT_EQ(Judge({kSlower, panic}).outcome, BisectOutcome::kBad);
}

TEST(JudgeCommit, OpenIsSkippedAndOnlyAllAreGood) {
  EXPECT_EQ(Judge({kSame}).outcome, BisectOutcome::kGood);
  EXPECT_EQ(Judge({kSame, kOpen}).outcome, BisectOutcome::kSkip);
  EXPECT_EQ(Judge({Check("", Status::kSkipped, "missing")}).outcome,
            BisectOutcome::kSkip);
  EXPECT_EQ(Judge({}).outcome, BisectOutcome::kSkip);
}

TEST(JudgeCommit, OtherMetricsAreNotAskedFor) {
  EXPECT_EQ(Judge({kSame, kMoreFaults}).outcome, BisectOutcome::kGood);
  EXPECT_EQ(Judge({kSame, kMoreFaults}, Metric::kRetries).outcome,
            BisectOutcome::kBad);
  EXPECT_EQ(Judge({kMoreFaults}).outcome, BisectOutcome::kSkip);
}

TEST(JudgeCommit, TheMeanTouchOfOneThreadStandsForThroughput) {
  const GateCheck mean =
      Check(std::string(Describe(Metric::kMean)), Status::kFailed, "slower");
  EXPECT_EQ(Judge({kSame, mean}).outcome, BisectOutcome::kBad);
  EXPECT_EQ(Judge({kSame, mean}, Metric::kShortest).outcome,
            BisectOutcome::kSkip);
}

}  // namespace
}  // namespace hmmbench
