// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/policy_matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "analysis/report/sections.h"
#include "analysis/report/test_document.h"

namespace hmmbench {
namespace {

using testing::HasSubstr;
using testing::Not;

CellSummary Measured(Verdict verdict, double ratio) {
  CellSummary summary;
  summary.boots = 4;
  summary.boots_judged = 4;
  summary.verdict = verdict;
  summary.retries_per_page = 1;
  summary.migrate_to_ram_per_page = 1;
  summary.throughput = Effect{ratio, Interval{ratio, ratio}, 4, 4};
  return summary;
}

CellSummary Baseline() {
  CellSummary summary = Measured(Verdict::kSame, 1);
  summary.retries_per_page = 30;
  summary.migrate_to_ram_per_page = 9;
  summary.throughput.reset();
  return summary;
}

CellSummary Starved(int boots, int judged) {
  CellSummary summary;
  summary.boots_judged = judged;
  summary.boots_starved = boots;
  summary.verdict = Verdict::kStarved;
  return summary;
}

Comparison ThreePolicies() {
  Comparison comparison;
  comparison.variants.resize(3);
  comparison.variants[0].label = "stock";
  comparison.variants[1].label = "trylock";
  comparison.variants[2].label = "wait";
  comparison.cells = {{"same_page/threads:2",
                       "same_page",
                       {{"threads", "2"}},
                       {Baseline(), Measured(Verdict::kSame, 1.02),
                        Measured(Verdict::kFaster, 1.85)}},
                      {"same_page/threads:4",
                       "same_page",
                       {{"threads", "4"}},
                       {Baseline(), Measured(Verdict::kInconclusive, 1.2),
                        Measured(Verdict::kSlower, 0.5)}},
                      {"mixed_range",
                       "mixed_range",
                       {},
                       {Baseline(), Starved(19, 20), CellSummary()}}};
  return comparison;
}

std::string PolicyMatrix(const Comparison& comparison, size_t width,
                         bool colour) {
  return TextOf(PoliciesSection, comparison, {width, colour});
}

TEST(PolicyMatrix, ByHand) {
  EXPECT_THAT(
      PolicyMatrix(ThreePolicies(), 75, false),
      HasSubstr("  policy           [1]          [2]            [3]\n"
                "  stock      31.0/9.00    31.0/9.00      31.0/9.00\n"
                "  trylock    same 1.02       ? 1.20  STARVED 19/20\n"
                "  wait     faster 1.85  slower 0.50        missing\n"
                "  [1]  same_page threads:2\n"
                "  [2]  same_page threads:4\n"
                "  [3]  mixed_range\n"
                "stock: faults/migrate_to_ram() calls per page. Others: "
                "touches/s as a ratio\n"
                "to stock. STARVED n/m: no progress in n of m boots."));
}

TEST(PolicyMatrix, ShowsBoundsOfACellThatWasCutOff) {
  Comparison comparison = ThreePolicies();
  comparison.cells.resize(1);
  CellSummary& stock = comparison.cells[0].variants[0];
  stock.retries_per_page.reset();
  stock.migrate_to_ram_per_page.reset();
  stock.cut_off.emplace().faults_per_page_at_least = 121;
  comparison.cells[0].variants[2].throughput->bound = Bound::kAtLeast;
  const std::string text = PolicyMatrix(comparison, 75, false);
  EXPECT_THAT(text, HasSubstr("  stock          >=121/-\n"));
  EXPECT_THAT(text, HasSubstr("  wait     faster >=1.85\n"));
  EXPECT_THAT(text, HasSubstr(">=, <=:"));
}

TEST(PolicyMatrix, SlowIsNotStarved) {
  Comparison comparison = ThreePolicies();
  CellSummary slow;
  slow.boots_judged = 20;
  slow.boots_slow = 3;
  slow.boots_given_up = 2;
  slow.verdict = Verdict::kInconclusive;
  comparison.cells[2].variants[1] = slow;
  const std::string text = PolicyMatrix(comparison, 75, false);
  EXPECT_THAT(text, HasSubstr("? slow 2/20"));
  EXPECT_THAT(text, testing::Not(HasSubstr("STARVED")));
  EXPECT_THAT(text, testing::Not(HasSubstr("boots starved")));
  EXPECT_THAT(text, HasSubstr("slow n/m: n of m boots were given up"));
}

TEST(PolicyMatrix, ColoursWhatIsGoodAndBad) {
  const std::string text = PolicyMatrix(ThreePolicies(), 75, true);
  EXPECT_THAT(text, HasSubstr("\x1b[31mSTARVED 19/20\x1b[0m"));
  EXPECT_THAT(text, HasSubstr("\x1b[32mfaster 1.85\x1b[0m"));
}

// Two kernels on twenty cells and seven on one stay within a mail's width.
TEST(PolicyMatrix, BreaksIntoBlocks) {
  Comparison comparison = ThreePolicies();
  comparison.variants.push_back(comparison.variants[1]);
  comparison.variants[3].label = "drain-first-on-trylock";
  comparison.cells.resize(1);
  comparison.cells[0].variants.push_back(comparison.cells[0].variants[1]);
  for (int i = 0; i < 19; ++i) {
    comparison.cells.push_back(comparison.cells.front());
    comparison.cells.back().axes["threads"] = std::to_string(i + 3);
  }
  const std::string text = PolicyMatrix(comparison, 75, false);
  std::istringstream lines(text);
  size_t heads = 0;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 75U) << line;
    if (line.starts_with("  policy")) ++heads;
  }
  EXPECT_GT(heads, 1U);
  EXPECT_THAT(text, HasSubstr("[20] same_page threads:21\n"));
}

