// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <utility>

#include "analysis/statistics/alpha_spending.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Status = GateCheck::Status;

constexpr FamilyOptions kFamily = {.resamples = 200};
const char kCell[] = "same_page/threads:4/pages:64/access:read";

// "wait" takes `ratio` of the baseline's time; boots differ by up to `spread`.
TestRun WaitTakes(double ratio, int blocks = 2, double spread = 0.002) {
  TestRun run;
  run.blocks = blocks;
  run.measure = [=](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    const double scale =
        (boot.variant == 1 ? ratio : 1) * (1 + spread * (boot.boot * 7 % 5));
    Stretch(scale, &record);
    return record;
  };
  return run;
}

GateResult GateOf(const TestRun& run, const GatePolicy& policy = {}) {
  const TestFolder folder;
  return Gate(
      Compare({run.Write(folder.path())}, CompareOptionsOf(policy, kFamily)),
      policy);
}

GatePolicy With(GatePolicy::Rule rule) {
  GatePolicy policy;
  rule.cells = {"*"};
  policy.rules.push_back(std::move(rule));
  return policy;
}

TEST(Gate, PassesWhereNothingDiffers) {
  const GateResult result = GateOf(WaitTakes(1));
  EXPECT_EQ(result.outcome, GateOutcome::kPass) << GateText(result);
  // Throughput, p99, faults and calls per page.
  EXPECT_EQ(result.Count(Status::kPassed), 4U);
}

TEST(Gate, ASlowerKernelIsARegression) {
  const GateResult result = GateOf(WaitTakes(1.5));
  EXPECT_EQ(result.outcome, GateOutcome::kRegression);
  EXPECT_EQ(result.Count(Status::kFailed), 2U);
  EXPECT_EQ(result.checks[0].subject, "throughput");
  EXPECT_EQ(result.checks[1].subject, "p99 latency");
  EXPECT_EQ(GateOf(WaitTakes(0.5)).outcome, GateOutcome::kPass);
}

// A GPU's managed memory, for one.
TEST(Gate, DoesNotJudgePoliciesThatAreNotOnThePath) {
  for (const double ratio : {1.0, 1.5}) {
    const TestFolder folder;
    Comparison comparison = Compare({WaitTakes(ratio).Write(folder.path())},
                                    CompareOptionsOf({}, kFamily));
    EXPECT_NE(Gate(comparison, {}).outcome, GateOutcome::kNothing);
    for (RunFolder::Boot& boot : comparison.boots) {
      boot.stream.environment->facts = {
          {"lock_policy_path", "off"},
          {"lock_policy_path_why", "as the test says"}};
    }
    const GateResult result = Gate(comparison, {});
    EXPECT_EQ(result.outcome, GateOutcome::kNothing) << GateText(result);
    EXPECT_EQ(result.checks[0].verdict, "not judged");
    EXPECT_THAT(result.checks[0].reason, HasSubstr("as the test says"));
    // One kernel with itself is no policy's matter.
    comparison.variants[1].kernel_id = comparison.variants[0].kernel_id;
    EXPECT_NE(Gate(comparison, {}).outcome, GateOutcome::kNothing);
  }
}

TEST(Gate, TheMarginIsThePolicys) {
  EXPECT_EQ(
      GateOf(WaitTakes(1.5),
             With({.margins = {{Metric::kThroughput, 1}, {Metric::kP99, 1}}}))
          .outcome,
      GateOutcome::kPass);
}

TEST(Gate, InconclusiveIsNeverAPass) {
  const GateResult result = GateOf(WaitTakes(1, 1, 0.2));
  EXPECT_EQ(result.outcome, GateOutcome::kInconclusive);
  EXPECT_EQ(
      GateOf(WaitTakes(1, 1, 0.2), With({.inconclusive = Inconclusive::kFail}))
          .outcome,
      GateOutcome::kRegression);
  const GateResult tolerated = GateOf(
      WaitTakes(1, 1, 0.2), With({.inconclusive = Inconclusive::kTolerate}));
  EXPECT_EQ(tolerated.outcome, GateOutcome::kPass);
  // The counts are the same.
  EXPECT_EQ(tolerated.Count(Status::kPassed), 2U);
  EXPECT_THAT(Headline(tolerated), HasSubstr("2 inconclusive and tolerated"));
}

