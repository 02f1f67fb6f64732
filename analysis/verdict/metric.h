// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The quantities in which kernels are compared.

#ifndef HMMBENCH_ANALYSIS_VERDICT_METRIC_H_
#define HMMBENCH_ANALYSIS_VERDICT_METRIC_H_

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace hmmbench {

enum class Metric {
  kThroughput,  // touches a second
  // ns per touch of one thread alone on the virtual clock; see
  // analysis/verdict/lone_touches.h.
  kShortest,
  kMean,
  kP50,  // of the main role's latency, ns
  kP99,
  kP999,
  // Faults per touched page, which is retries + 1. In this form the ratio
  // exists even without retries.
  kRetries,
  kMigrations,  // migrate_to_ram() calls per touched page
  kCpu,         // ns of user and system time of all threads, per touched page
};

inline constexpr std::array kMetrics = {
    Metric::kThroughput, Metric::kShortest,   Metric::kMean,
    Metric::kP50,        Metric::kP99,        Metric::kP999,
    Metric::kRetries,    Metric::kMigrations, Metric::kCpu};

// "throughput", "shortest", "mean", "p50", "p99", "p99.9", "retries",
// "migrations", "cpu": as in policy files and reports for programs.
std::string_view ToString(Metric metric);
// Throws Error that names the near matches.
Metric MetricFromString(std::string_view name);
std::vector<std::string> MetricNames();

// Returns the metric's name for a sentence: "throughput", "p99 latency",
// "faults per page".
std::string_view Describe(Metric metric);

enum class Better { kMore, kLess };
Better BetterOf(Metric metric);

// True for a metric that is counted, not timed. Without a race it is the same
// in each boot.
bool IsCount(Metric metric);

// True for a metric that gets a verdict where nothing names the metrics to be
// judged; the others have estimates only.
bool IsJudgedByDefault(Metric metric);

// True for a metric in ns; the others are rates or counts.
bool IsDuration(Metric metric);

// Metrics of a single thread on the virtual clock. Together they say how long
// it took: the shortest touch to the instruction, and the distribution. Other
// cells have throughput and percentiles in their place.
inline constexpr std::array kLoneMetrics = {Metric::kShortest, Metric::kMean,
                                            Metric::kP50, Metric::kP99};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_METRIC_H_
