// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Cells that were ended early by their limit, and what can still be said of
// them. The part that was done is not a fair sample of the plan. In a fixed
// time, a cell reaches fewer pages when they take longer, and the page at which
// it ends is more likely a long one. So no figure is divided by the pages that
// were reached; figures are bounds for the whole plan.

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

// Returns false for a record that does not tell.
bool IsCutOff(const CellRecord& record);

// Returns the planned pages. For a record that was not cut off these are the
// pages that were faulted back.
uint64_t PlannedPages(const CellRecord& record);

// Scales `done`, which was counted on the pages that the cell reached, to all
// planned pages: all are touched alike. Returns nothing when it reached none.
std::optional<double> ForAllPlanned(const CellRecord& record, uint64_t done);

// Returns how much of the plan was not done, scaled in the same way; 0 when the
// cell reached no page.
uint64_t NotMade(const CellRecord& record, uint64_t done);

// Returns nothing when no record was cut off. `measured` has one record for
// each boot.
std::optional<CutOff> SummariseCutOff(
    const std::vector<const CellRecord*>& measured);

// Returns what a cell that was cut off says about a metric: throughput is at
// most its value, all others are at least theirs.
Bound BoundOf(Metric metric);

// Returns the same for a ratio with that cell in its denominator.
Bound Inverse(Bound bound);

// Makes an effect into that of a bound. Opens the interval, and keeps of the
// p-values only the side that the bound can prove. `p_beyond` is the p-value of
// an effect so far beyond the margin on this side.
void MakeBound(Bound bound, const std::optional<double>& p_beyond,
               Effect* effect);

// "0.1 s of the cell's own time were over after 40 of 1,280 pages in 2 of 3
// boots".
std::string WhyCutOff(const CutOff& cut_off, int boots);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_CUT_OFF_H_