// A second cell that no boot measured, beside one that is the same.
GateResult WithoutSecondCell(CellOutcome stock, CellOutcome wait) {
  TestRun run = WaitTakes(1);
  run.cells = {kCell, "fault_path"};
  run.measure = [=](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    if (cell != kCell) record.outcome = boot.variant == 0 ? stock : wait;
    return record;
  };
  return GateOf(run);
}

TEST(Gate, WhatWasNotMeasuredIsNoPassUnlessItCannotRunHere) {
  using enum CellOutcome;
  const GateResult skipped = WithoutSecondCell(kSkipped, kSkipped);
  EXPECT_EQ(skipped.outcome, GateOutcome::kPass) << GateText(skipped);
  EXPECT_EQ(skipped.Count(Status::kSkipped), 1U);
  for (const auto& [stock, wait] : {std::pair{kFailed, kFailed},
                                    {kFailed, kSkipped},
                                    {kSkipped, kFailed},
                                    {kMeasured, kSkipped}}) {
    EXPECT_EQ(WithoutSecondCell(stock, wait).outcome,
              GateOutcome::kInconclusive)
        << ToString(stock) << ", " << ToString(wait);
  }
}

TEST(Gate, AskingForWhatIsNotThereIsInconclusive) {
  const GateResult result =
      GateOf(WaitTakes(1), With({.metrics = {{Metric::kP999}}}));
  EXPECT_EQ(result.outcome, GateOutcome::kInconclusive);
  EXPECT_EQ(result.checks[0].reason,
            "both kernels have no p99.9 latency to compare");
}

// Without a policy the tail is judged where there is one to judge.
TEST(Gate, TooFewSamplesForP99AreNoObstacleUnlessItIsNamed) {
  TestRun run = WaitTakes(1);
  run.measure = [](const ScheduledBoot&, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    record.latency["cpu"].Clear();
    record.latency["cpu"].Record(10'000);
    return record;
  };
  EXPECT_EQ(GateOf(run).outcome, GateOutcome::kPass);
  EXPECT_EQ(GateOf(run, With({.metrics = {{Metric::kP99}}})).outcome,
            GateOutcome::kInconclusive);
}

TEST(Gate, StarvationFailsWithItsEvidence) {
  TestRun run = WaitTakes(1);
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.boot == 1 ? StarvedCell(cell, true) : PlainCell(cell);
  };
  const GateResult result =
      GateOf(run, With({.inconclusive = Inconclusive::kTolerate}));
  EXPECT_EQ(result.outcome, GateOutcome::kRegression);
  ASSERT_EQ(result.checks.size(), 1U);
  EXPECT_EQ(result.checks[0].verdict, "starved");
  EXPECT_THAT(result.checks[0].evidence,
              Contains(HasSubstr("migrate_vma_setup")));
  for (const std::string& text :
       {GateText(result), GateJUnit(result), GateMarkdown(result)}) {
    EXPECT_THAT(text, HasSubstr("handle_mm_fault+0x81/0x2a0"));
    EXPECT_THAT(text, HasSubstr("starved in 1 of 4 boots"));
  }
}

TEST(Gate, ABootThatWasGivenUpIsNoPassAndNoStarvation) {
  for (const int slow_variant : {0, 1}) {
    TestRun run = WaitTakes(1);
    run.measure = [&](const ScheduledBoot& boot, const std::string& cell) {
      return boot.variant == slow_variant && boot.block == 0
                 ? SlowCell(cell, true)
                 : PlainCell(cell);
    };
    const GateResult result = GateOf(run);
    EXPECT_EQ(result.outcome, GateOutcome::kInconclusive);
    ASSERT_EQ(result.checks.size(), 1U);
    EXPECT_EQ(result.checks[0].verdict, "inconclusive");
    EXPECT_THAT(result.checks[0].reason, HasSubstr("given up as slow in"));
    EXPECT_THAT(result.checks[0].evidence,
                Contains("no proof of a starvation: reader 0 is asleep (S)"));
    EXPECT_EQ(GateOf(run, With({.inconclusive = Inconclusive::kFail})).outcome,
              GateOutcome::kRegression);
  }
}

