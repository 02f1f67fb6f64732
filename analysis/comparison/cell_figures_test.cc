// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/cell_figures.h"

#include <gtest/gtest.h>

#include "analysis/comparison/summary.h"
#include "analysis/report/html_pieces.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

constexpr char kCell[] = "same_page/threads:4/pages:64/access:read";

Effect Times185(Bound bound) {
  Effect effect;
  effect.ratio = 1.85;
  effect.bound = bound;
  return effect;
}

TEST(CellFigures, OfAWholeCellAreTheFigures) {
  const CellRecord record = PlainCell(kCell);
  const CellSummary summary = Summarise({&record});
  EXPECT_EQ(ThroughputText(summary), "100k");
  EXPECT_EQ(FaultsText(summary), "2.00");
  EXPECT_EQ(RetriesText(summary), "1.00");
  EXPECT_EQ(MigrationsText(summary), "3.00");
  EXPECT_EQ(CpuText(summary), "40.0us");
  EXPECT_EQ(MostFaultsText(summary), "6.00");
  EXPECT_EQ(LatencyText(summary, "cpu", 0.5), "10.0us");
  EXPECT_EQ(LatencyText(summary, "device", 0.5), "-");
  EXPECT_EQ(LongestText(summary, "cpu"), "10.0us");
  EXPECT_EQ(ReturnText(summary, 0.5), "-");
  EXPECT_EQ(RatioText(Times185(Bound::kNone)), "1.85");
}

TEST(CellFigures, OfACutOffCellAreBounds) {
  CellRecord record = CutOffCell(kCell);
  for (ThreadRecord& thread : record.threads) thread.minor_faults = 10'000;
  const CellSummary summary = Summarise({&record});
  EXPECT_EQ(ThroughputText(summary), "<=400k");
  EXPECT_EQ(FaultsText(summary), ">=40.0");
  EXPECT_EQ(RetriesText(summary), ">=39.0");
  EXPECT_EQ(MigrationsText(summary), ">=0.750");
  EXPECT_EQ(CpuText(summary), ">=10.0us");
  EXPECT_EQ(MostFaultsText(summary), ">=6.00");
  EXPECT_EQ(LatencyText(summary, "cpu", 0.5), "-");
  EXPECT_EQ(LatencyText(summary, "cpu", 0.99), ">=10.0us");
  EXPECT_EQ(LongestText(summary, "cpu"), ">=10.0us");
  EXPECT_EQ(RatioText(Times185(Bound::kAtLeast)), ">=1.85");
  EXPECT_EQ(RatioText(Times185(Bound::kAtMost)), "<=1.85");
}

// Throughput has timer ticks in it; the verdict on a lone thread's cell has
// not.
TEST(CellFigures, NoRatioStandsBesideAVerdictThatItContradicts) {
  CellSummary summary;
  summary.throughput = Times185(Bound::kNone);
  summary.verdict = Verdict::kSlower;
  EXPECT_TRUE(TellingThroughput(summary)) << "only where it was judged whole";
  summary.whole = true;
  EXPECT_FALSE(TellingThroughput(summary));
  summary.verdict = Verdict::kFaster;
  EXPECT_TRUE(TellingThroughput(summary));
}

TEST(CellFigures, FewerFaultsThanPlannedPagesAreNoNewsOfRetries) {
  const CellRecord record = CutOffCell(kCell);
  const CellSummary summary = Summarise({&record});
  EXPECT_EQ(FaultsText(summary), ">=0.500");
  EXPECT_EQ(RetriesText(summary), "-");
}

TEST(CellFigures, ReturnsAreThoseOfThePlannedPages) {
  CellRecord record = CutOffCell(kCell);
  // 250 pages in 40 us, 750 more not at all.
  EXPECT_EQ(ReturnText(Summarise({&record}), 0.5), "-");
  EXPECT_EQ(ReturnText(Summarise({&record}), 0.9), ">=40.0us");
  record.page_return->not_returned = 0;
  EXPECT_EQ(ReturnText(Summarise({&record}), 0.5), "40.0us");
}

TEST(HtmlQuantity, HasSignsSpaceAndUnit) {
  EXPECT_EQ(HtmlQuantity(">=12.3us"), "≥12.3\u202fµs");
  EXPECT_EQ(HtmlQuantity("<=400k"), "≤400\u202fk");
  EXPECT_EQ(HtmlQuantity("1.85"), "1.85");
  EXPECT_EQ(HtmlQuantity("-"), "-");
}

}  // namespace
}  // namespace hmmbench
