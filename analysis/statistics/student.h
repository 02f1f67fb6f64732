// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Student's t: exact for normal noise however few the values, and on the safe
// side for symmetric noise with heavier tails.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_STUDENT_H_
#define HMMBENCH_ANALYSIS_STATISTICS_STUDENT_H_

#include <vector>

#include "analysis/statistics/location.h"

namespace hmmbench {

// An estimate whose error over `standard_error` has a t distribution. Without
// spread (boots that agree to the last digit) the estimate counts as exact.
struct StudentFit {
  double estimate = 0;
  double standard_error = 0;
  double degrees = 1;  // may be fractional

  [[nodiscard]] Tails At(double edge) const;
  [[nodiscard]] Bounds Interval(double level) const;
};

// The mean of differences (Student, Biometrika 6, 1908). Needs two.
StudentFit PairedStudent(const std::vector<double>& differences);
// The difference of two means with unequal variances (Welch, Biometrika 34,
// 1947). Needs two values each.
StudentFit WelchStudent(const std::vector<double>& from,
                        const std::vector<double>& to);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_STUDENT_H_