// Slow, and measured all the same.
TEST(Gate, ASlowBootThatWentOnIsJudged) {
  TestRun run = WaitTakes(1);
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.boot == 1 ? SlowCell(cell, false) : PlainCell(cell);
  };
  EXPECT_EQ(GateOf(run).outcome, GateOutcome::kPass);
}

TEST(Gate, ABaselineThatStarvesIsNoRegression) {
  TestRun run = WaitTakes(1);
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.boot == 0 ? StarvedCell(cell, true) : PlainCell(cell);
  };
  EXPECT_EQ(GateOf(run).outcome, GateOutcome::kPass);
}

TEST(Gate, ABaselineThatStarvesInEveryBootLeavesNothingToCompare) {
  TestRun run = WaitTakes(1);
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.variant == 0 ? StarvedCell(cell, true) : PlainCell(cell);
  };
  const GateResult result = GateOf(run);
  EXPECT_EQ(result.outcome, GateOutcome::kInconclusive);
  EXPECT_EQ(result.checks[0].reason,
            "the baseline has no throughput here (starved)");
}

TEST(Gate, WrongDataFailsOnEitherKernel) {
  for (const int variant : {0, 1}) {
    TestRun run = WaitTakes(1);
    run.measure = [variant](const ScheduledBoot& boot,
                            const std::string& cell) {
      CellRecord record = PlainCell(cell);
      if (boot.variant == variant) record.oracle_wrong = 1;
      return record;
    };
    const GateResult result = GateOf(run);
    EXPECT_EQ(result.outcome, GateOutcome::kRegression);
    EXPECT_THAT(GateText(result), HasSubstr("wrong data in 4 of 4000"));
  }
}

TEST(Gate, APanicFails) {
  TestRun run = WaitTakes(1);
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) {
      end = {BootState::kPanicked, kCell, "Kernel panic", {"BUG: at mm"}};
    }
    return end;
  };
  const GateResult result = GateOf(run);
  EXPECT_EQ(result.outcome, GateOutcome::kRegression);
  EXPECT_THAT(GateText(result), HasSubstr("boot 1: Kernel panic"));
  EXPECT_THAT(GateText(result), HasSubstr("BUG: at mm"));
}

// Faults and calls are counted per page: without pages there are none.
TEST(Gate, WhatOnlyOneKernelHasIsNoPass) {
  for (const int variant : {0, 1}) {
    TestRun run = WaitTakes(1);
    run.measure = [variant](const ScheduledBoot& boot,
                            const std::string& cell) {
      CellRecord record = PlainCell(cell);
      if (boot.variant == variant) record.pages = 0;
      return record;
    };
    const GateResult result = GateOf(run);
    EXPECT_EQ(result.outcome, GateOutcome::kInconclusive) << variant;
    EXPECT_THAT(GateText(result),
                HasSubstr("only one of the two kernels has faults per page"));
  }
}

TEST(Gate, EvidenceWithBackticksStaysInItsBlock) {
  TestRun run = WaitTakes(1);
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) {
      end = {BootState::kPanicked, kCell, "Kernel panic", {"a", "```", "# b"}};
    }
    return end;
  };
  EXPECT_THAT(GateMarkdown(GateOf(run)),
              HasSubstr("\n````\na\n```\n# b\n````\n"));
}

TEST(Gate, WhatTheNewKernelDidNotReachIsInconclusive) {
  TestRun run = WaitTakes(1);
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    if (boot.variant == 1) {
      record.outcome = CellOutcome::kFailed;
      record.reason = "open: No such device";
    }
    return record;
  };
  EXPECT_EQ(GateOf(run).outcome, GateOutcome::kInconclusive);
}

