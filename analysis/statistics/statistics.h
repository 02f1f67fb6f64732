// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Moments, medians and the adjustment for many comparisons.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_STATISTICS_H_
#define HMMBENCH_ANALYSIS_STATISTICS_STATISTICS_H_

#include <vector>

namespace hmmbench {

double Mean(const std::vector<double>& values);
// Returns the sum of squared deviations divided by n - 1. Needs two values.
double Variance(const std::vector<double>& values);
// Returns the median; for an even number of values, the mean of the middle two.
// Needs one value.
double Median(std::vector<double> values);

// Returns the Hodges-Lehmann estimate of the centre of a symmetric
// distribution: the median of the means of all pairs, each value paired with
// itself too (Walsh averages). It is nearly as precise as the mean for normal
// noise, and one wild boot does not move it (Hodges and Lehmann, Annals of
// Mathematical Statistics 34, 1963). Needs one value.
double HodgesLehmann(const std::vector<double>& values);
// Returns the Hodges-Lehmann estimate of the shift from `from` to `to`: the
// median of all differences. Needs one value each.
double HodgesLehmannShift(const std::vector<double>& from,
                          const std::vector<double>& to);

// Holm's step-down adjustment (Scandinavian Journal of Statistics 6, 1979), in
// the order of `p`: rejecting what is at most alpha keeps the probability of
// any false rejection at most alpha, however the tests depend on each other
// (cells of one boot do).
std::vector<double> HolmAdjusted(const std::vector<double>& p);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_STATISTICS_H_
