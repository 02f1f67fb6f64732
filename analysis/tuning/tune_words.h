// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The words that all reports of a tuning share.

#ifndef HMMBENCH_ANALYSIS_TUNING_TUNE_WORDS_H_
#define HMMBENCH_ANALYSIS_TUNING_TUNE_WORDS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/tuning/tuning.h"

namespace hmmbench {

inline constexpr std::string_view kStepsHeading =
    "Change for each doubling (from 0: of the whole step)";

// "hmmbench tune: adaptive on 6.12, preemption none, 8 boots"
std::string Title(const Tuning& tuning);

// "61.2..65.0", or "980ns..1.02us" where a unit differs from the value's; "-"
// without an interval.
std::string DurationRange(const Estimate& estimate);
// Returns "+3.2%" for a ratio of 1.032.
std::string Change(double ratio);
// "+1..+5%"; "-" without one.
std::string ChangeRange(const std::optional<Interval>& interval);

// Returns "knee", or "best" for a recommended point without a knee, or "front"
// for a point on the front of the three costs, or "". Adds the share of the
// resamples, if there are any: "knee 78%".
std::string FrontMark(const TunedCell& cell, size_t point);

// Explains the tables, in one or two sentences each.
std::vector<std::string> HowToRead(const Tuning& tuning);

// Returns the comparison from which the machine is described.
Comparison AsComparison(const Tuning& tuning);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TUNING_TUNE_WORDS_H_
