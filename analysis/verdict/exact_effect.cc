// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/exact_effect.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "analysis/statistics/statistics.h"

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

// Returns the possible ratios of two boots, as logarithms.
Bounds OpenLogRatio(const Replicate& before, const Replicate& after) {
  const auto bounds_of = [](const Replicate& boot) {
    return boot.open.value_or(Bounds{boot.value, boot.value});
  };
  const Bounds from = bounds_of(before);
  const Bounds to = bounds_of(after);
  if (before.value == after.value && from.low == to.low &&
      from.high == to.high) {
    return {0, 0};
  }
  return {std::log(to.low / from.high), std::log(to.high / from.low)};
}

bool Agree(const std::vector<Replicate>& boots) {
  return std::ranges::all_of(boots, [&boots](const Replicate& boot) {
    return boot.value == boots.front().value;
  });
}

}  // namespace

std::optional<Effect> ExactEffectOfSeeds(const std::vector<Replicate>& baseline,
                                         const std::vector<Replicate>& variant,
                                         bool alone) {
  std::vector<double> logs;
  Bounds all{std::numeric_limits<double>::infinity(),
             -std::numeric_limits<double>::infinity()};
  for (const auto& [before, after] : CompletePasses(baseline, variant)) {
    logs.push_back(std::log(after->value / before->value));
    const Bounds open = OpenLogRatio(*before, *after);
    all.low = std::min(all.low, open.low);
    all.high = std::max(all.high, open.high);
  }
  if (logs.empty()) return std::nullopt;
  const bool all_unchanged = all.low == 0 && all.high == 0;
  if (!alone && !all_unchanged) return std::nullopt;
  return Exact(std::exp(Mean(logs)), {std::exp(all.low), std::exp(all.high)},
               logs.size(), logs.size());
}

std::optional<Effect> ExactEffectOfCounts(
    const std::vector<Replicate>& baseline,
    const std::vector<Replicate>& variant) {
  if (baseline.size() < 2 || variant.size() < 2 || !Agree(baseline) ||
      !Agree(variant)) {
    return std::nullopt;
  }
  const double ratio = variant.front().value / baseline.front().value;
  return Exact(ratio, {ratio, ratio}, baseline.size(), variant.size());
}

}  // namespace hmmbench
