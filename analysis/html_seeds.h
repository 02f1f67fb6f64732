// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_HTML_SEEDS_H_
#define HMMBENCH_ANALYSIS_HTML_SEEDS_H_

#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

// The section of the HTML report on how far interleavings differ; "" without
// two seeds of the virtual clock.
std::string HtmlSeeds(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_SEEDS_H_
