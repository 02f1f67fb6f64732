// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/visible_change.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "analysis/statistics/statistics.h"

namespace hmmbench {
namespace {

double BootsOf(const Effect& effect) {
  return std::min(effect.boots, effect.boots_baseline);
}

double ErrorWith(const Effect& effect, double boots) {
  return *effect.log_error * std::sqrt(BootsOf(effect) / boots);
}

// What is beyond `tail` of t, with so many boots in place of those that there
// are.
double Quantile(const Effect& effect, double boots, double tail) {
  const double degrees =
      std::max(1.0, effect.log_degrees.value_or(1) * (boots - 1) /
                        std::max(1.0, BootsOf(effect) - 1));
  return boost::math::quantile(
      boost::math::complement(boost::math::students_t(degrees), tail));
}

bool IsKnown(const Effect& effect) {
  return effect.log_error && *effect.log_error > 0 && BootsOf(effect) >= 2;
}

double TailOfChange(const Judging& judging) {
  return judging.alpha / 2 / std::max(1, judging.comparisons);
}

bool IsByChance(const MetricEffect& judged) {
  return judged.verdict && judged.effect.method != Method::kExact;
}

}  // namespace

std::optional<double> SmallestChange(const Effect& effect, int boots,
                                     const Judging& judging) {
  if (!IsKnown(effect)) return std::nullopt;
  const double n = boots;
  return std::expm1(std::log1p(judging.margin) +
                    ErrorWith(effect, n) *
                        (Quantile(effect, n, TailOfChange(judging)) +
                         Quantile(effect, n, 1 - judging.power)));
}

std::optional<int> BootsToDecide(const Effect& effect, const Judging& judging) {
  if (!IsKnown(effect) || !(effect.ratio > 0)) return std::nullopt;
  const double ratio = std::log(effect.ratio);
  const double high = std::log1p(judging.margin);
  const double low =
      judging.margin < 1 ? std::log1p(-judging.margin) : -HUGE_VAL;
  const double beyond = std::max(ratio - high, low - ratio);
  const double distance = std::abs(beyond);
  const double tail =
      beyond > 0 ? TailOfChange(judging) : std::min(0.025, judging.alpha / 2);
  double boots = BootsOf(effect);
  // The quantile depends a little on what is looked for.
  constexpr int kSteps = 6;
  for (int i = 0; i < kSteps; ++i) {
    const double needed = Quantile(effect, boots, tail) +
                          Quantile(effect, boots, 1 - judging.power);
    const double errors = needed * ErrorWith(effect, 1) / distance;
    boots = std::max(BootsOf(effect), errors * errors);
    if (!(boots <= kMostReplicates)) return std::nullopt;
  }
  return static_cast<int>(std::ceil(boots));
}

std::vector<VisibleChange> VisibleChanges(const Comparison& comparison,
                                          int boots, Judging judging) {
  std::vector<const MetricEffect*> judged;
  for (const CellComparison& cell : comparison.cells) {
    for (const CellSummary& summary : cell.variants) {
      for (const MetricEffect& effect : summary.effects) {
        if (IsByChance(effect)) judged.push_back(&effect);
      }
    }
  }
  judging.comparisons = static_cast<int>(judged.size());
  std::vector<VisibleChange> visible;
  for (const Metric metric : kMetrics) {
    std::vector<double> changes;
    for (const MetricEffect* effect : judged) {
      if (effect->metric != metric) continue;
      const auto change = SmallestChange(effect->effect, boots, judging);
      if (change) changes.push_back(*change);
    }
    if (changes.empty()) continue;
    visible.push_back({.metric = metric,
                       .comparisons = static_cast<int>(changes.size()),
                       .median = Median(changes),
                       .largest = *std::ranges::max_element(changes)});
  }
  return visible;
}

}  // namespace hmmbench