TEST(PolicyMatrix, BesideABaselineThatStarvedCountsWhoDidNot) {
  Comparison comparison = ThreePolicies();
  CellSummary survivor = Measured(Verdict::kInconclusive, 1);
  survivor.throughput.reset();
  comparison.cells[2].variants = {Starved(20, 20), survivor, Starved(1, 4)};
  const PolicyTable table = MakePolicyTable(comparison);
  EXPECT_EQ(table.rows[0].entries[2].figure, "20/20");
  EXPECT_EQ(table.rows[0].entries[2].word, "starved");
  EXPECT_EQ(table.rows[1].entries[2].word, "inconclusive");
  EXPECT_EQ(table.rows[1].entries[2].figure, "0/4");
  EXPECT_EQ(table.rows[2].entries[2].figure, "1/4");
}

TEST(PolicyMatrix, CellsThatCountNoPagesHaveTheirRate) {
  Comparison comparison = ThreePolicies();
  for (CellSummary& summary : comparison.cells[0].variants) {
    summary.retries_per_page.reset();
    summary.migrate_to_ram_per_page.reset();
    summary.touches_per_s = 12'300;
  }
  const PolicyTable table = MakePolicyTable(comparison);
  EXPECT_EQ(table.rows[0].entries[0].figure, "12.3k/s");
  EXPECT_EQ(table.rows[1].entries[0].figure, "1.02");
  EXPECT_EQ(table.rows[1].entries[0].per_page, "");
  // One of the two is not zero of the other.
  comparison.cells[0].variants[0].retries_per_page = 2;
  EXPECT_EQ(MakePolicyTable(comparison).rows[0].entries[0].figure, "3.00/-");
}

TEST(PolicyMatrix, BrokenIsNotRoundedUp) {
  Comparison comparison = ThreePolicies();
  comparison.cells[0].variants[2].verdict = Verdict::kBroken;
  EXPECT_THAT(PolicyMatrix(comparison, 75, false), HasSubstr("BROKEN"));
  EXPECT_THAT(PolicyMatrix(comparison, 75, false), Not(HasSubstr("1.85")));
}

}  // namespace
}  // namespace hmmbench
