// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// How small a change so many boots can show, and how many boots a change needs.

#ifndef HMMBENCH_ANALYSIS_VERDICT_VISIBLE_CHANGE_H_
#define HMMBENCH_ANALYSIS_VERDICT_VISIBLE_CHANGE_H_

#include <optional>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/statistics/ratio.h"
#include "analysis/verdict/metric.h"

namespace hmmbench {

// How a comparison is judged.
struct Judging {
  int comparisons = 1;  // by chance, that are judged together
  double margin = 0;    // |ratio - 1| that counts as the same
  double alpha = 0.05;  // of all of them, in this look
  double power = 0.8;   // share of changes so large that are found
};

// The smallest ratio - 1 that `boots` boots (or passes) of each kernel show
// with the spread that the effect's boots have: beyond the margin by the
// quantiles of t, of alpha over two directions and all comparisons and of the
// power, times the standard error. On the safe side: max-T needs a little less
// where cells share their noise. nullopt without spread; `boots` at least 2.
std::optional<double> SmallestChange(const Effect& effect, int boots,
                                     const Judging& judging);

// How many boots of each kernel, at least as many as there are, decide whether
// there is a change where the ratio is what it looks like: a change, or the
// same. nullopt where that is unknown or beyond kMostReplicates: the ratio lies
// on the margin.
inline constexpr int kMostReplicates = 10'000;
std::optional<int> BootsToDecide(const Effect& effect, const Judging& judging);

// Over cells and kernels: half of the comparisons see a change of `median`, all
// of them one of `largest` (ratio - 1).
struct VisibleChange {
  Metric metric = Metric::kThroughput;
  int comparisons = 0;
  double median = 0;
  double largest = 0;
};

// For each metric that is judged by chance somewhere, in the order of kMetrics.
// `boots` as for SmallestChange(); judging.comparisons is counted here.
std::vector<VisibleChange> VisibleChanges(const Comparison& comparison,
                                          int boots, Judging judging);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_VISIBLE_CHANGE_H_
