// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/metric.h"

#include "fixtures/error.h"
#include "fixtures/near_matches.h"

namespace hmmbench {

std::string_view ToString(Metric metric) {
  switch (metric) {
    case Metric::kThroughput:
      return "throughput";
    case Metric::kShortest:
      return "shortest";
    case Metric::kMean:
      return "mean";
    case Metric::kP50:
      return "p50";
    case Metric::kP99:
      return "p99";
    case Metric::kP999:
      return "p99.9";
    case Metric::kRetries:
      return "retries";
    case Metric::kMigrations:
      return "migrations";
    case Metric::kCpu:
      return "cpu";
  }
  return "";
}

std::vector<std::string> MetricNames() {
  std::vector<std::string> names;
  names.reserve(kMetrics.size());
  for (const Metric metric : kMetrics) names.emplace_back(ToString(metric));
  return names;
}

Metric MetricFromString(std::string_view name) {
  for (const Metric metric : kMetrics) {
    if (ToString(metric) == name) return metric;
  }
  throw Error("unknown metric '{}'; {}", name,
              NearMatches(name, MetricNames()));
}

std::string_view Describe(Metric metric) {
  switch (metric) {
    case Metric::kThroughput:
      return "throughput";
    case Metric::kShortest:
      return "shortest touch";
    case Metric::kMean:
      return "mean touch";
    case Metric::kP50:
      return "p50 latency";
    case Metric::kP99:
      return "p99 latency";
    case Metric::kP999:
      return "p99.9 latency";
    case Metric::kRetries:
      return "faults per page";
    case Metric::kMigrations:
      return "migrate_to_ram() calls per page";
    case Metric::kCpu:
      return "CPU time per page";
  }
  return "";
}

Better BetterOf(Metric metric) {
  return metric == Metric::kThroughput ? Better::kMore : Better::kLess;
}

bool IsCount(Metric metric) {
  return metric == Metric::kRetries || metric == Metric::kMigrations;
}

}  // namespace hmmbench
