// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Student's t: exact for normal noise however few the values, and on the safe
// side for symmetric noise with heavier tails.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_STUDENT_H_
#define HMMBENCH_ANALYSIS_STATISTICS_STUDENT_H_

#include <vector>

#include "analysis/statistics/location.h"
#include "analysis/statistics/moderated_variance.h"

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

// What the variances of the two groups are taken to be beforehand.
struct TwoPriors {
  VariancePrior from;
  VariancePrior to;
};

// The mean of differences (Student, Biometrika 6, 1908), with a moderated
// variance where there is a prior. Needs two.
StudentFit PairedStudent(const std::vector<double>& differences,
                         const VariancePrior& prior = {});
// The difference of two means with unequal variances (Welch, Biometrika 34,
// 1947), each moderated by its own prior. Needs two values each.
StudentFit WelchStudent(const std::vector<double>& from,
                        const std::vector<double>& to,
                        const TwoPriors& priors = {});
// Of means of so many values with these variances, which may have been
// moderated.
StudentFit WelchFit(double estimate, const SampleVariance& from, double n_from,
                    const SampleVariance& to, double n_to);

// How far out a t with so many degrees lies, as a standard normal deviate. For
// two degrees or more and |t| up to 8 the tail beyond it is within a fifth of
// t's (Wallace, Annals of Mathematical Statistics 30, 1959). Not negative.
double NormalScore(double t, double degrees);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_STUDENT_H_
