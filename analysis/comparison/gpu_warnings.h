// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Warnings that a reader needs before the figures of a real GPU.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_GPU_WARNINGS_H_
#define HMMBENCH_ANALYSIS_COMPARISON_GPU_WARNINGS_H_

#include <string>
#include <vector>

#include "fixtures/record/records.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

// Returns in one line why a kernel's lock policy does not affect what was
// measured. Returns "" when it does, or when the record does not tell.
std::string WhyOffPolicyPath(const Environment& environment);

// Returns one line for each of these that holds for some of the boots: the lock
// policy is not on the path; cells in which the driver moved more than was
// touched, or measured its detection of thrashing or its access counters; cells
// in which the GPU's clock moved by more than 2 %.
std::vector<std::string> GpuWarnings(const std::vector<RunFolder::Boot>& boots);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_GPU_WARNINGS_H_
