// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_STATISTICS_LOG_CHOOSE_H_
#define HMMBENCH_ANALYSIS_STATISTICS_LOG_CHOOSE_H_

#include <cmath>

namespace hmmbench {

// Returns the natural logarithm of the number of ways to choose k of n.
inline double LogChoose(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_LOG_CHOOSE_H_
