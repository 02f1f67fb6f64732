// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// An interval for a percentile, from the samples that it was computed from.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_QUANTILE_INTERVAL_H_
#define HMMBENCH_ANALYSIS_STATISTICS_QUANTILE_INTERVAL_H_

#include <cstdint>
#include <optional>

#include "fixtures/measure/histogram.h"

namespace hmmbench {

// Ranks (from 1) of the two ordered samples between which the q-quantile lies
// with probability of at least `level`, for any distribution: of `count`
// independent samples, a binomial number lies below it (David and Nagaraja,
// Order Statistics, 3rd ed., section 7.1). nullopt where a rank would lie
// beyond the samples.
struct RankRange {
  uint64_t low = 0;
  uint64_t high = 0;
};
std::optional<RankRange> QuantileRanks(uint64_t count, double q, double level);

// The same in ns. It holds for the samples of this boot, not for another boot:
// samples of one boot share that boot's conditions.
struct NsRange {
  uint64_t low = 0;
  uint64_t high = 0;
};
std::optional<NsRange> QuantileInterval(const Histogram& histogram, double q,
                                        double level);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_QUANTILE_INTERVAL_H_
