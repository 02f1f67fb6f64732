// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Warns when the host had other work while guests measured.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_HOST_WARNINGS_H_
#define HMMBENCH_ANALYSIS_COMPARISON_HOST_WARNINGS_H_

#include <string>
#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {

// One line for each kind of disturbance that matters to times on a real clock:
// other work on more than a tenth of the host's CPUs, more than a fiftieth
// taken by the host's own host, boots at clock rates more than a tenth apart,
// guest CPUs that could not be pinned. Boots that do not say are left out.
std::vector<std::string> HostWarnings(
    const std::vector<RunFolder::Boot>& boots);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_HOST_WARNINGS_H_
