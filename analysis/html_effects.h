// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The HTML report's verdicts: how many of each kind, and a forest plot of every
// effect with its interval.

#ifndef HMMBENCH_ANALYSIS_HTML_EFFECTS_H_
#define HMMBENCH_ANALYSIS_HTML_EFFECTS_H_

#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

// A line a kernel: how many cells are faster, slower and so on, as a bar; ""
// without a second kernel.
std::string HtmlTally(const Comparison& comparison);

// A row for each cell and kernel; its interval on one logarithmic axis for all,
// with the margin as a band, coloured by verdict. "" without a second kernel.
std::string HtmlEffects(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_EFFECTS_H_
