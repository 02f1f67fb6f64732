// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Cells that their limit ended early, and what can be said of them all the
// same. What was done until then is no sample of what was planned: a cell that
// has so much time comes to the fewer pages the longer they take, and the one
// that it ends with is rather a long one. So nothing is divided by the pages
// that it came to; figures are bounds for all that was planned.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_CUT_OFF_H_
#define HMMBENCH_ANALYSIS_COMPARISON_CUT_OFF_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/verdict/metric.h"
#include "fixtures/record/records.h"

namespace hmmbench {

// False, too, of a record that does not say it.
bool IsCutOff(const CellRecord& record);

// Planned pages; of a record that was not cut off those that were faulted back.
uint64_t PlannedPages(const CellRecord& record);

// `done` of what was made on the pages that the cell came to, for all planned
// ones: they are all touched alike. Absent where it came to none.
std::optional<double> ForAllPlanned(const CellRecord& record, uint64_t done);

// Of what was planned and not made, likewise; 0 where it came to no page.
uint64_t NotMade(const CellRecord& record, uint64_t done);

// Absent when none was cut off. `measured`: one a boot.
std::optional<CutOff> SummariseCutOff(
    const std::vector<const CellRecord*>& measured);

// What a cell that was cut off says of a metric: throughput at most, all others
// at least.
Bound BoundOf(Metric metric);

// The same of a ratio, with that cell in its denominator.
Bound Inverse(Bound bound);

// Makes an effect one of a bound: opens the interval, and leaves of the
// p-values the side that the bound can prove. `p_beyond` is that of an effect
// so far beyond the margin on this side.
void MakeBound(Bound bound, const std::optional<double>& p_beyond,
               Effect* effect);

// "0.1 s of the cell's own time were over after 40 of 1,280 pages in 2 of 3
// boots".
std::string WhyCutOff(const CutOff& cut_off, int boots);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_CUT_OFF_H_
