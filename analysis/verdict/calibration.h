// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Margins from comparisons of a kernel with itself.

#ifndef HMMBENCH_ANALYSIS_VERDICT_CALIBRATION_H_
#define HMMBENCH_ANALYSIS_VERDICT_CALIBRATION_H_

#include "analysis/comparison/comparison.h"
#include "analysis/verdict/gate_policy.h"

namespace hmmbench {

// Returns the margin at which `boots` of a variant prove, nine times out of
// ten, that two equal kernels are the same, when the standard error of their
// log ratio is `log_error`: exp(log_error (t(0.975) + t(0.95))) - 1, t with
// boots - 1 degrees (Phillips, "Power of the two one-sided tests procedure in
// bioequivalence", Journal of Pharmacokinetics and Biopharmaceutics 18, 1990).
// With a narrower margin most A/A comparisons would be inconclusive. `boots` is
// at least 2.
double MarginFor(double log_error, int boots);

// Returns the margin of every cell and metric for which the comparison's
// variants, one kernel under several names, have an interval. Where there are
// several intervals, uses the widest. `boots` is the number that each variant
// will have in a gate with these margins; the spread comes from the boots of
// this comparison. Exact cells on the virtual clock need no margin. Throws
// Error when the variants are not one kernel, or no cell has an interval.
Margins Calibrate(const Comparison& comparison, double floor, int boots);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_CALIBRATION_H_
