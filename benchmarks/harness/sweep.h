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

// Letters, digits and underscores: a knob's name becomes a file's. Throws
// Error.
void CheckKnobName(std::string_view name);

// The cells with the kernel's own settings, each once.
std::vector<PlannedCell> WithoutKnobs(const std::vector<PlannedCell>& cells);

// Every cell with every combination of the knobs' values, the last knob
// changing fastest. Without knobs, the cells as they are.
std::vector<PlannedCell> CrossedWithKnobs(
    const std::vector<PlannedCell>& cells,
    const std::map<std::string, std::vector<uint64_t>>& knobs);

// The visits of one boot. Each pass over the plan visits every cell once, the
// values of one cell in an order that `order` draws; every second pass goes
// through them in the reverse of the order before (ABBA), so that over a pair
// of passes a steady drift falls on all values alike, and over boots nobody is
// always first. Same arguments, same order, on every machine.
std::vector<PlannedCell> VisitsOfBoot(const std::vector<PlannedCell>& cells,
                                      uint64_t visits, uint64_t order);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_SWEEP_H_
