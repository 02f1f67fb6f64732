// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What has to be known before a real GPU's figures are read.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_GPU_WARNINGS_H_
#define HMMBENCH_ANALYSIS_COMPARISON_GPU_WARNINGS_H_

#include <string>
#include <vector>

#include "fixtures/record/records.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

// Why a kernel's lock policy has no say in what was measured, in one line; ""
// where it has, or the record does not tell.
std::string WhyOffPolicyPath(const Environment& environment);

// One line for each thing that is so in some of the boots: the lock policy is
// not on the path; cells in which the driver moved more than was touched, or
// measured its detection of thrashing or its access counters; cells in which
// the GPU's clock moved by more than 2 %.
std::vector<std::string> GpuWarnings(const std::vector<RunFolder::Boot>& boots);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_GPU_WARNINGS_H_
