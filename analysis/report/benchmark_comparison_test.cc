// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/benchmark_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using testing::HasSubstr;

// Ten repetitions of `benchmark`, a little different, of about `ns`.
BenchmarkResults File(const std::string& name, const std::string& benchmark,
                      double ns, int repetitions = 10) {
  BenchmarkResults results;
  results.name = name;
  results.benchmarks = {benchmark};
  auto& times = results.by_name[benchmark];
  for (int i = 0; i < repetitions; ++i) {
    times.real_ns.push_back(ns * (1 + 0.001 * i));
    times.cpu_ns.push_back(ns / 2);
  }
  return results;
}

TEST(CompareBenchmarks, EachFileAgainstTheFirst) {
  const auto comparison = CompareBenchmarks(
      {File("x/old.json", "a", 100), File("x/new.json", "a", 200),
       File("x/newer.json", "a", 101), File("x/best.json", "a", 50)},
      {});
  ASSERT_EQ(comparison.rows.size(), 1U);
  const auto& files = comparison.rows[0].files;
  EXPECT_EQ(files[1].verdict, Verdict::kSlower) << files[1].reason;
  EXPECT_NEAR(files[1].effect->ratio, 2, 0.01);
  EXPECT_EQ(files[1].effect->method, Method::kWelch);
  EXPECT_EQ(files[2].verdict, Verdict::kSame);
  EXPECT_EQ(files[3].verdict, Verdict::kFaster);
  const std::string text = BenchmarkText(comparison, 75, false);
  EXPECT_THAT(text, HasSubstr("old"));
  EXPECT_THAT(text, HasSubstr("slower"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 75U) << line;
  }
}

TEST(CompareBenchmarks, OneRepetitionIsInconclusive) {
  const auto comparison = CompareBenchmarks(
      {File("old.json", "a", 100, 1), File("new.json", "a", 200, 1)}, {});
  EXPECT_EQ(comparison.rows[0].files[1].verdict, Verdict::kInconclusive);
  EXPECT_THAT(BenchmarkText(comparison, 75, false),
              HasSubstr("--benchmark_repetitions"));
}

TEST(CompareBenchmarks, WhatOnlyOneFileHasIsMissing) {
  BenchmarkResults old = File("old.json", "a", 100);
  old.benchmarks.emplace_back("b");
  old.by_name["b"].error = "no device";
  BenchmarkResults fresh = File("new.json", "a", 100);
  fresh.benchmarks.emplace_back("c");
  fresh.by_name["c"] = fresh.by_name["a"];
  const auto comparison = CompareBenchmarks({old, fresh}, {});
  ASSERT_EQ(comparison.rows.size(), 3U);
  EXPECT_EQ(comparison.rows[1].files[1].verdict, Verdict::kMissing);
  EXPECT_EQ(comparison.rows[2].files[0].verdict, Verdict::kMissing);
  const std::string text = BenchmarkText(comparison, 75, false);
  EXPECT_THAT(text, HasSubstr("b in old: it failed: no device"));
}

TEST(CompareBenchmarks, WhatWasSkippedOrLeftOutSaysWhy) {
  BenchmarkResults old = File("old.json", "a", 100);
  old.benchmarks.emplace_back("b");
  old.by_name["b"].error = "needs 4 NUMA nodes";
  old.by_name["b"].skipped = true;
  BenchmarkResults fresh = File("new.json", "a", 100);
  fresh.benchmarks.emplace_back("c");
  fresh.by_name["c"] = {};
  fresh.notes = {"c: \"real_time\" is 0"};
  fresh.context["library_build_type"] = "debug";
  old.context["library_build_type"] = "release";
  const auto comparison = CompareBenchmarks({old, fresh}, {});
  EXPECT_EQ(comparison.rows[0].files[1].verdict, Verdict::kSame);
  EXPECT_THAT(
      comparison.notes,
      testing::IsSupersetOf({"new: c: \"real_time\" is 0",
                             "library_build_type differs: release in old, "
                             "debug in new",
                             "b in old: it was skipped: needs 4 NUMA nodes"}));
}

// Of each process the median: its repetitions are one measurement.
TEST(CompareBenchmarks, AProcessIsOneMeasurement) {
  const auto of_processes = [](const std::string& name, double ns) {
    BenchmarkResults file = File(name, "a", ns, 15);
    auto& times = file.by_name["a"];
    for (int i = 0; i < 15; ++i) times.process.push_back(i / 3);
    return file;
  };
  const auto comparison = CompareBenchmarks(
      {of_processes("old.json", 100), of_processes("new.json", 300)}, {});
  const auto& files = comparison.rows[0].files;
  EXPECT_EQ(files[0].repetitions, 5);
  // Of 100.1, 100.4, 100.7, 101, 101.3.
  EXPECT_NEAR(files[0].median_ns, 100.7, 1e-9);
  EXPECT_NEAR(files[1].effect->ratio, 3, 0.01);
}

TEST(CompareBenchmarks, NothingInCommonIsAnError) {
  EXPECT_THROW(
      CompareBenchmarks({File("old", "a", 1), File("new", "b", 1)}, {}), Error);
}

TEST(CompareBenchmarks, FilesOfOneNameAreToldApart) {
  const auto comparison = CompareBenchmarks(
      {File("x/r.json", "a", 1), File("y/r.json", "a", 1)}, {.cpu_time = true});
  EXPECT_EQ(comparison.files[1], "y/r.json");
  EXPECT_EQ(comparison.rows[0].files[0].median_ns, 0.5);
}

}  // namespace
}  // namespace hmmbench
