// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// How many times the baseline something is, and how far that is known.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_RATIO_H_
#define HMMBENCH_ANALYSIS_STATISTICS_RATIO_H_

#include <optional>
#include <string_view>

namespace hmmbench {

struct Interval {
  double low = 1;
  double high = 1;
};

// What tests and interval of an effect come from; see
// analysis/statistics/effect.h.
enum class Method {
  kNone,        // too few boots: a ratio only
  kExact,       // no chance in it
  kPairedT,     // Student's t over complete passes
  kWelch,       // Welch's t of independent boots
  kSignedRank,  // Wilcoxon's exact test over complete passes
  kRankSum,     // Wilcoxon's exact test of independent boots
};
std::string_view ToString(Method method);

// What a figure says of its quantity where a cell was cut off.
enum class Bound {
  kNone,  // it is the quantity
  kAtLeast,
  kAtMost,
};

// Variant over baseline, exp(Hodges-Lehmann estimate of the log ratio); 1.10 is
// 10 % more than the baseline. See analysis/statistics/effect.h.
struct Effect {
  double ratio = 1;
  std::optional<Interval> interval;  // 95 %; absent with one boot a variant
  int boots_baseline = 0;            // that the estimate rests on
  int boots = 0;
  Method method = Method::kNone;
  // Standard error of the mean log ratio, from the spread of boots; absent
  // where exact or without interval.
  std::optional<double> log_error = std::nullopt;
  // How far boots that should be alike differ, as a logarithm: the range of the
  // passes' log ratios, or the larger one of the two variants'. Absent as
  // log_error.
  std::optional<double> log_range = std::nullopt;
  // Of what chance alone would give: an effect so far beyond the margin, for
  // this comparison alone and adjusted for all that are judged with it; and one
  // so far within (two one-sided tests). Absent where exact or without
  // interval; see analysis/verdict/family.h.
  std::optional<double> p_change = std::nullopt;
  std::optional<double> p_holm = std::nullopt;
  std::optional<double> p_same = std::nullopt;
  // That boots which come in two modes look so by chance; see
  // analysis/verdict/mode_guard.h.
  std::optional<double> p_modes = std::nullopt;
  // Other than kNone where the cell of one of the two was cut off: ratio and
  // interval are of its bound, and the interval's other end is infinite or 0.
  Bound bound = Bound::kNone;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_RATIO_H_
