// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Differences without chance: a boot would give the same value again, so any
// difference comes from the kernels.

#ifndef HMMBENCH_ANALYSIS_VERDICT_EXACT_EFFECT_H_
#define HMMBENCH_ANALYSIS_VERDICT_EXACT_EFFECT_H_

#include <optional>
#include <vector>

#include "analysis/statistics/effect.h"

namespace hmmbench {

// On the virtual clock a pair of boots of one seed is exact, and seeds are
// paired. The ratio (geometric mean over the seeds that both have) with an
// interval that holds the ratios of all seeds:
// - `alone`: nobody races with the thread, so a seed only moves timer ticks;
//   one pair is enough. Where they leave a value open (Replicate::open), the
//   interval holds all ratios that the two values may have; two boots that
//   leave the same open are taken for the same.
// - Otherwise a seed is one interleaving out of all, and only where no pair
//   differs (A/A does not) is nothing left to chance; nullopt where one does.
// nullopt without a seed that both have.
std::optional<Effect> ExactEffectOfSeeds(const std::vector<Replicate>& baseline,
                                         const std::vector<Replicate>& variant,
                                         bool alone);

// Handles counts of what one thread does, on any clock. Returns nullopt unless
// at least two boots of each variant agree on one count.
std::optional<Effect> ExactEffectOfCounts(
    const std::vector<Replicate>& baseline,
    const std::vector<Replicate>& variant);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_EXACT_EFFECT_H_
