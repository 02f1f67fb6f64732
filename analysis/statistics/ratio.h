// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A ratio to the baseline, and how well it is known.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_RATIO_H_
#define HMMBENCH_ANALYSIS_STATISTICS_RATIO_H_

#include <optional>
#include <string_view>

namespace hmmbench {

struct Interval {
  double low = 1;
  double high = 1;
};

// The method behind the tests and the interval of an effect; see
// analysis/statistics/effect.h.
enum class Method {
  kNone,     // too few boots: a ratio only
  kExact,    // no chance in it
  kPairedT,  // Student's t over complete passes
  kWelch,    // Welch's t of independent boots
};
std::string_view ToString(Method method);

// What a figure of a cell that was cut off says about its quantity.
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
  int boots_baseline = 0;            // boots behind the estimate
  int boots = 0;
  Method method = Method::kNone;
  // Standard error of the mean log ratio, from the spread of boots. Absent when
  // the effect is exact or has no interval.
  std::optional<double> log_error = std::nullopt;
  // Degrees of freedom of log_error.
  std::optional<double> log_degrees = std::nullopt;
  // How far boots that should be alike differ, as a logarithm: the range of the
  // passes' log ratios, or the larger range of the two variants. Absent as
  // log_error is.
  std::optional<double> log_range = std::nullopt;
  // p-values under chance alone. p_change is for an effect so far beyond the
  // margin, for this comparison alone; p_holm is the same, adjusted for all
  // comparisons that are judged with it; p_same is for an effect so far within
  // the margin (two one-sided tests). Absent when the effect is exact or has no
  // interval; see analysis/verdict/family.h.
  std::optional<double> p_change = std::nullopt;
  std::optional<double> p_family = std::nullopt;
  std::optional<double> p_same = std::nullopt;
  // The probability that boots in two modes look so by chance; see
  // analysis/verdict/mode_guard.h.
  std::optional<double> p_modes = std::nullopt;
  // Not kNone when the cell of one of the two was cut off. The ratio and the
  // interval are then those of its bound, and the interval's other end is
  // infinite or 0.
  Bound bound = Bound::kNone;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_RATIO_H_
