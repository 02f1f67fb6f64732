// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/seed_spread.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/comparison/summary.h"
#include "analysis/statistics/statistics.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

Spread Of(std::vector<double> values) {
  return {.lowest = std::ranges::min(values),
          .median = Median(values),
          .highest = std::ranges::max(values)};
}

int CountDifferent(const std::vector<const CellRecord*>& records) {
  int different = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    const bool alike = std::any_of(
        records.begin(), records.begin() + static_cast<ptrdiff_t>(i),
        [&](const CellRecord* earlier) { return *earlier == *records[i]; });
    if (!alike) ++different;
  }
  return different;
}

}  // namespace

std::optional<SeedSpread> SpreadOverSeeds(
    const std::vector<const CellRecord*>& seeds) {
  if (seeds.size() < 2) return std::nullopt;
  std::vector<double> retries;
  std::vector<double> p99;
  std::vector<double> longest;
  for (const CellRecord* record : seeds) {
    const CellSummary summary = Summarise({record});
    if (!summary.retries_per_page || summary.latency.empty()) {
      return std::nullopt;
    }
    retries.push_back(*summary.retries_per_page);
    uint64_t most = 0;
    for (const auto& [role, latency] : summary.latency) {
      if (!latency.empty()) most = std::max(most, latency.max());
    }
    longest.push_back(static_cast<double>(most));
    const auto main = summary.latency.find(MainRole(summary.latency));
    if (main != summary.latency.end() && main->second.HasSamplesFor(0.99)) {
      p99.push_back(static_cast<double>(main->second.ValueAtQuantile(0.99)));
    }
  }
  SeedSpread spread{.seeds = static_cast<int>(seeds.size()),
                    .different = CountDifferent(seeds),
                    .retries_per_page = Of(retries),
                    .p99_ns = std::nullopt,
                    .longest_ns = Of(longest)};
  if (p99.size() == seeds.size()) spread.p99_ns = Of(p99);
  return spread;
}

}  // namespace hmmbench
