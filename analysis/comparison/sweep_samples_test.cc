// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/sweep_samples.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

// A visit of 1,000 touches of `ns` and ten of ten times that, a page for each
// tenth touch and `cpu_ns` for each page.
CellRecord Visit(uint64_t ns, uint64_t cpu_ns) {
  CellRecord record;
  for (int i = 0; i < 1000; ++i) record.latency["cpu"].Record(ns);
  for (int i = 0; i < 10; ++i) record.latency["cpu"].Record(10 * ns);
  record.touches = 1010;
  record.pages = 101;
  record.round_ns = {500 * ns, 510 * ns};
  ThreadRecord& thread = record.threads.emplace_back();
  thread.role = "cpu";
  thread.user_ns = 101;
  thread.system_ns = 101 * (cpu_ns - 1);
  return record;
}

TEST(SweepSamples, CostsAreThoseOfTheMergedRecords) {
  const CellRecord fast = Visit(100, 7);
  const CellRecord slow = Visit(200, 9);
  for (const double q : {0.5, 0.99, 0.999}) {
    const SweepSamples samples({&fast, &slow}, {0, 1}, q);
    const SweepCosts costs = samples.Costs();
    Histogram merged = fast.latency.at("cpu");
    merged.Merge(slow.latency.at("cpu"));
    EXPECT_EQ(costs.tail_ns, static_cast<double>(merged.ValueAtQuantile(q)))
        << q;
    EXPECT_EQ(costs.cpu_ns_per_page, 8);
    EXPECT_DOUBLE_EQ(costs.touches_per_s, 2020 / (1010 * 300 * 1e-9));
  }
}

TEST(SweepSamples, DrawsBootsAndThenTheirVisits) {
  const CellRecord a = Visit(100, 10);
  const CellRecord b = Visit(100, 20);
  const CellRecord c = Visit(100, 90);
  const SweepSamples samples({&a, &b, &c}, {0, 0, 1}, 0.5);
  std::mt19937_64 draws(1);
  // Boot 1 alone has one visit, so that there is nothing to draw.
  EXPECT_EQ(samples.Redrawn({1, 1}, draws).cpu_ns_per_page, 90);
  int times_mixed = 0;
  for (int i = 0; i < 200; ++i) {
    const double cpu = samples.Redrawn({0}, draws).cpu_ns_per_page;
    EXPECT_TRUE(cpu == 10 || cpu == 15 || cpu == 20) << cpu;
    if (cpu == 15) ++times_mixed;
  }
  // Half of them, with a standard deviation of 7.
  EXPECT_NEAR(times_mixed, 100, 35);
}

}  // namespace
}  // namespace hmmbench
