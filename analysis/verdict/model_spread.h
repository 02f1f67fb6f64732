// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// How much the virtual clock's races depend on its model. A run repeats its
// contended cells with other lengths of turns, other times to wake a CPU, and
// another shape of the driver's delay; each of these is a model. No evidence
// says which model is right, so a conclusion holds only when all of them agree
// on it.

#ifndef HMMBENCH_ANALYSIS_VERDICT_MODEL_SPREAD_H_
#define HMMBENCH_ANALYSIS_VERDICT_MODEL_SPREAD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

// Fills CellSummary::models of the comparison's cells from boots that have a
// turn model; their `scheduled.variant` is an index in Comparison::variants.
// Withdraws verdicts on whose sign the models disagree.
void ApplyModels(const std::vector<RunFolder::Boot>& boots,
                 Comparison* comparison);

// The text with which every report explains the table of models.
inline constexpr std::string_view kModelsExplained =
    "CPUs take turns on the virtual clock, to wake one takes a time that is "
    "given, and the driver's times are draws. How long each takes and what is "
    "drawn from are assumptions, so contended cells are repeated with others: "
    "lowest to highest over these models, each "
    "against the baseline in the same model. A change on which they do not "
    "agree in sign is no verdict.";

// "1.05", or "1.05 to 1.3"; absent: "-".
std::string RangeText(const std::optional<Interval>& range);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_MODEL_SPREAD_H_
