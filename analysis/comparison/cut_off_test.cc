// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/cut_off.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "analysis/comparison/summary.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

constexpr char kCell[] = "same_page/threads:4/pages:64/access:read";

TEST(SummariseCutOff, AbsentWhereNothingWas) {
  const CellRecord whole = PlainCell(kCell);
  EXPECT_FALSE(SummariseCutOff({&whole}));
  EXPECT_FALSE(SummariseCutOff({}));
  CellRecord planned = whole;
  planned.planned_rounds = 10;
  planned.planned_pages = 250;
  EXPECT_FALSE(SummariseCutOff({&planned}));
}

// 1,000 touches and 500 faults on 250 of 1,000 planned pages, in 10 ms.
TEST(SummariseCutOff, BoundsAreForAllThatWasPlanned) {
  const CellRecord record = CutOffCell(kCell);
  const auto cut_off = SummariseCutOff({&record});
  ASSERT_TRUE(cut_off);
  EXPECT_EQ(cut_off->boots, 1);
  EXPECT_EQ(cut_off->limit_ns, 100'000'000U);
  EXPECT_EQ(cut_off->rounds, 10U);
  EXPECT_EQ(cut_off->planned_rounds, 40U);
  EXPECT_EQ(cut_off->pages, 250U);
  EXPECT_EQ(cut_off->planned_pages, 1000U);
  EXPECT_DOUBLE_EQ(*cut_off->touches_per_s_at_most, 400'000);
  EXPECT_DOUBLE_EQ(*cut_off->faults_per_page_at_least, 0.5);
  EXPECT_DOUBLE_EQ(*cut_off->migrate_to_ram_per_page_at_least, 0.75);
  EXPECT_DOUBLE_EQ(*cut_off->cpu_ns_per_page_at_least, 10'000);
  EXPECT_EQ(cut_off->not_made.at("cpu"), 3000U);
  EXPECT_EQ(WhyCutOff(*cut_off, 1),
            "0.1 s of the cell's own time were over after 250 of 1,000 pages");
}

TEST(SummariseCutOff, BootsThatWereDoneCountWithWhatTheyDid) {
  const CellRecord cut = CutOffCell(kCell);
  const CellRecord whole = PlainCell(kCell);
  const auto cut_off = SummariseCutOff({&whole, &cut, &whole});
  ASSERT_TRUE(cut_off);
  EXPECT_EQ(cut_off->boots, 1);
  EXPECT_EQ(cut_off->pages, 750U);
  EXPECT_EQ(cut_off->planned_pages, 1500U);
  // The median of 100 k, 400 k and 100 k.
  EXPECT_DOUBLE_EQ(*cut_off->touches_per_s_at_most, 100'000);
  EXPECT_DOUBLE_EQ(*cut_off->faults_per_page_at_least, 1);
  EXPECT_EQ(cut_off->not_made.at("cpu"), 3000U);
  EXPECT_EQ(WhyCutOff(*cut_off, 3),
            "0.1 s of the cell's own time were over after 750 of 1,500 pages "
            "in 3 boots, of which 1 was cut off");
}

TEST(SummariseCutOff, WhereNoPageCameBackNothingIsKnown) {
  CellRecord record = CutOffCell(kCell);
  record.pages = 0;
  record.touches = 0;
  record.latency.clear();
  record.device.clear();
  for (ThreadRecord& thread : record.threads) thread.minor_faults = 0;
  const auto cut_off = SummariseCutOff({&record});
  ASSERT_TRUE(cut_off);
  EXPECT_FALSE(cut_off->touches_per_s_at_most);
  EXPECT_FALSE(cut_off->faults_per_page_at_least);
  EXPECT_FALSE(cut_off->migrate_to_ram_per_page_at_least);
}

TEST(Summarise, ACutOffCellHasNoRatioOfSums) {
  const CellRecord cut = CutOffCell(kCell);
  const CellRecord whole = PlainCell(kCell);
  const CellSummary summary = Summarise({&cut, &whole});
  EXPECT_TRUE(summary.cut_off);
  EXPECT_FALSE(summary.touches_per_s);
  EXPECT_FALSE(summary.retries_per_page);
  EXPECT_FALSE(summary.migrate_to_ram_per_page);
  EXPECT_FALSE(summary.cpu_ns_per_page);
  EXPECT_FALSE(summary.voluntary_switches_per_page);
  EXPECT_FALSE(summary.accounting.hardware_faults_per_page);
  EXPECT_FALSE(summary.accounting.failed_migrations_per_page);
  EXPECT_EQ(summary.touches_per_s_by_boot.size(), 1U) << "of the whole one";
  EXPECT_EQ(summary.touches, 2000U);
  EXPECT_TRUE(Summarise({&whole}).retries_per_page);
}

TEST(Summarise, ReturnsAreMergedWhereAllBootsHaveThem) {
  CellRecord one = CutOffCell(kCell);
  CellRecord other = PlainCell(kCell);
  EXPECT_FALSE(Summarise({&one, &other}).page_return);
  other.page_return.emplace().returned.Record(7);
  const auto merged = Summarise({&one, &other}).page_return;
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->returned.count(), 251U);
  EXPECT_EQ(merged->not_returned, 750U);
}

TEST(ReplicateOf, OfACutOffRecordIsTheBound) {
  const CellRecord record = CutOffCell(kCell);
  const auto value = [&record](Metric metric) -> std::optional<double> {
    const auto replicate = ReplicateOf(metric, record, 0, 0);
    if (!replicate) return std::nullopt;
    EXPECT_FALSE(replicate->redraw);
    return replicate->value;
  };
  EXPECT_DOUBLE_EQ(*value(Metric::kThroughput), 400'000);
  EXPECT_DOUBLE_EQ(*value(Metric::kRetries), 0.5);
  EXPECT_DOUBLE_EQ(*value(Metric::kMigrations), 0.75);
  EXPECT_DOUBLE_EQ(*value(Metric::kCpu), 10'000);
  // All 1,000 touches took 10 us: the 3,960th of 4,000 did, if 3,000 were less.
  EXPECT_NEAR(*value(Metric::kP99), 10'000, 10);
  EXPECT_EQ(value(Metric::kP50), std::nullopt);
}

TEST(MakeBound, OpensTheOtherEndOfTheInterval) {
  const Effect effect{
      .ratio = 4, .interval = Interval{3, 5}, .p_change = 0.001, .p_same = 0.9};
  Effect bound = effect;
  MakeBound(Bound::kAtLeast, 0.002, &bound);
  EXPECT_EQ(bound.interval->low, 3);
  EXPECT_TRUE(std::isinf(bound.interval->high));
  EXPECT_EQ(bound.p_change, 0.002);
  EXPECT_EQ(bound.p_same, std::nullopt);
  bound = effect;
  MakeBound(Bound::kAtMost, 0.002, &bound);
  EXPECT_EQ(bound.interval->low, 0);
  EXPECT_EQ(bound.interval->high, 5);
  bound = effect;
  MakeBound(Bound::kNone, std::nullopt, &bound);
  EXPECT_EQ(bound.interval->high, 5);
  EXPECT_EQ(bound.p_same, 0.9);
}

// A cell that ends with the page after its limit comes to long pages too often:
// what is divided by the pages that it came to is no lower bound. The bound
// over the planned ones is.
TEST(SummariseCutOff, IsABoundOfWhatTheWholeCellTakes) {
  Generator generator(11);
  std::lognormal_distribution<double> draw(3, 2.5);
  int ratios_above = 0;
  for (int trial = 0; trial < 300; ++trial) {
    CellRecord record;
    record.threads.emplace_back();
    record.planned_pages = 100;
    record.planned_rounds = 1;
    record.rounds = 1;
    double all = 0;
    double done = 0;
    for (int page = 0; page < 100; ++page) {
      const double faults = std::ceil(draw(generator));
      all += faults;
      if (done >= 2000) continue;
      done += faults;
      ++record.pages;
    }
    if (record.pages == 100) continue;
    record.cut_off_by_ns = 1;
    record.threads[0].minor_faults = static_cast<uint64_t>(done);
    const auto cut_off = SummariseCutOff({&record});
    EXPECT_LE(*cut_off->faults_per_page_at_least, all / 100);
    if (done / static_cast<double>(record.pages) > all / 100) ++ratios_above;
  }
  EXPECT_GT(ratios_above, 30);
}

}  // namespace
}  // namespace hmmbench
