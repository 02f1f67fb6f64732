// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Every rate formula with numbers by hand.

#include "analysis/comparison/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>

#include "analysis/statistics/statistics.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

const char kCell[] = "same_page/threads:4";

TEST(TouchesPerSecond, ByHand) {
  // 1000 touches in 10 rounds of 1 ms = 10 ms.
  EXPECT_DOUBLE_EQ(TouchesPerSecond(PlainCell(kCell)).value(), 100'000);
}

TEST(TouchesPerSecond, AbsentWithoutTimeOrTouches) {
  CellRecord record = PlainCell(kCell);
  record.touches = 0;
  EXPECT_FALSE(TouchesPerSecond(record));
  record = PlainCell(kCell);
  record.round_ns.clear();
  EXPECT_FALSE(TouchesPerSecond(record));
}

TEST(Summarise, RatesByHand) {
  CellRecord slow = PlainCell(kCell);
  slow.round_ns.assign(10, 4'000'000);  // 25,000 touches/s
  slow.threads[0].minor_faults += 300;
  slow.threads[0].major_faults += 200;
  slow.threads[1].max_faults_per_touch = 90;
  const CellRecord plain = PlainCell(kCell);
  const CellSummary summary = Summarise({&plain, &slow});
  EXPECT_EQ(summary.boots, 2);
  EXPECT_DOUBLE_EQ(summary.touches_per_s.value(), 62'500);
  EXPECT_EQ(summary.touches, 2000U);
  EXPECT_EQ(summary.pages, 500U);
  // 2 * 4 * 125 + 500 faults over 500 pages is 3, minus 1.
  EXPECT_DOUBLE_EQ(summary.retries_per_page.value(), 2);
  EXPECT_EQ(summary.max_faults_per_touch, 90U);
  // 8 threads * 50, 5 and 2.5 ms over 500 pages.
  EXPECT_DOUBLE_EQ(summary.voluntary_switches_per_page.value(), 0.8);
  EXPECT_DOUBLE_EQ(summary.involuntary_switches_per_page.value(), 0.08);
  EXPECT_DOUBLE_EQ(summary.cpu_ns_per_page.value(), 40'000);
  EXPECT_DOUBLE_EQ(summary.migrate_to_ram_per_page.value(), 3);
  EXPECT_EQ(summary.latency.at("cpu").count(), 2000U);
}

// 125 pages a round came back by a tenth as many faults.
TEST(Summarise, PagesThatComeTogetherHaveNoRetries) {
  CellRecord gpu = PlainCell(kCell);
  for (ThreadRecord& thread : gpu.threads) thread.minor_faults = 0;
  gpu.threads[0].major_faults = gpu.pages / 10;
  EXPECT_LT(Summarise({&gpu}).retries_per_page.value(), 0);
  gpu.device["migrating_faults"] = gpu.pages / 10;
  EXPECT_FALSE(Summarise({&gpu}).retries_per_page);
  gpu.threads[0].major_faults = gpu.pages;
  EXPECT_DOUBLE_EQ(Summarise({&gpu}).retries_per_page.value(), 0);
}

TEST(Summarise, WhatWasNotCountedIsAbsent) {
  CellRecord without = PlainCell(kCell);
  without.device.clear();
  for (ThreadRecord& thread : without.threads) {
    thread.max_faults_per_touch.reset();
  }
  const CellRecord plain = PlainCell(kCell);
  // One boot of two without the counter: the sum would be too small.
  EXPECT_FALSE(Summarise({&plain, &without}).migrate_to_ram_per_page);
  EXPECT_FALSE(Summarise({&without}).max_faults_per_touch);

  without.pages = 0;
  EXPECT_FALSE(Summarise({&without}).retries_per_page);
  EXPECT_FALSE(Summarise({&without}).cpu_ns_per_page);
  without = PlainCell(kCell);
  without.threads.clear();
  EXPECT_FALSE(Summarise({&without}).retries_per_page);
  EXPECT_FALSE(Summarise({}).migrate_to_ram_per_page);
}

TEST(MainRole, PrefersWritersThenTheCpu) {
  EXPECT_EQ(MainRole({{"cpu", {}}, {"device", {}}, {"mmap_writer", {}}}),
            "mmap_writer");
  EXPECT_EQ(MainRole({}), "");
  EXPECT_EQ(MainRole({{"device", {}}}), "device");
  EXPECT_EQ(MainRole({{"cpu", {}}, {"device", {}}, {"another", {}}}), "cpu");
}

TEST(OperationOf, NotEveryRoleTouches) {
  EXPECT_EQ(OperationOf("device"), "device touch");
  EXPECT_EQ(OperationOf("mmap_writer"), "mmap_writer call");
  EXPECT_EQ(OperationOf("killed"), "exit after SIGKILL");
  EXPECT_EQ(OperationOf("gpu_warp"), "GPU warp's access, by the GPU's clock");
}

TEST(ReplicateOf, ThroughputDrawsTheRoundsAgain) {
  CellRecord record = PlainCell(kCell);
  record.round_ns = {1'000'000, 3'000'000};
  const auto replicate = ReplicateOf(Metric::kThroughput, record, 2, 1);
  ASSERT_TRUE(replicate);
  EXPECT_EQ(replicate->block, 2);
  EXPECT_EQ(replicate->pass, 1);
  EXPECT_DOUBLE_EQ(replicate->value, 250'000);
  Generator generator(1);
  std::array<double, 100> drawn{};
  replicate->redraw(generator, drawn);
  const std::set<double> seen(drawn.begin(), drawn.end());
  // Both rounds the fast one, one of each, both the slow one.
  EXPECT_THAT(seen, testing::ElementsAre(testing::DoubleNear(166'667, 1),
                                         250'000, 500'000));
}

TEST(ReplicateOf, PercentilesDrawTheTouchesAgain) {
  CellRecord record = PlainCell(kCell);
  Histogram& latency = record.latency["cpu"];
  latency.Clear();
  for (int i = 1; i <= 2000; ++i) latency.Record(static_cast<uint64_t>(i));
  const auto replicate = ReplicateOf(Metric::kP99, record, 0, 0);
  ASSERT_TRUE(replicate);
  EXPECT_NEAR(replicate->value, 1980, 1);
  Generator generator(1);
  std::vector<double> drawn(4000);
  replicate->redraw(generator, drawn);
  // The rank of the resampled percentile is binomial: sd sqrt(2000 * .99 *
  // .01).
  EXPECT_NEAR(Mean(drawn), 1980, 1.5);
  EXPECT_NEAR(Variance(drawn), 19.8, 2);
}

TEST(ReplicateOf, PercentilesNeedSamplesEnough) {
  CellRecord record = PlainCell(kCell);
  EXPECT_TRUE(ReplicateOf(Metric::kP99, record, 0, 0));  // 1000 are just enough
  EXPECT_FALSE(ReplicateOf(Metric::kP999, record, 0, 0));
  EXPECT_TRUE(ReplicateOf(Metric::kP50, record, 0, 0));
  record.latency["cpu"].Clear();
  for (int i = 0; i < 999; ++i) record.latency["cpu"].Record(5);
  EXPECT_FALSE(ReplicateOf(Metric::kP99, record, 0, 0));
  record.latency.clear();
  EXPECT_FALSE(ReplicateOf(Metric::kP99, record, 0, 0));
}

TEST(ReplicateOf, RatesPerPageByHand) {
  CellRecord record = PlainCell(kCell);
  EXPECT_DOUBLE_EQ(ReplicateOf(Metric::kRetries, record, 0, 0)->value, 2);
  EXPECT_DOUBLE_EQ(ReplicateOf(Metric::kMigrations, record, 0, 0)->value, 3);
  EXPECT_DOUBLE_EQ(ReplicateOf(Metric::kCpu, record, 0, 0)->value, 40'000);
  EXPECT_FALSE(ReplicateOf(Metric::kCpu, record, 0, 0)->redraw);
  // Absent is not zero, and zero has no ratio.
  record.device.clear();
  EXPECT_FALSE(ReplicateOf(Metric::kMigrations, record, 0, 0));
  record.pages = 0;
  EXPECT_FALSE(ReplicateOf(Metric::kRetries, record, 0, 0));
}

// Of many rounds with a long tail the sum is drawn as one number; against
// drawing every round.
TEST(ReplicateOf, SumsOfManyRoundsAreDistributedAsIfEachWereDrawn) {
  CellRecord record = PlainCell(kCell);
  Generator generator(3);
  std::lognormal_distribution<double> ns(14, 1);
  record.round_ns.resize(400);
  for (uint64_t& round : record.round_ns) {
    round = static_cast<uint64_t>(ns(generator));
  }
  const auto replicate = ReplicateOf(Metric::kThroughput, record, 0, 0);
  ASSERT_TRUE(replicate);
  constexpr size_t kDraws = 20'000;
  std::vector<double> rates(kDraws);
  replicate->redraw(generator, rates);
  std::vector<double> drawn(kDraws);
  std::uniform_int_distribution<size_t> any(0, record.round_ns.size() - 1);
  for (double& rate : drawn) {
    double sum = 0;
    for (size_t i = 0; i < record.round_ns.size(); ++i) {
      sum += static_cast<double>(record.round_ns[any(generator)]);
    }
    rate = static_cast<double>(record.touches) * 1e9 / sum;
  }
  std::ranges::sort(rates);
  std::ranges::sort(drawn);
  const double width = drawn[kDraws * 39 / 40] - drawn[kDraws / 40];
  for (const size_t percent : {1, 5, 25, 50, 75, 95, 99}) {
    const size_t place = kDraws * percent / 100;
    EXPECT_NEAR(rates[place], drawn[place], 0.03 * width) << percent;
  }
}

}  // namespace
}  // namespace hmmbench
