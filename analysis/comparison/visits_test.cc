// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/visits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/comparison/summary.h"
#include "analysis/test_run.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

TEST(MergeVisits, AreOneMeasurement) {
  CellRecord first = PlainCell("a");
  CellRecord second = PlainCell("a");
  Stretch(2, &second);
  first.policy = {{"spins", 3}, {"waits", 1}};
  second.policy = {{"spins", 4}};
  first.threads[0].cpu = 1;
  second.threads[0].cpu = 2;
  first.threads[0].max_faults_per_touch = 9;
  second.threads[0].max_faults_per_touch = 5;
  first.threads[0].ticked_touches = 2;
  second.threads[0].ticked_touches = 1;
  const auto merged = MergeVisits({first, PlainCell("b"), second});
  ASSERT_THAT(merged, SizeIs(2));
  EXPECT_EQ(merged[1], PlainCell("b"));

  const CellRecord& both = merged[0];
  EXPECT_EQ(both.touches, 2 * first.touches);
  EXPECT_EQ(both.pages, 2 * first.pages);
  EXPECT_EQ(both.rounds, 2 * first.rounds);
  EXPECT_THAT(both.round_ns, SizeIs(2 * first.round_ns.size()));
  EXPECT_EQ(both.latency.at("cpu").count(),
            2 * first.latency.at("cpu").count());
  EXPECT_THAT(both.threads, SizeIs(first.threads.size()));
  EXPECT_EQ(both.threads[0].minor_faults, 2 * first.threads[0].minor_faults);
  EXPECT_EQ(both.threads[0].cpu, -1) << "it was on two";
  EXPECT_EQ(both.threads[0].max_faults_per_touch, 9U);
  EXPECT_EQ(both.threads[0].ticked_touches, 3U);
  EXPECT_THAT(both.policy, ElementsAre(Pair("spins", 7U)));
  // As rates they are what the visits are together.
  const CellSummary of_one = Summarise({&both});
  const CellSummary of_two = Summarise({&first, &second});
  EXPECT_EQ(of_one.retries_per_page, of_two.retries_per_page);
  EXPECT_EQ(of_one.cpu_ns_per_page, of_two.cpu_ns_per_page);
}

TEST(MergeVisits, OneThatWasCutOffMakesTheCellOneThatWas) {
  CellRecord whole = PlainCell("a");
  whole.planned_rounds = 10;
  whole.planned_pages = 250;
  whole.page_return.emplace().returned.Record(7);
  for (const bool cut_off_first : {false, true}) {
    const CellRecord both =
        (cut_off_first ? MergeVisits({CutOffCell("a"), whole})
                       : MergeVisits({whole, CutOffCell("a")}))[0];
    EXPECT_EQ(both.cut_off_by_ns, 100'000'000U);
    EXPECT_EQ(both.planned_rounds, 50U);
    EXPECT_EQ(both.planned_pages, 1250U);
    EXPECT_EQ(both.page_return->returned.count(), 251U);
    EXPECT_EQ(both.page_return->not_returned, 750U);
  }
  // What one of them does not say is not known of both.
  const CellRecord old = MergeVisits({whole, PlainCell("a")})[0];
  EXPECT_FALSE(old.planned_rounds);
  EXPECT_FALSE(old.cut_off_by_ns);
  EXPECT_FALSE(old.page_return);
}

TEST(MergeVisits, OneThatWasNotMeasuredSpeaksForTheCell) {
  const CellRecord starved = StarvedCell("a", /*rescued=*/true);
  const auto merged =
      MergeVisits({PlainCell("a"), starved, PlainCell("a"), PlainCell("a")});
  EXPECT_THAT(merged, ElementsAre(starved));
  EXPECT_THAT(MergeVisits({}), IsEmpty());
}

}  // namespace
}  // namespace hmmbench
