// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Analyses a run that swept a lock policy's knobs. For each cell it gives the
// costs of the values, the Pareto front with its knee, the influence of each
// knob, and recommended values.

#ifndef HMMBENCH_ANALYSIS_TUNING_TUNING_H_
#define HMMBENCH_ANALYSIS_TUNING_TUNING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

// One setting of the knobs.
using Setting = std::map<std::string, uint64_t>;
// "spin_ns 20000"
std::string DescribeSetting(const Setting& setting);

// The costs and yields of a setting, in the order of TunePoint::estimates.
enum class Cost { kTail, kCpu, kThroughput };
inline constexpr std::array kCosts = {Cost::kTail, Cost::kCpu,
                                      Cost::kThroughput};

struct Estimate {
  double value = 0;
  std::optional<Interval> interval;  // 95 %; absent with one boot
};

// One setting in one cell, over all boots and visits.
struct TunePoint {
  Setting setting;
  int boots = 0;
  int visits = 0;
  uint64_t touches = 0;
  // The percentile of a touch in ns (TunedCell::quantile), CPU time in ns per
  // page over all threads, and touches a second; see kCosts.
  std::array<Estimate, kCosts.size()> estimates;
  std::optional<double> retries_per_page;
  // The policy's own counters, per page.
  std::map<std::string, double> policy_per_page;
  // True when no other setting is at least as good in all three and better in
  // one.
  bool on_front = false;
  // The share of the resamples in which it is on that front, and in which it is
  // the knee.
  double front_share = 0;
  double knee_share = 0;
};

// The step from one value of a knob to the next larger one. The other knobs
// have their recommended values.
struct TuneStep {
  std::string knob;
  uint64_t from = 0;
  uint64_t to = 0;
  // Ratios for each doubling of the knob. When `from` is 0, which cannot be
  // doubled, they are those of the whole step.
  std::array<Estimate, kCosts.size()> ratios;
};

struct TunedCell {
  std::string cell;  // without the knobs
  double quantile = 0;
  std::vector<TunePoint> points;  // ascending
  // Indices of the points that no other beats in both the percentile and CPU
  // time, by ascending CPU time. The knee is one of them.
  std::vector<size_t> front;
  std::optional<size_t> knee;
  // The recommended point: the knee or, if the front has none, the point with
  // the smallest product of percentile and CPU time.
  size_t best = 0;
  // 95 % of the resamples' recommendations lie between these points.
  std::optional<std::pair<size_t, size_t>> best_range;
  double best_share = 0;     // of the resamples that recommend `best`
  double no_knee_share = 0;  // of the resamples without a knee
  std::vector<TuneStep> steps;
  std::vector<std::string> missing;  // settings that say nothing, and why
  std::string advice;                // one sentence
};

struct Tuning {
  Manifest manifest;
  Environment environment;
  std::vector<RunFolder::Boot> boots;  // without their streams' cells
  size_t variant = 0;                  // of the manifest
  int resamples = 0;
  std::vector<TunedCell> cells;
  std::string advice;   // for all cells; one sentence
  bool broken = false;  // a setting read wrong data
  std::vector<std::string> warnings;
};

struct TuneOptions {
  int resamples = 2000;
  uint64_t seed = 1;  // of the resampling
};

// Replicates are boots (on the virtual clock seeds), in which every setting was
// visited; a resample draws boots, the same ones for every setting, and then
// visits within each, for each setting anew. Percentiles are of merged
// histograms: the highest of p99.9, p99, p90 and p50 for which every setting
// has touches enough. Between three and eight boots such intervals are somewhat
// too narrow (Hesterberg, "What Teachers Should Know About the Bootstrap", The
// American Statistician 69, 2015).
//
// Throws Error when the run swept nothing.
Tuning Tune(const RunFolder& run, const TuneOptions& options);

// Returns plain ASCII text of at most 75 columns.
std::string TuneText(const Tuning& tuning);
// tune.schema.json describes it.
std::string TuneJson(const Tuning& tuning);
// Returns an HTML page that needs no other file. Throws Error when gnuplot is
// missing.
std::string TuneHtml(const Tuning& tuning);

// "p99.9", "CPU per page", "touches/s".
std::string NameOf(Cost cost, const TunedCell& cell);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TUNING_TUNING_H_
