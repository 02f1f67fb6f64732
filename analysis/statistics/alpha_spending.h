// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Divides an error probability among several looks at the data.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_ALPHA_SPENDING_H_
#define HMMBENCH_ANALYSIS_STATISTICS_ALPHA_SPENDING_H_

#include <vector>

namespace hmmbench {

// The error probability that each of `looks` may use: what Lan and DeMets's
// function alpha ln(1 + (e - 1) t) (Biometrika 70, 1983; near Pocock's equal
// looks) has spent at t = k / looks, less what it had spent before. They add up
// to alpha, so that the union bound keeps the error of all looks together
// within it, whatever the tests and however the looks depend on each other.
std::vector<double> SpendAlpha(double alpha, int looks);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_ALPHA_SPENDING_H_
