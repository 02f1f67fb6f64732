// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/virtual_effect.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace hmmbench {

std::optional<Effect> EstimateVirtualEffect(
    const std::vector<Replicate>& baseline, const std::vector<Replicate>& arm,
    bool alone) {
  std::map<std::pair<int, int>, double> before;
  for (const Replicate& replicate : baseline) {
    before[{replicate.block, replicate.pass}] = replicate.value;
  }
  std::vector<double> logs;
  for (const Replicate& replicate : arm) {
    const auto found = before.find({replicate.block, replicate.pass});
    if (found != before.end()) {
      logs.push_back(std::log(replicate.value / found->second));
    }
  }
  if (logs.empty()) return std::nullopt;

  Effect effect;
  effect.boots_baseline = effect.boots = static_cast<int>(logs.size());
  const double mean = Mean(logs);
  effect.ratio = std::exp(mean);
  const auto [lowest, highest] = std::ranges::minmax(logs);
  const bool all_unchanged = lowest == 0 && highest == 0;
  if (alone || all_unchanged) {
    effect.interval = Interval{std::exp(lowest), std::exp(highest)};
  } else if (logs.size() > 1) {
    const auto n = static_cast<double>(logs.size());
    const double half = StudentT95(n - 1) * std::sqrt(Variance(logs) / n);
    effect.interval = Interval{std::exp(mean - half), std::exp(mean + half)};
  }
  return effect;
}

}  // namespace hmmbench
