// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Turns many runs of the same kernels over time into one series of values for
// each kernel, cell and metric, and finds where it changed.

#ifndef HMMBENCH_ANALYSIS_TREND_TREND_H_
#define HMMBENCH_ANALYSIS_TREND_TREND_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/trend/quantity.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

struct TrendOptions {
  // Patterns as of a shell; a cell, kernel label or metric that matches any is
  // in. Empty: all; of the metrics throughput, p99 and retries.
  std::vector<std::string> cells = {};
  std::vector<std::string> kernels = {};
  std::vector<Quantity> metrics = {};
  // Times as in Manifest::created (ISO 8601), or the beginning of one. They are
  // inclusive.
  std::string since = {};
  std::string until = {};
  // The probability of at least one false change in all series together.
  double alpha = 0.05;
  bool force = false;  // runs that cannot be compared, too
};

struct TrendRun {
  std::string id;
  std::string created;
  std::vector<Variant> variants;
};

// One run's value.
struct TrendPoint {
  size_t run = 0;    // index in Trend::runs
  double value = 0;  // median over boots, in the metric's own unit
  std::vector<double> boots;
};

struct TrendChange {
  size_t first = 0;  // index in TrendSeries::points, of the first after it
  // Of the part after it to the part before it; infinite where that was 0.
  double ratio = 1;
  // At most; absent when the figures are exact.
  std::optional<double> p;
};

struct TrendSeries {
  std::string kernel;  // label
  std::string cell;
  Quantity metric = Metric::kThroughput;
  // True when there is no chance in the values, so that any difference is a
  // change.
  bool exact = false;
  std::vector<TrendPoint> points;    // by time
  std::vector<TrendChange> changes;  // by time
  // The runs in which the kernel starved in the cell or read wrong data there.
  std::vector<size_t> starved;
  std::vector<size_t> broken;
};

struct Trend {
  std::vector<TrendRun> runs;  // by time
  std::vector<TrendSeries> series;
  double alpha = 0.05;
  double level = 0.05;  // of one series' tests: alpha over their number
  std::vector<std::string> warnings;  // one line each
};

// Reads one run after the other, so that memory does not grow with their
// number. Throws Error where nothing is left to look at, and, without force,
// where runs cannot be compared (see analysis/comparison/comparable.h) or were
// made with other seeds.
Trend MakeTrend(const std::vector<RunFolder>& runs,
                const TrendOptions& options);

// Returns the smallest number of values in which a test at `level` can find a
// change.
size_t FewestForAChange(double level);

// Returns the axes that tell a series' cell from the others of its scenario, as
// reports write them.
std::string ShortCellName(const Trend& trend, const TrendSeries& series);
// Returns a value of a series as reports write it.
std::string WriteValue(const Quantity& metric, double value);
// Says in one sentence what has changed by which factor since which run.
std::string DescribeChange(const Trend& trend, const TrendSeries& series,
                           const TrendChange& change);

// Returns plain ASCII text of at most 75 columns.
std::string TrendText(const Trend& trend);
// Returns an HTML page that needs no other file. Throws Error when gnuplot is
// missing.
std::string TrendHtml(const Trend& trend);
std::string TrendJson(const Trend& trend);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TREND_TREND_H_
