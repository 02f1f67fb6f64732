// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a comparison says, in words with numbers and never more than the data
// say: what stays inconclusive is called so.

#ifndef HMMBENCH_ANALYSIS_REPORT_CONCLUSION_H_
#define HMMBENCH_ANALYSIS_REPORT_CONCLUSION_H_

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace hmmbench {

// Sentences, the most important first; each stands for itself.
std::vector<std::string> Conclude(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_CONCLUSION_H_
