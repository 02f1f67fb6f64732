// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds where a series of values changes its level, in time that is nearly
// linear in its length.
//
// Seeded binary segmentation (Kovacs, Buhlmann, Li, Munk: "Seeded binary
// segmentation", Biometrika 110, 2023): intervals of the whole length, of half
// of it, and so on, each half over its neighbour, are divided at each place.
// Whether the two parts differ is asked by ranks (Wilcoxon's rank sum), which
// asks nothing of the values' distribution. The smallest p-value is the first
// change; intervals with a change inside tell no other.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_CHANGE_POINTS_H_
#define HMMBENCH_ANALYSIS_STATISTICS_CHANGE_POINTS_H_

#include <cstddef>
#include <vector>

namespace hmmbench {

struct ChangePoint {
  size_t first = 0;  // index of the first value after the change
  // At most the probability of a place that divides as well, anywhere, in a
  // series without a change: the rank sum's p-value times the number of
  // divisions that were tried (Bonferroni).
  double p = 1;
};

struct ChangePointOptions {
  double level = 0.05;  // of one false change or more in the series
  size_t least = 3;     // values between a change and an interval's end
};

// Returns the change points in ascending order. A change of the spread alone
// is not one. Equal values share their ranks.
std::vector<ChangePoint> FindChangePoints(const std::vector<double>& values,
                                          const ChangePointOptions& options);

// Returns the smallest p that a series of so many values can have: all of one
// half are above all of the other.
double SmallestChangeP(size_t values, size_t least);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_CHANGE_POINTS_H_
