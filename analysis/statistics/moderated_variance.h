// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Variances of few boots, made steadier by those of the other comparisons: the
// empirical Bayes estimate of Smyth, "Linear Models and Empirical Bayes Methods
// for Assessing Differential Expression", Statistical Applications in Genetics
// and Molecular Biology 3 (2004), as limma has it.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_MODERATED_VARIANCE_H_
#define HMMBENCH_ANALYSIS_STATISTICS_MODERATED_VARIANCE_H_

#include <limits>
#include <vector>

namespace hmmbench {

struct SampleVariance {
  double variance = 0;
  double degrees = 1;  // of freedom, may be fractional
};

// What is known of a variance before its own values are seen: a scaled inverse
// chi square with these degrees (0: nothing, infinite: the variance itself).
struct VariancePrior {
  double variance = 1;
  double degrees = 0;
  // No moderated variance has more: the data have no more.
  double most_degrees = std::numeric_limits<double>::infinity();
};

// That of variances which may differ, by the moments of their logarithms
// (section 6.2 there). Fewer than two say nothing, nor do variances most of
// which are 0; a single 0 counts as 1e-5 times the median, as in limma.
VariancePrior FitVariancePrior(const std::vector<SampleVariance>& variances);

// (d0 s0^2 + d s^2) / (d0 + d), with d0 + d degrees.
SampleVariance Moderate(const SampleVariance& sample,
                        const VariancePrior& prior);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_MODERATED_VARIANCE_H_
