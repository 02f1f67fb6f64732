// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// How reports write the figures of a cell on one kernel: as they were measured,
// and with ">=" or "<=" before a bound, where the cell was cut off. kAbsent
// where there is nothing to say.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_CELL_FIGURES_H_
#define HMMBENCH_ANALYSIS_COMPARISON_CELL_FIGURES_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analysis/comparison/comparison.h"
#include "analysis/statistics/censored_quantile.h"

namespace hmmbench {

// "", ">=" or "<=".
std::string Sign(Bound bound);

std::string ThroughputText(const CellSummary& summary);  // touches a second
std::string FaultsText(const CellSummary& summary);      // per page
std::string RetriesText(const CellSummary& summary);     // one less
std::string MigrationsText(const CellSummary& summary);  // calls per page
std::string CpuText(const CellSummary& summary);         // per page
std::string MostFaultsText(const CellSummary& summary);  // of one touch

// A quantile of the touches, or other calls, of a role; absent without samples
// enough.
std::optional<CensoredQuantile> LatencyQuantile(const CellSummary& summary,
                                                const std::string& role,
                                                double q);
std::string LatencyText(const CellSummary& summary, const std::string& role,
                        double q);
// The longest one.
std::string LongestText(const CellSummary& summary, const std::string& role);
// A quantile of the time to a page's return.
std::string ReturnText(const CellSummary& summary, double q);

// The effect on throughput, to stand beside the cell's verdict. Absent, too,
// where that was judged whole and throughput, which has the timer's ticks in
// it, points the other way.
std::optional<Effect> TellingThroughput(const CellSummary& summary);

// "1.85", ">=1.85"
std::string RatioText(const Effect& effect);

// A figure that a cell has once on each kernel. This list is all that names
// them: every format shows what stands in it.
struct CellFigure {
  std::string_view name;     // in JSON
  std::string_view caption;  // of a table of its own
  std::string_view head;     // of a column
  // A way to a retry; else what the threads paid or got.
  bool cause = false;
  // As reports write it, kAbsent where there is nothing to say.
  std::string (*text)(const CellSummary& summary) = nullptr;
  // In the unit of its name; absent where there is only a bound, too.
  std::optional<double> (*value)(const CellSummary& summary) = nullptr;
  bool whole = false;  // a number of things, never a part of one
};
std::span<const CellFigure> CellFigures();

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_CELL_FIGURES_H_
