// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Westfall and Young's step-down max-T ("Resampling-Based Multiple Testing",
// 1993, algorithm 4.1): the largest of all comparisons' scores among boots
// whose kernels were relabelled by chance is what a score has to exceed. Cells
// and metrics of a boot keep together, so that what they share counts once, and
// noise of any shape is in the relabelled boots as it is in the real ones.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_MAX_T_H_
#define HMMBENCH_ANALYSIS_STATISTICS_MAX_T_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "analysis/statistics/location.h"
#include "analysis/statistics/ratio.h"
#include "analysis/statistics/student.h"

namespace hmmbench {

// One comparison of a family.
struct Contrast {
  // A boot, by its number in the group (from 0, without gaps), and its
  // logarithm. A boot of the baseline and one of the variant have different
  // numbers.
  struct Value {
    size_t boot = 0;
    double log = 0;
  };
  // Contrasts of one group are of the same boots, which are relabelled
  // together; those of different groups are relabelled independently.
  size_t group = 0;
  // Paired: `variant` has the passes' differences by the number of the pass,
  // which is not a boot's, and `baseline` is empty.
  bool paired = false;
  std::vector<Value> baseline;
  std::vector<Value> variant;
  TwoPriors priors = {};  // paired: `to`
  // Log ratios that are no change; 0 is one of them.
  Bounds same = {.low = 0, .high = 0};
  // Other than kNone: only what lies beyond that side is a change.
  Bound bound = Bound::kNone;
};

struct MaxTOptions {
  int permutations = 4000;
  uint64_t seed = 1;
  unsigned threads = 0;  // as in FamilyOptions
};

// Of two independent groups one has at most half as many boots again as the
// other. Where not, and one kernel's boots differ more than the other's,
// relabelled boots do not look like the real ones: 24 % false alarms with 3
// boots that vary three times as much against 6.
bool IsBalanced(const Contrast& contrast);

// The smallest p-value that so many boots can give, however far apart they are:
// two of all relabellings, as they are and the other way round, look so; 1
// where they are not balanced. Half of the contrasts have no smaller one, so
// that a cell which lost its boots does not stand for all. 1 without contrasts.
double SmallestMaxTP(const std::vector<Contrast>& contrasts);

// Adjusted p-values, of "not beyond `same`": rejecting what is at most alpha
// keeps the probability of any false rejection at most alpha. Scores are
// Student's t with variances moderated by the priors, as normal deviates, so
// that comparisons of few boots and of many go together. Boots count from the
// edge of `same` where they lie beyond it, and else from their own mean. A
// contrast that has not two boots of either side has p = 1. Same seed, same
// result, however many threads.
std::vector<double> StepDownMaxT(const std::vector<Contrast>& contrasts,
                                 const MaxTOptions& options);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_MAX_T_H_
