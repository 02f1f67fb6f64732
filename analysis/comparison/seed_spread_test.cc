// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/seed_spread.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

// Of ten pages and so many faults; 1,000 touches of 100 ns and one longer.
CellRecord Record(uint64_t faults, uint64_t longest_ns) {
  CellRecord record;
  record.pages = 10;
  record.touches = 1001;
  record.round_ns = {1000};
  record.threads.emplace_back().role = "cpu";
  record.threads.back().minor_faults = faults;
  for (int i = 0; i < 1000; ++i) record.latency["cpu"].Record(100);
  record.latency["cpu"].Record(longest_ns);
  return record;
}

TEST(SpreadOverSeeds, LowestMedianAndHighest) {
  const CellRecord a = Record(20, 1000);
  const CellRecord b = Record(50, 1010);
  const CellRecord c = Record(30, 800);
  const auto spread = SpreadOverSeeds({&a, &b, &c, &a});
  ASSERT_TRUE(spread);
  EXPECT_EQ(spread->seeds, 4);
  EXPECT_EQ(spread->different, 3);
  EXPECT_EQ(spread->retries_per_page.lowest, 1);
  EXPECT_EQ(spread->retries_per_page.median, 1.5);
  EXPECT_EQ(spread->retries_per_page.highest, 4);
  EXPECT_EQ(spread->longest_ns.highest, 1010);
  ASSERT_TRUE(spread->p99_ns);
  EXPECT_EQ(spread->p99_ns->median, 100);
}

TEST(SpreadOverSeeds, AbsentWhereASeedHasNothingToSay) {
  const CellRecord a = Record(20, 1000);
  EXPECT_FALSE(SpreadOverSeeds({&a}));
  CellRecord none = Record(20, 1000);
  none.pages = 0;
  EXPECT_FALSE(SpreadOverSeeds({&a, &none}));
  CellRecord cut_off = Record(20, 1000);
  cut_off.planned_pages = 20;
  cut_off.cut_off_by_ns = 1000;
  EXPECT_FALSE(SpreadOverSeeds({&a, &cut_off})) << "a bound is no value";
  CellRecord few = Record(20, 1000);
  few.latency.clear();
  few.latency["cpu"].Record(100);
  EXPECT_EQ(SpreadOverSeeds({&a, &few})->p99_ns, std::nullopt);
}

}  // namespace
}  // namespace hmmbench
