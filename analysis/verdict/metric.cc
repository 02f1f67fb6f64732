// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/metric.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/base/error.h"
#include "fixtures/base/near_matches.h"

namespace hmmbench {
namespace {

enum class Unit { kPerSecond, kNs, kPerPage };

// All facts about a metric but one: ReplicateOf() in
// analysis/comparison/summary.h takes its value from a record.
struct MetricFacts {
  Metric metric;
  std::string_view name;
  std::string_view words;
  Unit unit;
  Better better;
  bool is_count;
  bool judged;  // by default
};

constexpr std::array kFacts = {
    MetricFacts{Metric::kThroughput, "throughput", "throughput",
                Unit::kPerSecond, Better::kMore, false, true},
    MetricFacts{Metric::kShortest, "shortest", "shortest touch", Unit::kNs,
                Better::kLess, false, false},
    MetricFacts{Metric::kMean, "mean", "mean touch", Unit::kNs, Better::kLess,
                false, false},
    MetricFacts{Metric::kP50, "p50", "p50 latency", Unit::kNs, Better::kLess,
                false, false},
    MetricFacts{Metric::kP99, "p99", "p99 latency", Unit::kNs, Better::kLess,
                false, true},
    MetricFacts{Metric::kP999, "p99.9", "p99.9 latency", Unit::kNs,
                Better::kLess, false, false},
    MetricFacts{Metric::kRetries, "retries", "faults per page", Unit::kPerPage,
                Better::kLess, true, true},
    MetricFacts{Metric::kMigrations, "migrations",
                "migrate_to_ram() calls per page", Unit::kPerPage,
                Better::kLess, true, true},
    MetricFacts{Metric::kCpu, "cpu", "CPU time per page", Unit::kNs,
                Better::kLess, false, false}};

// The table is looked up by number.
static_assert([] {
  for (size_t i = 0; i < kFacts.size(); ++i) {
    if (static_cast<size_t>(kFacts.at(i).metric) != i) return false;
    if (kMetrics.at(i) != kFacts.at(i).metric) return false;
  }
  return kFacts.size() == kMetrics.size();
}());

const MetricFacts& FactsOf(Metric metric) {
  return kFacts.at(static_cast<size_t>(metric));
}

}  // namespace

std::string_view ToString(Metric metric) { return FactsOf(metric).name; }

std::vector<std::string> MetricNames() {
  std::vector<std::string> names;
  names.reserve(kFacts.size());
  for (const MetricFacts& facts : kFacts) names.emplace_back(facts.name);
  return names;
}

Metric MetricFromString(std::string_view name) {
  const auto* found = std::ranges::find(kFacts, name, &MetricFacts::name);
  if (found != kFacts.end()) return found->metric;
  throw Error("unknown metric '{}'; {}", name,
              NearMatches(name, MetricNames()));
}

std::string_view Describe(Metric metric) { return FactsOf(metric).words; }

Better BetterOf(Metric metric) { return FactsOf(metric).better; }

bool IsCount(Metric metric) { return FactsOf(metric).is_count; }

bool IsJudgedByDefault(Metric metric) { return FactsOf(metric).judged; }

bool IsDuration(Metric metric) { return FactsOf(metric).unit == Unit::kNs; }

}  // namespace hmmbench
