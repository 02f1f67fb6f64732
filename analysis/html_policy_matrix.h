// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_HTML_POLICY_MATRIX_H_
#define HMMBENCH_ANALYSIS_HTML_POLICY_MATRIX_H_

#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

// The section of the HTML report that shows every policy in every cell; in
// several tables where they are too many for a page's width.
std::string HtmlPolicyMatrix(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_POLICY_MATRIX_H_
