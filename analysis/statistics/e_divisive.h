// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Where a series of values changed its distribution: E-divisive, which asks for
// no shape of noise and no number of changes (Matteson and James, "A
// Nonparametric Approach for Multiple Change Point Analysis of Multivariate
// Data", Journal of the American Statistical Association 109, 2014), with
// alpha = 1 and the permutation test of the paper.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_E_DIVISIVE_H_
#define HMMBENCH_ANALYSIS_STATISTICS_E_DIVISIVE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hmmbench {

struct ChangePoint {
  size_t first = 0;  // index of the first value after the change
  double p = 1;      // of the permutation test
};

// The best way to divide values[0, end) into two that differ.
struct Division {
  size_t first = 0;      // of the second part; 0: none is possible
  double statistic = 0;  // Q of the paper; larger: further apart
};

// Divides `values` with at least `least` (2 or more) of them in either part.
// The second part may end before the values do, because a later change can hide
// the first.
Division BestDivision(const std::vector<double>& values, size_t least);

struct EDivisiveOptions {
  double level = 0.05;  // of each permutation test
  // The largest number of permutations. A test ends earlier when its outcome is
  // settled. (10 / level) - 1 of them estimate a p-value at the level with a
  // standard error of a third of it.
  int permutations = 999;
  size_t least = 3;  // values between two changes
  uint64_t seed = 1;
};

// Returns the change points in ascending order. Divides at the most significant
// place, and then again within the parts, until a permutation of the values
// within the parts divides as well in more than `level` of the cases. The same
// seed gives the same result.
std::vector<ChangePoint> FindChangePoints(const std::vector<double>& values,
                                          const EDivisiveOptions& options);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_E_DIVISIVE_H_
