// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/visible_change.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/statistics/statistics.h"
#include "analysis/test_simulated_boots.h"

namespace hmmbench {
namespace {

// Of `boots` boots with a standard error of 3 % and many degrees of freedom.
Effect OfBoots(int boots, double ratio = 1) {
  Effect effect;
  effect.ratio = ratio;
  effect.boots = effect.boots_baseline = boots;
  effect.method = Method::kWelch;
  effect.log_error = 0.03;
  effect.log_degrees = 1e6;
  return effect;
}

TEST(SmallestChange, ByHand) {
  // 1.959964 + 0.841621 standard errors.
  EXPECT_NEAR(*SmallestChange(OfBoots(8), 8, {}), std::expm1(0.03 * 2.801585),
              1e-6);
  // Four times the boots, half of it; beyond a margin; among forty.
  EXPECT_NEAR(*SmallestChange(OfBoots(8), 32, {}), std::expm1(0.015 * 2.801585),
              1e-6);
  EXPECT_NEAR(*SmallestChange(OfBoots(8), 8, {.margin = 0.1}),
              1.1 * std::exp(0.03 * 2.801585) - 1, 1e-6);
  EXPECT_NEAR(*SmallestChange(OfBoots(8), 8, {.comparisons = 40}),
              std::expm1(0.03 * (3.227218 + 0.841621)), 1e-6);
  EXPECT_FALSE(SmallestChange(Effect(), 8, {}));
}

TEST(BootsToDecide, IsTheOtherWayRound) {
  const Judging judging{.comparisons = 10, .margin = 0.05};
  const double change = *SmallestChange(OfBoots(8), 20, judging);
  EXPECT_NEAR(*BootsToDecide(OfBoots(8, 1 + change), judging), 20, 1);
  // Within the margin: one-sided tests of 2.5 % against its nearer edge.
  EXPECT_NEAR(*BootsToDecide(OfBoots(8), judging),
              8 * std::pow(0.03 * 2.801585 / std::log(1.05), 2), 1);
  EXPECT_FALSE(BootsToDecide(OfBoots(8, 1.05), judging));
  EXPECT_FALSE(BootsToDecide(OfBoots(8), {.margin = 0}));
  EXPECT_FALSE(BootsToDecide(Effect(), judging));
  // Not fewer than there are.
  EXPECT_EQ(BootsToDecide(OfBoots(8, 3), judging), 8);
}

// The change that is promised to be found four times in five, among twenty
// cells, is found so often.
TEST(SmallestChange, AgreesWithSimulation) {
  constexpr int kTrials = 150;
  constexpr int kCells = 20;
  const NoiseShape noise{.name = "", .own = 0.05};
  for (const int boots : {4, 8, 16}) {
    std::vector<double> promised;
    SimulatedBoots alike(noise, {.cells = kCells}, 1);
    alike.Add(boots);
    for (const Answer& answer : JudgeFamily(alike.questions(), {})) {
      promised.push_back(
          *SmallestChange(*answer.effect, boots, {.comparisons = kCells}));
    }
    const double change = Median(promised);
    int found = 0;
    for (int i = 0; i < kTrials; ++i) {
      SimulatedBoots simulated(noise, {.cells = kCells, .effect = 1 + change},
                               static_cast<uint64_t>(100 + i));
      simulated.Add(boots);
      const auto answers =
          JudgeFamily(simulated.questions(), {.permutations = 500});
      if (answers[0].verdict == Verdict::kSlower) ++found;
    }
    RecordProperty("found_of_150_with_" + std::to_string(boots), found);
    // Three standard errors, and what max-T needs less than the union bound.
    EXPECT_GE(found, 0.68 * kTrials) << boots;
    EXPECT_LE(found, 0.95 * kTrials) << boots;
  }
}

TEST(VisibleChanges, OfEachMetricOverCells) {
  Comparison comparison;
  for (const double error : {0.01, 0.02, 0.06}) {
    CellSummary summary;
    MetricEffect judged{.metric = Metric::kP99,
                        .effect = OfBoots(8),
                        .verdict = Verdict::kInconclusive};
    judged.effect.log_error = error;
    summary.effects.push_back(judged);
    judged.metric = Metric::kThroughput;
    judged.effect.log_error = error / 10;
    summary.effects.push_back(judged);
    // Exact, and not judged: no chance is in it, or nobody asks.
    judged.effect.method = Method::kExact;
    summary.effects.push_back(judged);
    judged.effect.method = Method::kWelch;
    judged.metric = Metric::kCpu;
    judged.verdict.reset();
    summary.effects.push_back(judged);
    CellComparison cell;
    cell.variants = {CellSummary(), summary};
    comparison.cells.push_back(cell);
  }
  const auto visible = VisibleChanges(comparison, 8, {});
  ASSERT_EQ(visible.size(), 2U);
  EXPECT_EQ(visible[0].metric, Metric::kThroughput);
  EXPECT_EQ(visible[0].comparisons, 3);
  Effect middle = OfBoots(8);
  middle.log_error = 0.002;
  EXPECT_DOUBLE_EQ(visible[0].median,
                   *SmallestChange(middle, 8, {.comparisons = 6}));
  EXPECT_EQ(visible[1].metric, Metric::kP99);
  EXPECT_NEAR(std::log1p(visible[1].largest), 3 * std::log1p(visible[1].median),
              1e-9);
}

}  // namespace
}  // namespace hmmbench
