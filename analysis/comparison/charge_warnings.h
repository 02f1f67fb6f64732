// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// On the virtual clock some kernels are charged for traps and wake-ups, and
// others cannot be.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_CHARGE_WARNINGS_H_
#define HMMBENCH_ANALYSIS_COMPARISON_CHARGE_WARNINGS_H_

#include <string>
#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {

// One line where `boots` of one kernel are charged for traps and wake-ups
// (benchmarks/harness/time_costs.h) and those of another are not; none where
// all are alike, or on the real clock. `boots` name their variants.
std::vector<std::string> ChargeWarnings(
    const std::vector<RunFolder::Boot>& boots);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_CHARGE_WARNINGS_H_
