// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the conclusions of a comparison as sentences with numbers. They claim
// no more than the data show: an inconclusive result is called inconclusive.

#ifndef HMMBENCH_ANALYSIS_REPORT_CONCLUSION_H_
#define HMMBENCH_ANALYSIS_REPORT_CONCLUSION_H_

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/report/document.h"

namespace hmmbench {

// Everything; or, for a terminal, the largest effects in one sentence for each
// kernel and the rest in one line.
enum class Length { kWhole, kBrief };

// Returns sentences, the most important first. Each can be read alone.
std::vector<std::string> Conclude(const Comparison& comparison,
                                  Length length = Length::kWhole);

// The same as bullets, with the warnings behind them.
void AddConclusions(const Comparison& comparison, Length length,
                    Document& document);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_CONCLUSION_H_
