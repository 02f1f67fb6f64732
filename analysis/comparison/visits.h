// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Merges visits. A boot that visits a cell several times has a record for each
// visit. In a comparison they are one measurement of one boot.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_VISITS_H_
#define HMMBENCH_ANALYSIS_COMPARISON_VISITS_H_

#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {

// Returns one record for each cell of a boot's stream, in the order of the
// first visits, with the rounds, counts and histograms of all visits together.
// If a visit was not measured (starved, broken, skipped, failed), returns that
// visit's record alone. Counters that some visit lacks are absent.
std::vector<CellRecord> MergeVisits(std::vector<CellRecord> cells);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_VISITS_H_