TEST(Gate, NothingIsLeftWhereThePolicySkipsAll) {
  EXPECT_EQ(GateOf(WaitTakes(1.5), With({.skip = true})).outcome,
            GateOutcome::kNothing);
  TestRun alone = WaitTakes(1);
  alone.labels = {"stock"};
  EXPECT_EQ(GateOf(alone).outcome, GateOutcome::kNothing);
}

// One thread, and a count that is the same in every boot: one fault more in a
// million fails, whatever margins are.
TEST(Gate, CountsOfOneThreadAreGatedExactly) {
  const auto faults = [](uint64_t of_wait) {
    TestRun run = WaitTakes(1);
    run.measure = [of_wait](const ScheduledBoot& boot,
                            const std::string& cell) {
      CellRecord record = PlainCell(cell);
      record.threads.resize(1);
      record.threads[0].minor_faults = boot.variant == 1 ? of_wait : 1'000'000;
      return record;
    };
    return GateOf(run);
  };
  EXPECT_EQ(faults(1'000'000).outcome, GateOutcome::kPass);
  EXPECT_EQ(faults(999'999).outcome, GateOutcome::kPass);
  const GateResult more = faults(1'000'001);
  EXPECT_EQ(more.outcome, GateOutcome::kRegression);
  EXPECT_THAT(GateText(more), HasSubstr("faults per page"));
}

TEST(Gate, KeepsWhatAnEarlierLookSettled) {
  const GateResult settled = GateOf(WaitTakes(1));
  GateResult open = GateOf(WaitTakes(1, 1, 0.2));
  EXPECT_EQ(open.outcome, GateOutcome::kInconclusive);
  KeepSettled(settled, &open);
  EXPECT_EQ(open.outcome, GateOutcome::kPass);
  GateResult failed = GateOf(WaitTakes(1.5));
  KeepSettled(settled, &failed);
  EXPECT_EQ(failed.outcome, GateOutcome::kRegression);
}

TEST(GateReport, JUnitCountsAndEscapes) {
  GateResult result;
  result.title = "a < \"b\" & c";
  result.checks = {
      {.cell = "x", .variant = "w", .subject = "s", .status = Status::kPassed},
      {.cell = "x<y>",
       .variant = "w",
       .subject = "s",
       .status = Status::kFailed,
       .verdict = "slower",
       .reason = "1\x1b[31m"},
      {.cell = "z",
       .variant = "w",
       .subject = "s",
       .status = Status::kInconclusive}};
  const std::string xml = GateJUnit(result);
  EXPECT_THAT(xml, HasSubstr("a &lt; &quot;b&quot; &amp; c"));
  EXPECT_THAT(xml, HasSubstr("tests=\"3\" failures=\"1\" errors=\"1\""));
  EXPECT_THAT(xml, HasSubstr("x&lt;y&gt;"));
  EXPECT_THAT(xml, Not(HasSubstr("\x1b")));
}

TEST(GateReport, MarkdownTableSurvivesPipes) {
  GateResult result;
  result.checks = {{.cell = "x",
                    .variant = "w",
                    .status = Status::kFailed,
                    .reason = "a|b"}};
  EXPECT_THAT(GateMarkdown(result), HasSubstr("a\\|b"));
}

TEST(SpendAlpha, AddsUpToAlpha) {
  for (const int looks : {1, 2, 5}) {
    const auto parts = SpendAlpha(0.05, looks);
    EXPECT_EQ(parts.size(), static_cast<size_t>(looks));
    EXPECT_NEAR(std::accumulate(parts.begin(), parts.end(), 0.0), 0.05, 1e-15);
  }
  // 0.05 ln(1 + (e - 1) / 2), published as 0.031 (Lan and DeMets 1983).
  EXPECT_NEAR(SpendAlpha(0.05, 2)[0], 0.0310, 1e-4);
}

}  // namespace
}  // namespace hmmbench
