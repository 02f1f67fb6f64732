// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Cells crossed with the values of knobs, and the order in which one boot
// visits them. A knob is a number that a lock policy takes while the kernel
// runs (benchmarks/guest/policy_knobs.h), so that a sweep needs one kernel and
// all of its values share a boot: memory layout, placement and whatever else
// boots differ by.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_SWEEP_H_
#define HMMBENCH_BENCHMARKS_HARNESS_SWEEP_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/harness/plan.h"

namespace hmmbench {

// Checks that a knob's name has letters, digits and underscores only, because
// it becomes a file's name. Throws Error.
void CheckKnobName(std::string_view name);

// Returns the cells with the kernel's own settings, each once.
std::vector<PlannedCell> WithoutKnobs(const std::vector<PlannedCell>& cells);

// Returns every cell with every combination of the knobs' values; the last knob
// changes fastest. Without knobs, returns the cells as they are.
std::vector<PlannedCell> CrossedWithKnobs(
    const std::vector<PlannedCell>& cells,
    const std::map<std::string, std::vector<uint64_t>>& knobs);

// Returns the visits of one boot. Each pass over the plan visits every cell
// once, with the values of one cell in an order that `order` draws. Every
// second pass uses the reverse of the order before (ABBA). A steady drift then
// affects all values of a pair of passes alike, and over the boots no value is
// always first. The same arguments give the same order on every machine.
std::vector<PlannedCell> VisitsOfBoot(const std::vector<PlannedCell>& cells,
                                      uint64_t visits, uint64_t order);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_SWEEP_H_
