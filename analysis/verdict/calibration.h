// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Margins from comparisons of a kernel with itself.

#ifndef HMMBENCH_ANALYSIS_VERDICT_CALIBRATION_H_
#define HMMBENCH_ANALYSIS_VERDICT_CALIBRATION_H_

#include "analysis/comparison/comparison.h"
#include "analysis/verdict/gate_policy.h"

namespace hmmbench {

// How wide a margin has to be for `boots` of a variant to prove, nine times out
// of ten, that two kernels that are alike are the same, when the standard error
// of their log ratio is `log_error`: exp(log_error (t(0.975) + t(0.95))) - 1, t
// with boots - 1 degrees (Phillips, "Power of the two one-sided tests procedure
// in bioequivalence", Journal of Pharmacokinetics and Biopharmaceutics 18,
// 1990). A narrower margin would leave most A/A comparisons inconclusive.
// `boots` at least 2.
double MarginFor(double log_error, int boots);

// That of every cell and metric that the comparison's variants, one kernel
// under several names, have an interval for; the widest of them where there are
// several. `boots` is how many a variant will have that is gated with the
// margins; the spread is from as many as there are. Cells on the virtual clock
// that are exact need none. Throws Error when the variants are not one kernel,
// or no cell has an interval.
Margins Calibrate(const Comparison& comparison, double floor, int boots);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_CALIBRATION_H_
