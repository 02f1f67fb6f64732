// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict.h"

#include <fmt/format.h>

#include "analysis/notation.h"

namespace hmmbench {

std::string_view ToString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFaster:
      return "faster";
    case Verdict::kSlower:
      return "slower";
    case Verdict::kSame:
      return "same";
    case Verdict::kInconclusive:
      return "inconclusive";
    case Verdict::kStarved:
      return "starved";
    case Verdict::kBroken:
      return "broken";
    case Verdict::kMissing:
      return "missing";
  }
  return "missing";
}

Verdict Judge(const Effect& effect, double margin, Better better) {
  if (!effect.interval) return Verdict::kInconclusive;
  const double lowest_same = 1 - margin;
  const double highest_same = 1 + margin;
  const auto [low, high] = *effect.interval;
  if (low > highest_same) {
    return better == Better::kMore ? Verdict::kFaster : Verdict::kSlower;
  }
  if (high < lowest_same) {
    return better == Better::kMore ? Verdict::kSlower : Verdict::kFaster;
  }
  if (low >= lowest_same && high <= highest_same) return Verdict::kSame;
  return Verdict::kInconclusive;
}

std::string WhyJudged(const Effect& effect, double margin, Verdict verdict,
                      const std::string& quantity) {
  if (!effect.interval) {
    if (effect.boots_baseline == 1 && effect.boots == 1) {
      return fmt::format("one boot an arm: no interval for {}", quantity);
    }
    return fmt::format("{} boots against {}: no interval for {}", effect.boots,
                       effect.boots_baseline, quantity);
  }
  std::string where = "lies beyond";
  if (verdict == Verdict::kSame) where = "lies within";
  if (verdict == Verdict::kInconclusive) where = "reaches across";
  return fmt::format(
      "{} is {} times the baseline's; the interval {} to {} {} "
      "the margin of {:.3g} %",
      quantity, Ratio(effect.ratio), Ratio(effect.interval->low),
      Ratio(effect.interval->high), where, margin * 100);
}

}  // namespace hmmbench
