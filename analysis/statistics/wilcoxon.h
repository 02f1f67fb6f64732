// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Exact permutation tests on ranks (Wilcoxon, Biometrics Bulletin 1, 1945), and
// the intervals that belong to them. They need no normal noise, and one wild
// value counts as one value.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_WILCOXON_H_
#define HMMBENCH_ANALYSIS_STATISTICS_WILCOXON_H_

#include <cstddef>
#include <vector>

#include "analysis/statistics/location.h"

namespace hmmbench {

// Tests paired differences that are symmetric about their centre. If the centre
// were at the edge, each difference could as well have the other sign, so all
// 2^n sign flips are counted. Differences that equal the edge are left out;
// ties take mid-ranks and are counted exactly. Above kMostExactPairs it uses
// the normal limit with continuity and tie correction.
inline constexpr size_t kMostExactPairs = 50;
Tails SignedRankTails(const std::vector<double>& differences, double edge);
// Returns two of the ordered Walsh averages. They are infinite when no interval
// attains `level`.
Bounds SignedRankInterval(const std::vector<double>& differences, double level);
// Returns the smallest two-sided p that so many differences can give: 2^(1 -
// n).
double SmallestSignedRankP(size_t differences);

// Tests the shift between two independent groups. Without a shift, every
// assignment of the values to the groups is equally likely, and all assignments
// are counted. Above kMostExactGroup values in a group it uses the normal
// limit.
inline constexpr size_t kMostExactGroup = 25;
Tails RankSumTails(const std::vector<double>& from,
                   const std::vector<double>& to, double edge);
// Returns two of the ordered differences.
Bounds RankSumInterval(const std::vector<double>& from,
                       const std::vector<double>& to, double level);
double SmallestRankSumP(size_t from, size_t to);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_WILCOXON_H_
