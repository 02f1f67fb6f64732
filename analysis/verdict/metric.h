// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The quantities that kernels are compared by.

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
  // Faults per touched page: retries + 1, whose ratio exists where there were
  // none.
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
// Throws Error that names the near ones.
Metric MetricFromString(std::string_view name);
std::vector<std::string> MetricNames();

// In a sentence: "throughput", "p99 latency", "faults per page".
std::string_view Describe(Metric metric);

enum class Better { kMore, kLess };
Better BetterOf(Metric metric);

// Counted, not timed: where nobody races it comes out the same in each boot.
bool IsCount(Metric metric);

// In ns; else a rate or a count.
bool IsDuration(Metric metric);

// Of one thread alone on the virtual clock these say together how long it took:
// the shortest touch to the instruction, and the distribution. In their place
// other cells have throughput and percentiles.
inline constexpr std::array kLoneMetrics = {Metric::kShortest, Metric::kMean,
                                            Metric::kP50, Metric::kP99};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_METRIC_H_
