// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A boot that comes back to a cell has a record for each visit; to a comparison
// they are one measurement of one boot.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_VISITS_H_
#define HMMBENCH_ANALYSIS_COMPARISON_VISITS_H_

#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {

// One record for each cell of a boot's stream, in the order of the first
// visits: rounds, counts and histograms of all visits together. Where a visit
// was not measured (starved, broken, skipped, failed), that one's record alone.
// Counters that not every visit has are absent.
std::vector<CellRecord> MergeVisits(std::vector<CellRecord> cells);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_VISITS_H_
