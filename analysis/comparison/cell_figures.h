// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the figures of a cell on one kernel for reports. A figure of a cell
// that was cut off has ">=" or "<=" before its bound. kAbsent stands for no
// value.

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

// Returns a quantile of the touches, or other calls, of a role. Returns nothing
// without enough samples.
std::optional<CensoredQuantile> LatencyQuantile(const CellSummary& summary,
                                                const std::string& role,
                                                double q);
std::string LatencyText(const CellSummary& summary, const std::string& role,
                        double q);
// Returns the longest one.
std::string LongestText(const CellSummary& summary, const std::string& role);
// Returns a quantile of the time until a page is back.
std::string ReturnText(const CellSummary& summary, double q);

// Returns the effect on throughput, to be shown beside the cell's verdict.
// Returns nothing when the cell was judged as a whole and throughput, which has
// the timer's ticks in it, points the other way.
std::optional<Effect> TellingThroughput(const CellSummary& summary);

// "1.85", ">=1.85"
std::string RatioText(const Effect& effect);

// A figure that a cell has once on each kernel. Only this list names the
// figures, and every format shows those that are in it.
struct CellFigure {
  std::string_view name;     // in JSON
  std::string_view caption;  // of a table of its own
  std::string_view head;     // of a column
  // True for a cause of retries; false for what the threads paid or got.
  bool cause = false;
  // The text as reports write it; kAbsent when there is no value.
  std::string (*text)(const CellSummary& summary) = nullptr;
  // The value in the unit of the figure's name. It is also absent when there is
  // only a bound.
  std::optional<double> (*value)(const CellSummary& summary) = nullptr;
  bool whole = false;  // a number of things, never a part of one
};
std::span<const CellFigure> CellFigures();

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_CELL_FIGURES_H_
