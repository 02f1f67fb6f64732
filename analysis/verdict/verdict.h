// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Turns an effect into a verdict.

#ifndef HMMBENCH_ANALYSIS_VERDICT_VERDICT_H_
#define HMMBENCH_ANALYSIS_VERDICT_VERDICT_H_

#include <string>
#include <string_view>

#include "analysis/statistics/ratio.h"
#include "analysis/verdict/metric.h"

namespace hmmbench {

enum class Verdict {
  kFaster,
  kSlower,
  kSame,
  kInconclusive,
  kStarved,  // no progress in at least one boot: a result, not an error
  kBroken,   // the data oracle failed
  kMissing,  // nothing was measured (skipped, failed, never reached)
};
std::string_view ToString(Verdict verdict);

struct Judgement {
  Verdict verdict = Verdict::kInconclusive;
  double margin = 0;
  // The reason why the verdict is weaker than the interval alone would allow.
  enum class Doubt {
    kNone,
    kChance,  // the p-value, among so many comparisons
    kModes,   // see analysis/verdict/mode_guard.h
  };
  Doubt doubt = Doubt::kNone;
};

// kFaster or kSlower when the whole interval lies beyond 1 +- margin and
// p_family (where there is one) is at most alpha; kSame when all of it lies
// within (equivalence, not mere lack of a difference) and p_same is at most
// alpha / 2; else kInconclusive; without an interval kInconclusive. No change
// either where p_modes exceeds alpha.
Judgement Judge(const Effect& effect, double margin, Better better,
                double alpha);

// Explains Judge()'s verdict in one line; `quantity` is as in "throughput".
std::string WhyJudged(const Effect& effect, const Judgement& judgement,
                      const std::string& quantity);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_VERDICT_H_
