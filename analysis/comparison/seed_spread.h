// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// How much a cell's figures differ between interleavings.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_SEED_SPREAD_H_
#define HMMBENCH_ANALYSIS_COMPARISON_SEED_SPREAD_H_

#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace hmmbench {

// Takes the records of one cell on one kernel, one for each seed. Returns
// nullopt with fewer than two, or when one of them faulted no page back or
// timed no touch.
std::optional<SeedSpread> SpreadOverSeeds(
    const std::vector<const CellRecord*>& seeds);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_SEED_SPREAD_H_
