// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Quantiles of a sample of which some values were never measured.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_CENSORED_QUANTILE_H_
#define HMMBENCH_ANALYSIS_STATISTICS_CENSORED_QUANTILE_H_

#include <cstdint>
#include <optional>

#include "fixtures/measure/histogram.h"

namespace hmmbench {

struct CensoredQuantile {
  uint64_t ns = 0;        // to the histogram's resolution
  bool at_least = false;  // a lower bound; else the quantile itself
};

// The q-quantile of what is in `seen` together with `unseen` values that nobody
// measured. Each of these could be anything, so the smallest value that the
// quantile can have is the one with all of them below it: that of rank
// ceil(q n) - unseen of those seen, n = seen + unseen. Absent where that says
// nothing (the rank is below 1) and where n is too few for the quantile,
// Histogram::HasSamplesFor().
//
// Kaplan and Meier's estimate is not what is wanted here: it asks that a value
// was cut off for no reason of its own, and by it these values, which were cut
// off before they began, would not count at all. Those that are seen would then
// stand for all, and there are the fewer of them the longer they took.
std::optional<CensoredQuantile> QuantileWith(const Histogram& seen,
                                             uint64_t unseen, double q);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_CENSORED_QUANTILE_H_
