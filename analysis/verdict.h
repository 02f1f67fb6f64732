// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// From an effect to a word.

#ifndef HMMBENCH_ANALYSIS_VERDICT_H_
#define HMMBENCH_ANALYSIS_VERDICT_H_

#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

enum class Better { kMore, kLess };  // throughput; latency

// kFaster or kSlower when the whole interval lies beyond 1 +- margin, kSame
// when all of it lies within (equivalence, not mere lack of a difference), else
// kInconclusive; without an interval kInconclusive.
Verdict Judge(const Effect& effect, double margin, Better better);

// Why Judge() said so, in one line; `quantity` as in "throughput".
std::string WhyJudged(const Effect& effect, double margin, Verdict verdict,
                      const std::string& quantity);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_H_
