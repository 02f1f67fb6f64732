// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/conclusion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hmmbench {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

CellSummary Measured(uint64_t touches, double retries, double calls) {
  CellSummary summary;
  summary.boots = 4;
  summary.touches = touches;
  summary.pages = 100;
  summary.retries_per_page = retries;
  summary.migrate_to_ram_per_page = calls;
  summary.verdict = Verdict::kSame;
  summary.oracle_checked = touches;
  summary.oracle_pages = 64;
  return summary;
}

CellSummary Judged(CellSummary summary, Verdict verdict, double ratio) {
  summary.verdict = verdict;
  summary.throughput = Effect{ratio, Interval{ratio, ratio}, 4, 4};
  return summary;
}

Comparison TwoCells() {
  Comparison comparison;
  comparison.margin = 0.1;
  comparison.variants.resize(2);
  comparison.variants[0].label = "stock";
  comparison.variants[1].label = "wait";
  comparison.cells.push_back(
      {"same_page/threads:2",
       "same_page",
       {{"threads", "2"}},
       {Measured(200, 0.5, 1.2),
        Judged(Measured(200, 0.25, 1), Verdict::kSame, 1.02)}});
  comparison.cells.push_back(
      {"same_page/threads:4",
       "same_page",
       {{"threads", "4"}},
       {Measured(400, 30, 9),
        Judged(Measured(400, 1, 1), Verdict::kFaster, 2.5)}});
  comparison.cells.push_back(
      {"fault_path",
       "fault_path",
       {},
       {Measured(100, 0, 1),
        Judged(Measured(100, 0, 1), Verdict::kInconclusive, 1.3)}});
  return comparison;
}

TEST(Conclude, SaysWhatThePoliciesDoWithNumbers) {
  EXPECT_THAT(
      Conclude(TwoCells()),
      testing::ElementsAre(
          "wait: 2.50 times the touches/s of stock in 1 of 2 cells where "
          "threads meet, the same within 10 % in 1; 1.25 to 2.00 faults a page "
          "instead of 1.50 to 31.0; 1.00 migrate_to_ram() calls a page instead "
          "of 1.20 to 9.00; undecided in the one cell without contention.",
          "Nothing starved.",
          "Data oracle: 1400 touches and 384 whole pages checked, 0 wrong."));
}

TEST(Conclude, TheLargestEffectComesFirst) {
  Comparison comparison = TwoCells();
  comparison.cells.pop_back();
  comparison.cells[0].variants[1] =
      Judged(Measured(200, 0.25, 1), Verdict::kSlower, 1.0 / 285);
  EXPECT_THAT(Conclude(comparison)[0],
              testing::StartsWith(
                  "wait: 1/285 times the touches/s of stock in 1 of 2 cells "
                  "where threads meet, 2.50 times in 1;"));
}

TEST(Conclude, APathIsToldInInstructions) {
  Comparison comparison = TwoCells();
  CellComparison& alone = comparison.cells[2];
  alone.variants[0].fastest_touch_ns = 7836;
  CellSummary& wait = alone.variants[1];
  wait.verdict = Verdict::kSame;
  wait.whole = true;
  wait.fastest_touch_ns = 7899;
  EXPECT_THAT(Conclude(comparison)[0],
              testing::EndsWith("; a fault without contention takes +63 "
                                "instructions (+0.8 %)."));
  wait.fastest_touch_ns = 7836;
  EXPECT_THAT(Conclude(comparison)[0],
              testing::EndsWith("as long, to the instruction."));
}

TEST(Conclude, SaysInHowManyModelsAChangeHolds) {
  Comparison comparison = TwoCells();
  comparison.cells[1].variants[1].models.emplace().models = 6;
  EXPECT_EQ(Conclude(comparison)[1],
            "Nothing starved. These changes hold in all 6 turn models tried.");
}

