// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// How much a quantity differs between two kernels, and how sure that is. The
// replicate is the boot: samples within one boot share its memory layout, its
// timer phase and whatever else the machine did just then, so that only more
// boots, never more samples, say how far another boot may lie away.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_H_
#define HMMBENCH_ANALYSIS_STATISTICS_H_

#include <functional>
#include <optional>
#include <random>
#include <vector>

#include "analysis/comparison.h"

namespace hmmbench {

using Generator = std::mt19937_64;

// One boot's value of a quantity.
struct Replicate {
  // Where the boot stood in the schedule: an ABBA block runs the arms forward
  // (pass 0) and then backward (pass 1).
  int block = 0;
  int pass = 0;
  double value = 0;  // > 0, in any unit
  // The value that the boot would have given with its own samples drawn again.
  std::function<double(Generator&)> resampled;
};

// The ratio of `arm` to `baseline` (geometric means) with an interval of 95 %.
//
// The interval covers both the t interval over boots and a hierarchical
// bootstrap (boots, then the samples within each), because each is too narrow
// where the other is not:
// - With 2 to 8 boots a percentile bootstrap of the boots alone is far too
//   narrow: it never looks beyond the extremes it saw, and two boots straddle
//   the truth only half of the time (on this "narrowness bias": Hesterberg,
//   "What Teachers Should Know About the Bootstrap", The American Statistician
//   69, 2015). Student's t on the logarithms is exact for normal noise at any
//   n.
// - Two or three boots can agree by chance, and on the virtual clock they agree
//   by construction; the samples within the boots then still say how far the
//   value is determined.
// From three complete passes on, the t interval is the paired one over passes:
// arms of one pass ran next to each other, so drift between passes cancels, and
// unequal variances do not matter. With fewer the arms' boots are compared as
// two samples with unequal variances (Welch, Biometrika 34, 1947): one pair
// difference less costs too many degrees of freedom (t = 12.7 at n = 2).
// Drift inside an ABBA block cancels in the ratio and only widens either one.
//
// No interval with fewer than two boots in either arm. nullopt when an arm has
// no boots. Same generator state, same result.
std::optional<Effect> EstimateEffect(const std::vector<Replicate>& baseline,
                                     const std::vector<Replicate>& arm,
                                     int resamples, Generator& generator);

// Two-sided 95 % quantile of Student's t; `degrees` may be fractional, > 0.
double StudentT95(double degrees);

double Mean(const std::vector<double>& values);
// Sum of squared deviations over n - 1. Needs two values.
double Variance(const std::vector<double>& values);
// Mean of the middle two for an even number. Needs one value.
double Median(std::vector<double> values);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_H_
