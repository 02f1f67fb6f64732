// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The HTML report's section on what retries are made of.

#ifndef HMMBENCH_ANALYSIS_HTML_CAUSES_H_
#define HMMBENCH_ANALYSIS_HTML_CAUSES_H_

#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

// A row for each contended cell and kernel, a column for each cause that any of
// them has, as bars of one logarithmic scale; "" without any.
std::string HtmlCauses(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_CAUSES_H_