TEST(Conclude, CountsPerPageHaveTheirVerdicts) {
  Comparison comparison = TwoCells();
  const auto judge = [&comparison](size_t cell, Metric metric,
                                   Verdict verdict) {
    comparison.cells[cell].variants[1].effects.push_back(
        {.metric = metric, .effect = Effect{}, .verdict = verdict});
  };
  judge(0, Metric::kRetries, Verdict::kInconclusive);
  judge(1, Metric::kRetries, Verdict::kFaster);
  judge(0, Metric::kMigrations, Verdict::kSame);
  judge(1, Metric::kMigrations, Verdict::kSlower);
  const std::string sentence = Conclude(comparison)[0];
  EXPECT_THAT(sentence,
              HasSubstr("1.25 to 2.00 faults a page instead of 1.50 to 31.0, "
                        "fewer in 1 of 2 cells, undecided in 1; "));
  EXPECT_THAT(sentence, HasSubstr("instead of 1.20 to 9.00, more in 1 of 2 "
                                  "cells; "));
}

TEST(Conclude, InBriefEachKernelHasOneSentenceAndTheRestIsOneLine) {
  Comparison comparison = TwoCells();
  comparison.manifest.clock = "virtual";
  EXPECT_THAT(
      Conclude(comparison, Length::kBrief),
      testing::ElementsAre(
          "wait: 2.50 times the touches/s of stock in 1 of 2 cells where "
          "threads meet, the same within 10 % in 1; 1.25 to 2.00 faults a page "
          "instead of 1.50 to 31.0; undecided in the one cell without "
          "contention.",
          "Nothing starved. Data oracle: 1400 touches and 384 whole pages "
          "checked, 0 wrong."));
}

TEST(Conclude, FailuresComeFirst) {
  Comparison comparison = TwoCells();
  comparison.cells[1].variants[1].verdict = Verdict::kStarved;
  comparison.cells[0].variants[1].verdict = Verdict::kBroken;
  const auto sentences = Conclude(comparison);
  EXPECT_THAT(sentences[0],
              HasSubstr("wait gave WRONG DATA in same_page threads:2"));
  EXPECT_THAT(sentences[1],
              testing::StartsWith("wait starved in same_page threads:4 ("));
}

TEST(Conclude, ManyStarvedCellsAreOneSentenceFromTheFourthOn) {
  Comparison comparison = TwoCells();
  comparison.cells.resize(1);
  for (int i = 0; i < 4; ++i) comparison.cells.push_back(comparison.cells[0]);
  for (size_t i = 0; i < comparison.cells.size(); ++i) {
    CellComparison& cell = comparison.cells[i];
    cell.axes["threads"] = std::to_string(i);
    cell.variants[1].verdict = Verdict::kStarved;
    cell.variants[1].boots_starved = 1;
    cell.variants[1].boots_judged = 4;
  }
  const auto sentences = Conclude(comparison);
  EXPECT_EQ(sentences[2],
            "wait starved in same_page threads:2 (1 of 4 boots).");
  EXPECT_EQ(sentences[3],
            "wait starved also in same_page threads:3 (1 of 4 boots); "
            "same_page threads:4 (1 of 4 boots).");
}

TEST(Conclude, ClaimsNothingAboutPoliciesWithoutContention) {
  Comparison comparison = TwoCells();
  comparison.cells.erase(comparison.cells.begin(),
                         comparison.cells.begin() + 2);
  EXPECT_THAT(Conclude(comparison), Contains(HasSubstr("nothing here tells")));
}

TEST(Conclude, SaysThatOneBootGivesNoVerdict) {
  Comparison comparison = TwoCells();
  for (CellComparison& cell : comparison.cells) {
    cell.variants[1].verdict = Verdict::kInconclusive;
    cell.variants[1].throughput->interval.reset();
  }
  const auto sentences = Conclude(comparison);
  EXPECT_THAT(sentences, Contains(HasSubstr("no verdict on speed")));
  EXPECT_THAT(sentences, Each(Not(HasSubstr("faster"))));
}

TEST(Conclude, SaysWhereACounterIsAbsent) {
  Comparison comparison = TwoCells();
  for (CellComparison& cell : comparison.cells) {
    for (CellSummary& variant : cell.variants)
      variant.migrate_to_ram_per_page.reset();
  }
  EXPECT_THAT(Conclude(comparison), Each(Not(HasSubstr("migrate_to_ram"))));
}

}  // namespace
}  // namespace hmmbench
