// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Turns the records of one cell on one kernel into its measurements over all
// boots.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_SUMMARY_H_
#define HMMBENCH_ANALYSIS_COMPARISON_SUMMARY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/statistics/effect.h"

namespace hmmbench {

// Returns the latency role that verdicts and the main columns use:
// "mmap_writer" or "cpu_response" if there is one, else "cpu", else the first
// one; "" without latencies.
std::string MainRole(const std::map<std::string, Histogram>& latency);

// Returns what one latency of a role measures: "cpu touch", "mmap_writer call".
std::string OperationOf(std::string_view role);

// Touches a second of the rounds' own time (set-up between rounds is not in
// it): touches * 1e9 / sum of round_ns. Absent without touches or time.
std::optional<double> TouchesPerSecond(const CellRecord& record);

// Returns a CellSummary without verdict and effects. `measured` are the records
// with outcome kMeasured, one for each boot. Rates per page are sums over boots
// divided by the pages of all boots, throughput is the median over boots,
// latencies are merged histograms. When a record was cut off there are bounds
// in place of rates.
CellSummary Summarise(const std::vector<const CellRecord*>& measured);

// One boot's value of a metric as a replicate; throughput and percentiles draw
// the rounds and the touches again, the others have one value a boot. nullopt
// where the boot does not have it, a percentile with fewer samples than it
// needs among them; kShortest and kMean are LoneReplicateOf()'s. Of a record
// that was cut off it is the bound of BoundOf(), without samples. Refers to
// `record`, which has to outlive it.
std::optional<Replicate> ReplicateOf(Metric metric, const CellRecord& record,
                                     int block, int pass);

// Touches a second if each were as the shortest, which no timer tick
// interrupted: on the virtual clock, of one thread alone, the path's length, as
// trends show it.
std::optional<Replicate> PathReplicateOf(const CellRecord& record, int block,
                                         int pass);

// Returns the ns of the shortest touch of any thread. Returns nothing when none
// was timed.
std::optional<uint64_t> ShortestTouch(const CellRecord& record);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_SUMMARY_H_
