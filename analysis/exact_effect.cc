// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/exact_effect.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "analysis/statistics.h"

namespace hmmbench {
namespace {

Effect Exact(double ratio, Interval interval, size_t boots_baseline,
             size_t boots) {
  return {.ratio = ratio,
          .interval = interval,
          .boots_baseline = static_cast<int>(boots_baseline),
          .boots = static_cast<int>(boots),
          .method = Method::kExact};
}

bool Agree(const std::vector<Replicate>& boots) {
  return std::ranges::all_of(boots, [&boots](const Replicate& boot) {
    return boot.value == boots.front().value;
  });
}

}  // namespace

std::optional<Effect> ExactEffectOfSeeds(const std::vector<Replicate>& baseline,
                                         const std::vector<Replicate>& arm,
                                         bool alone) {
  std::vector<double> logs;
  for (const auto& [before, after] : CompletePasses(baseline, arm)) {
    logs.push_back(std::log(after->value / before->value));
  }
  if (logs.empty()) return std::nullopt;
  const auto [lowest, highest] = std::ranges::minmax(logs);
  const bool all_unchanged = lowest == 0 && highest == 0;
  if (!alone && !all_unchanged) return std::nullopt;
  return Exact(std::exp(Mean(logs)), {std::exp(lowest), std::exp(highest)},
               logs.size(), logs.size());
}

std::optional<Effect> ExactEffectOfCounts(
    const std::vector<Replicate>& baseline, const std::vector<Replicate>& arm) {
  if (baseline.size() < 2 || arm.size() < 2 || !Agree(baseline) ||
      !Agree(arm)) {
    return std::nullopt;
  }
  const double ratio = arm.front().value / baseline.front().value;
  return Exact(ratio, {ratio, ratio}, baseline.size(), arm.size());
}

}  // namespace hmmbench
