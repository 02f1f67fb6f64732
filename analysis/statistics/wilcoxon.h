// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Wilcoxon's exact permutation test on ranks (Biometrics Bulletin 1, 1945; Mann
// and Whitney's is the same). Verdicts come from analysis/statistics/max_t.h;
// this is what other tools judge by.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_WILCOXON_H_
#define HMMBENCH_ANALYSIS_STATISTICS_WILCOXON_H_

#include <cstddef>
#include <vector>

#include "analysis/statistics/location.h"

namespace hmmbench {

// Of the shift between two independent groups: without one, every choice of
// whose value is whose was as likely, and all of them are counted. Above
// kMostExactGroup values in a group the normal limit.
inline constexpr size_t kMostExactGroup = 25;
Tails RankSumTails(const std::vector<double>& from,
                   const std::vector<double>& to, double edge);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_WILCOXON_H_
