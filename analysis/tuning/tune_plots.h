// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The pictures of a tuned cell, as scripts for DrawScripts().

#ifndef HMMBENCH_ANALYSIS_TUNING_TUNE_PLOTS_H_
#define HMMBENCH_ANALYSIS_TUNING_TUNE_PLOTS_H_

#include <string>

#include "analysis/tuning/tuning.h"

namespace hmmbench {

// The percentile against CPU time: every setting with its intervals and its
// value, the front joined, the recommended one marked.
std::string FrontPlot(const TunedCell& cell);

// One cost against the values of the (first) knob, evenly spaced, with
// intervals; the recommended one marked.
std::string CostPlot(const TunedCell& cell, Cost cost);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TUNING_TUNE_PLOTS_H_
