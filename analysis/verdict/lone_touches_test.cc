// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/lone_touches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/test_lone.h"
#include "analysis/test_run.h"
#include "analysis/verdict/gate.h"

namespace hmmbench {
namespace {

using testing::HasSubstr;
using testing::Not;

// ns, of a cell's only thread.
double LongestOverShortest(const CellRecord& record) {
  return static_cast<double>(record.latency.at("cpu").max() -
                             *record.threads[0].fastest_touch_ns);
}

TEST(LoneReplicateOf, TheShortestTouchIsExact) {
  const CellRecord record = LoneCell(Lengths(80, Even), {3});
  const auto replicate = LoneReplicateOf(Metric::kShortest, record, 2, 1);
  ASSERT_TRUE(replicate);
  EXPECT_EQ(replicate->value, 8000);
  EXPECT_FALSE(replicate->open);
  EXPECT_EQ(replicate->block, 2);
  EXPECT_EQ(replicate->pass, 1);
}

TEST(LoneReplicateOf, TheMeanLeavesTicksOutAndSaysWhatTheyHide) {
  std::vector<uint64_t> lengths(10, 9000);
  lengths[0] = 8000;
  const CellRecord record = LoneCell(lengths, {4, 5});
  const auto mean = LoneReplicateOf(Metric::kMean, record, 0, 0);
  ASSERT_TRUE(mean && mean->open);
  // Eight touches are known: one of 8,000 and seven of 9,000. Two took 9,000
  // and a tick; they took between 8,000 and all of that.
  EXPECT_DOUBLE_EQ(mean->value, 71'000 / 8.0);
  // And one more or fewer that is as long as the longest.
  const double one_touch = LongestOverShortest(record) / 10;
  EXPECT_DOUBLE_EQ(mean->open->low, 87'000 / 10.0 - one_touch);
  EXPECT_DOUBLE_EQ(mean->open->high, (89'000 + 2 * kTickNs) / 10.0 + one_touch);
  EXPECT_EQ(MeanLoneTouch(record), 71'000 / 8.0);
}

TEST(LoneReplicateOf, TicksShiftAPercentileByTheirNumberOfRanks) {
  std::vector<uint64_t> lengths;
  for (uint64_t i = 0; i < 100; ++i) lengths.push_back(1000 + i);
  const auto median =
      LoneReplicateOf(Metric::kP50, LoneCell(lengths, {98, 99}), 0, 0);
  ASSERT_TRUE(median && median->open);
  // Of 98 the 49th shortest is it, or with two more below it the 51st.
  EXPECT_EQ(median->value, 1048);
  EXPECT_EQ(median->open->low, 1048);
  EXPECT_EQ(median->open->high, 1050);
}

TEST(LoneReplicateOf, APercentileThatTicksHideIsAbsent) {
  EXPECT_TRUE(
      LoneReplicateOf(Metric::kP99, LoneCell(Lengths(2000, Even), {}), 0, 0));
  // More than one touch in a hundred: the 99th percentile may be a tick's.
  std::vector<size_t> ticked;
  for (size_t i = 0; i < 30; ++i) ticked.push_back(i * 66);
  const CellRecord record = LoneCell(Lengths(2000, Even), ticked);
  EXPECT_FALSE(LoneReplicateOf(Metric::kP99, record, 0, 0));
  EXPECT_TRUE(LoneReplicateOf(Metric::kP50, record, 0, 0));
  EXPECT_FALSE(
      LoneReplicateOf(Metric::kP99, LoneCell(Lengths(80, Even), {}), 0, 0));
}

TEST(LoneReplicateOf, WhereATickFellIntoMostTouchesAllCount) {
  const CellRecord record =
      LoneCell(std::vector<uint64_t>(4, 4'000'000), {0, 1, 3});
  const auto mean = LoneReplicateOf(Metric::kMean, record, 0, 0);
  ASSERT_TRUE(mean && mean->open);
  EXPECT_DOUBLE_EQ(mean->value, 4'000'000 + 3 * kTickNs / 4.0);
  EXPECT_DOUBLE_EQ(mean->open->high - mean->open->low,
                   2 * LongestOverShortest(record) / 4);
}

TEST(LoneReplicateOf, NothingButTheShortestWithoutTheTicks) {
  CellRecord record = LoneCell(Lengths(80, Even), {});
  record.threads[0].ticked_touches.reset();
  EXPECT_TRUE(LoneReplicateOf(Metric::kShortest, record, 0, 0));
  EXPECT_FALSE(LoneReplicateOf(Metric::kMean, record, 0, 0));
  EXPECT_FALSE(LoneReplicateOf(Metric::kP50, record, 0, 0));
  EXPECT_FALSE(MeanLoneTouch(record));
}

// --- Whole cells, through compare and gate ---

struct Boot {
  std::function<uint64_t(size_t)> length;
  std::vector<size_t> ticked;
};

// One pair of boots of one seed, or more of them.
TestRun Pair(const Boot& stock, const Boot& wait, size_t touches = 80) {
  TestRun run;
  run.clock = "virtual";
  run.cells = {"fault_path/pages:16"};
  run.measure = [=](const ScheduledBoot& boot, const std::string&) {
    const Boot& of_variant = boot.variant == 1 ? wait : stock;
    return LoneCell(Lengths(touches, of_variant.length), of_variant.ticked);
  };
  return run;
}

// A policy that asks for every instruction.
GatePolicy Exact() {
  GatePolicy policy;
  policy.exact_margin = 0;
  return policy;
}

Comparison Compared(const TestRun& run, const GatePolicy& policy = {}) {
  const TestFolder folder;
  return Compare({run.Write(folder.path())}, CompareOptionsOf(policy, {}));
}

GateResult Gated(const TestRun& run, const GatePolicy& policy = {}) {
  return Gate(Compared(run, policy), policy);
}

const MetricEffect& EffectOf(const Comparison& comparison, Metric metric) {
  return *std::ranges::find(comparison.cells[0].variants[1].effects, metric,
                            &MetricEffect::metric);
}

// Three of four touches 1,200 longer.
uint64_t Uneven(size_t i) { return Even(i) + (i % 4 == 3 ? 0 : 1200); }
// And the fourth 30 shorter.
uint64_t Mixed(size_t i) { return i % 4 == 3 ? Even(i) - 30 : Uneven(i); }

TEST(WholeCell, AKernelAgainstItselfIsTheSame) {
  for (const size_t touches : {80, 6400}) {
    const TestRun run = Pair({Even, {7}}, {Even, {7}}, touches);
    const Comparison comparison = Compared(run);
    EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kSame);
    EXPECT_EQ(Gated(run).outcome, GateOutcome::kPass) << GateText(Gated(run));
  }
}

TEST(WholeCell, ATickInOneBootAndNotInTheOtherIsNoVerdict) {
  for (const size_t touches : {80, 6400}) {
    for (const auto& [one, other] :
         {std::pair<std::vector<size_t>, std::vector<size_t>>{{}, {5}},
          {{5}, {}},
          {{5}, {6, 70}},
          {{}, {1, 2, 3}}}) {
      const TestRun run = Pair({Even, one}, {Even, other}, touches);
      EXPECT_EQ(Gated(run).outcome, GateOutcome::kPass) << GateText(Gated(run));
      EXPECT_EQ(Compared(run).cells[0].variants[1].verdict, Verdict::kSame);
    }
  }
}

TEST(WholeCell, UnevenTouchesAreSlowerByTheirTrueMean) {
  const TestRun run = Pair({Even, {}}, {Uneven, {9}});
  EXPECT_EQ(Compared(run).cells[0].variants[1].verdict, Verdict::kSlower);
  const Comparison comparison = Compared(run, Exact());
  EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kSlower);
  EXPECT_EQ(EffectOf(comparison, Metric::kShortest).verdict, Verdict::kSame);
  const MetricEffect& mean = EffectOf(comparison, Metric::kMean);
  EXPECT_EQ(mean.verdict, Verdict::kSlower);
  EXPECT_NEAR(mean.effect.ratio - 1, 900 / 8130.0, 0.1 * 900 / 8130.0);
  EXPECT_EQ(EffectOf(comparison, Metric::kP50).verdict, Verdict::kSlower);
  const GateResult gate = Gated(run, Exact());
  EXPECT_EQ(gate.outcome, GateOutcome::kRegression);
  EXPECT_THAT(GateText(gate), HasSubstr("mean touch without timer ticks is"));
}

// The shortest touch praises what is slower.
TEST(WholeCell, AShorterShortestTouchDoesNotMakeUpForALongerMean) {
  const TestRun run = Pair({Even, {}}, {Mixed, {}});
  const Comparison comparison = Compared(run, Exact());
  EXPECT_EQ(EffectOf(comparison, Metric::kShortest).verdict, Verdict::kFaster);
  EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kSlower);
  EXPECT_NEAR(EffectOf(comparison, Metric::kMean).effect.ratio - 1,
              892.5 / 8130.0, 0.1 * 892.5 / 8130.0);
  EXPECT_EQ(Gated(run, Exact()).outcome, GateOutcome::kRegression);
  EXPECT_EQ(Gated(Pair({Mixed, {}}, {Even, {}}), Exact()).outcome,
            GateOutcome::kRegression);
}

// What a refill or a split costs is as long as a tick, and none.
TEST(WholeCell, AFewTouchesThatAreLongerThanATickAreSeen) {
  const auto lumps = [](size_t i) {
    return Even(i) + (i % 16 == 15 ? 2 * kTickNs : 0);
  };
  EXPECT_EQ(Gated(Pair({Even, {3}}, {lumps, {4}}), Exact()).outcome,
            GateOutcome::kRegression);
  EXPECT_EQ(Gated(Pair({lumps, {3}}, {lumps, {4}}), Exact()).outcome,
            GateOutcome::kPass);
}

TEST(WholeCell, TheShortestTouchIsJudgedToTheInstruction) {
  const auto longer = [](size_t i) { return Even(i) + 1; };
  const TestRun run = Pair({Even, {}}, {longer, {}});
  const GateResult gate = Gated(run, Exact());
  EXPECT_EQ(gate.outcome, GateOutcome::kRegression);
  EXPECT_THAT(GateText(gate),
              HasSubstr("shortest touch is exactly 1.000125 times"));
  EXPECT_THAT(GateText(gate), Not(HasSubstr("mean touch")));
  // Without such a wish it is as long as before, within the margin.
  EXPECT_EQ(Gated(run).outcome, GateOutcome::kPass);
  EXPECT_EQ(Compared(run).cells[0].variants[1].verdict, Verdict::kSame);
}

TEST(WholeCell, RecordsThatTellNoTicksAreNoPass) {
  TestRun run = Pair({Even, {}}, {Even, {}});
  const auto whole = run.measure;
  run.measure = [whole](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = whole(boot, cell);
    record.threads[0].ticked_touches.reset();
    record.threads[0].ticked_ns.reset();
    return record;
  };
  EXPECT_EQ(Compared(run).cells[0].variants[1].verdict, Verdict::kInconclusive);
  EXPECT_EQ(Gated(run).outcome, GateOutcome::kInconclusive);
  EXPECT_THAT(GateText(Gated(run)), HasSubstr("measure it again"));
}

// Throughput has the ticks in it: shown, and not judged.
TEST(WholeCell, TheRatioBesideTwoValuesIsTheirs) {
  TestRun run = Pair({Even, {}}, {Mixed, {}});
  const auto whole = run.measure;
  run.measure = [whole](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = whole(boot, cell);
    record.rounds = 1;
    record.round_ns = {boot.variant == 1 ? uint64_t{733'945}
                                         : uint64_t{666'667}};
    return record;
  };
  const Comparison comparison = Compared(run);
  EXPECT_FALSE(EffectOf(comparison, Metric::kThroughput).verdict);
  EXPECT_THAT(TextReport(comparison), HasSubstr("   120k  109k *-9.2%*\n"));
}

}  // namespace
}  // namespace hmmbench
