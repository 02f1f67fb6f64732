// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Estimates how much a quantity differs between two kernels, and how certain
// that is. The replicate is the boot: samples within one boot share its memory
// layout, its timer phase and all else that the machine did at that time. Only
// more boots, and never more samples, tell how far another boot may differ.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_EFFECT_H_
#define HMMBENCH_ANALYSIS_STATISTICS_EFFECT_H_

#include <functional>
#include <optional>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "analysis/statistics/location.h"
#include "analysis/statistics/ratio.h"
#include "analysis/statistics/student.h"

namespace hmmbench {

using Generator = std::mt19937_64;

// One boot's value of a quantity.
struct Replicate {
  // The boot's place in the schedule: an ABBA block runs the variants forward
  // (pass 0) and then backward (pass 1).
  int block = 0;
  int pass = 0;
  double value = 0;  // > 0, in any unit
  // Fills in values that the boot would have given if its own samples were
  // drawn again. Empty for a boot that has one value and no samples.
  std::function<void(Generator&, std::span<double>)> redraw = {};
  // The possible values when timer ticks leave the value open; see
  // analysis/verdict/lone_touches.h. Absent when the value is known.
  std::optional<Bounds> open = std::nullopt;
};

// Baseline and variant of the same pass of the same block, in the variant's
// order.
std::vector<std::pair<const Replicate*, const Replicate*>> CompletePasses(
    const std::vector<Replicate>& baseline,
    const std::vector<Replicate>& variant);

// The options of an estimate.
struct EffectOptions {
  // Below this many complete passes the variants count as independent groups:
  // one pair less costs too many degrees of freedom (t = 12.7 at n = 2).
  size_t least_pairs = 3;
  // Of the variances, where other comparisons say something of them; of passes'
  // differences `to`.
  TwoPriors priors = {};
  int resamples = 2000;  // of the bootstrap
};

// The logarithms that an estimate rests on.
struct LogRatios {
  bool paired = false;
  std::vector<double> differences = {};  // paired: of the complete passes
  std::vector<double> baseline = {};
  std::vector<double> variant = {};

  // Fewer than two boots (or passes) of either say nothing of their spread.
  [[nodiscard]] bool HasSpread() const;
};
LogRatios LogRatiosOf(const std::vector<Replicate>& baseline,
                      const std::vector<Replicate>& variant,
                      size_t least_pairs);

// The logarithm of variant over baseline: an estimate (Hodges and Lehmann's),
// tests against any edge and intervals. One or two methods look at it:
//
// - Student's t, with moderated variances where there are priors: of the
//   passes' differences (variants of one pass ran next to each other: drift
//   between passes cancels), or Welch's where fewer passes are complete than
//   least_pairs.
// - Beside it the hierarchical bootstrap (boots, then the samples within each)
//   where boots have samples. Two or three boots can agree by chance; the
//   samples within them then still say how far a value is determined. It is
//   never used alone: of 2 to 8 boots a percentile bootstrap is far too narrow
//   (Hesterberg, "What Teachers Should Know About the Bootstrap", The American
//   Statistician 69, 2015).
//
// A test is the more doubtful one of those that look, an interval covers all.
// Drift inside an ABBA block cancels in the estimate and only widens the rest.
class EffectEstimate {
 public:
  // Needs at least one boot of either variant. The same generator state gives
  // the same result.
  EffectEstimate(const std::vector<Replicate>& baseline,
                 const std::vector<Replicate>& variant,
                 const EffectOptions& options, Generator& generator);

  // False with fewer than two boots (or fewer pairs than least_pairs) in a
  // variant. There is then no interval, and no test decides anything.
  [[nodiscard]] bool HasSpread() const { return method_ != Method::kNone; }
  [[nodiscard]] Tails At(double log_edge) const;
  // Returns ratios, not logarithms. Returns nullopt without spread.
  [[nodiscard]] std::optional<Interval> IntervalAt(double level) const;
  // Returns the bootstrap's part of the interval, in logarithms. Needs samples.
  [[nodiscard]] Bounds BootstrapInterval(double level) const;
  // Returns the ratio, its 95 % interval, the boots and the method.
  [[nodiscard]] Effect Describe() const;

 private:
  void Bootstrap(const std::vector<Replicate>& baseline,
                 const std::vector<Replicate>& variant, int resamples,
                 Generator& generator);

  Method method_ = Method::kNone;
  LogRatios logs_;
  double estimate_ = 0;
  StudentFit student_;
  std::vector<double> bootstrap_;  // in ascending order; empty: none
  double bootstrap_error_ = 0;     // standard deviation
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_EFFECT_H_
