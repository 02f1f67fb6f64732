// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/verdict.h"

#include <fmt/format.h>

#include "analysis/report/notation.h"

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

Judgement Judge(const Effect& effect, double margin, Better better,
                double alpha) {
  using Doubt = Judgement::Doubt;
  Judgement judgement{.margin = margin};
  if (!effect.interval) return judgement;
  const double lowest_same = 1 - margin;
  const double highest_same = 1 + margin;
  const auto [low, high] = *effect.interval;
  const bool above = low > highest_same;
  if (above || high < lowest_same) {
    if (effect.p_family.value_or(0) > alpha) {
      judgement.doubt = Doubt::kChance;
      return judgement;
    }
    if (effect.p_modes.value_or(0) > alpha) {
      judgement.doubt = Doubt::kModes;
      return judgement;
    }
    judgement.verdict = above == (better == Better::kMore) ? Verdict::kFaster
                                                           : Verdict::kSlower;
  } else if (low >= lowest_same && high <= highest_same) {
    if (effect.p_same.value_or(0) > alpha / 2) {
      judgement.doubt = Doubt::kChance;
    } else {
      judgement.verdict = Verdict::kSame;
    }
  }
  return judgement;
}

std::string WhyJudged(const Effect& effect, const Judgement& judgement,
                      const std::string& quantity) {
  if (!effect.interval) {
    if (effect.boots_baseline == 1 && effect.boots == 1) {
      return fmt::format("one boot a variant: no interval for {}", quantity);
    }
    return fmt::format("{} boots against {}: no interval for {}", effect.boots,
                       effect.boots_baseline, quantity);
  }
  const auto [low, high] = *effect.interval;
  if (effect.method == Method::kExact && low == high) {
    if (low == 1) return fmt::format("{} is exactly the baseline's", quantity);
    return fmt::format(
        "{} is exactly {:.7g} times the baseline's, with a margin of {:.3g} %",
        quantity, low, judgement.margin * 100);
  }
  const bool within =
      low >= 1 - judgement.margin && high <= 1 + judgement.margin;
  const bool decided =
      low > 1 + judgement.margin || high < 1 - judgement.margin;
  std::string where = within ? "lies within" : "lies beyond";
  if (judgement.verdict == Verdict::kInconclusive &&
      judgement.doubt == Judgement::Doubt::kNone) {
    where = "reaches across";
  }
  // In an exact figure more digits have a meaning.
  const auto write = [&effect](double ratio) {
    return effect.method == Method::kExact ? fmt::format("{:.5g}", ratio)
                                           : Ratio(ratio);
  };
  std::string text =
      effect.bound == Bound::kNone
          ? fmt::format(
                "{} is {} times the baseline's; the interval {} to {} "
                "{} the margin of {:.3g} %",
                quantity, write(effect.ratio), write(low), write(high), where,
                judgement.margin * 100)
          : fmt::format(
                "{0} is at {1} {2} times the baseline's, with 95 % confidence "
                "at {1} {3}; that {4} the margin of {5:.3g} %",
                quantity, effect.bound == Bound::kAtLeast ? "least" : "most",
                Ratio(effect.ratio),
                Ratio(effect.bound == Bound::kAtLeast ? low : high),
                decided ? "lies beyond" : "does not lie beyond",
                judgement.margin * 100);
  switch (judgement.doubt) {
    case Judgement::Doubt::kNone:
      return text;
    case Judgement::Doubt::kChance:
      // The interval is that of this comparison alone.
      return text + fmt::format(
                        ", but among so many comparisons or looks that is no "
                        "proof (p = {:.2g})",
                        within ? *effect.p_same : *effect.p_family);
    case Judgement::Doubt::kModes:
      return text + fmt::format(
                        ", but where boots come in two modes, so few of them "
                        "look so by chance (p = {:.2g})",
                        *effect.p_modes);
  }
  return text;
}

}  // namespace hmmbench
