// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_COMPARISON_HOST_STATE_WARNINGS_H_
#define HMMBENCH_ANALYSIS_COMPARISON_HOST_STATE_WARNINGS_H_

#include <string>
#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {

// Returns warnings about the machine's state that make the figures of a run
// without a guest less reliable, one line each with the remedy. Returns none
// for guests, which have a state of their own.
std::vector<std::string> HostStateWarnings(const Manifest& manifest);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_HOST_STATE_WARNINGS_H_
