// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// How much a quantity differs between two kernels on the virtual clock, where a
// boot of one seed gives the same value each time.

#ifndef HMMBENCH_ANALYSIS_VIRTUAL_EFFECT_H_
#define HMMBENCH_ANALYSIS_VIRTUAL_EFFECT_H_

#include <optional>
#include <vector>

#include "analysis/statistics.h"

namespace hmmbench {

// The ratio of `arm` to `baseline` (geometric mean over the seeds that both
// have) with an interval. A pair of boots of one seed is exact: nothing within
// a boot is drawn again. What is left is how much seeds differ.
// - `alone`: nobody races with the thread, so a seed only moves timer ticks;
// the
//   interval holds the ratios of all seeds, and one pair is enough.
// - Otherwise a seed is one interleaving out of all: the paired t interval of
//   95 % over seeds. Where every pair says the same (A/A does) it has no width;
//   one pair that says anything else has no interval.
// nullopt without a seed that both have.
std::optional<Effect> EstimateVirtualEffect(
    const std::vector<Replicate>& baseline, const std::vector<Replicate>& arm,
    bool alone);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VIRTUAL_EFFECT_H_
