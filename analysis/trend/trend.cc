// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/trend/trend.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "analysis/comparison/comparable.h"
#include "analysis/comparison/cut_off.h"
#include "analysis/comparison/summary.h"
#include "analysis/statistics/change_points.h"
#include "analysis/statistics/statistics.h"
#include "fixtures/base/error.h"
#include "fixtures/base/parallel.h"

namespace hmmbench {
namespace {

constexpr size_t kLeast = 3;  // values between two changes

bool MatchesAny(const std::string& name,
                const std::vector<std::string>& patterns) {
  return patterns.empty() ||
         std::ranges::any_of(patterns, [&name](const std::string& pattern) {
           return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
         });
}

// "2026-11" stands for all of November, so only this much of the time is
// compared.
bool IsWithin(std::string_view created, const TrendOptions& options) {
  return (options.since.empty() ||
          created.substr(0, options.since.size()) >= options.since) &&
         (options.until.empty() ||
          created.substr(0, options.until.size()) <= options.until);
}

std::set<uint64_t> SeedsOf(const Manifest& manifest) {
  std::set<uint64_t> seeds;
  for (const ScheduledBoot& boot : manifest.schedule) {
    if (boot.seed) seeds.insert(*boot.seed);
  }
  return seeds;
}

std::string WhyNoTrend(const Manifest& first, const Manifest& other) {
  std::string why = WhyNotComparable(first, other);
  if (why.empty() && SeedsOf(first) != SeedsOf(other)) {
    why = "their seeds differ: other interleavings have other figures";
  }
  return why;
}

// Returns the runs by time, without those that were not asked for.
std::vector<const RunFolder*> Choose(const std::vector<RunFolder>& runs,
                                     const TrendOptions& options) {
  std::vector<const RunFolder*> chosen;
  for (const RunFolder& run : runs) {
    if (IsWithin(run.manifest().created, options)) chosen.push_back(&run);
  }
  std::ranges::stable_sort(
      chosen, {}, [](const RunFolder* run) { return run->manifest().created; });
  return chosen;
}

void CheckTogether(const std::vector<const RunFolder*>& runs, bool force,
                   Trend* trend) {
  for (const RunFolder* run : runs) {
    const Manifest& first = runs.front()->manifest();
    const std::string why = WhyNoTrend(first, run->manifest());
    if (why.empty()) continue;
    if (!force) {
      throw Error(
          "runs {} and {} do not belong into one trend: {}; name others, "
          "choose with --since and --until, or --force",
          first.id, run->manifest().id, why);
    }
    trend->warnings.push_back(fmt::format("by force: runs {} and {}: {}",
                                          first.id, run->manifest().id, why));
  }
}

class Collector {
 public:
  Collector(const TrendOptions& options, Trend* trend)
      : options_(options), metrics_(options.metrics), trend_(trend) {
    if (metrics_.empty()) {
      metrics_ = {Metric::kThroughput, Metric::kP99, Metric::kRetries};
    }
  }

  void Add(const RunFolder& run) {
    const Manifest& manifest = run.manifest();
    const size_t number = trend_->runs.size();
    trend_->runs.push_back({manifest.id, manifest.created, manifest.variants});
    virtual_clock_ = manifest.clock == "virtual";
    for (const RunFolder::Boot& boot : run.ReadBoots(&trend_->warnings)) {
      const std::string& label =
          manifest.variants.at(static_cast<size_t>(boot.scheduled.variant))
              .label;
      if (!MatchesAny(label, options_.kernels)) continue;
      for (const CellRecord& record : boot.stream.cells) {
        if (MatchesAny(record.cell, options_.cells)) {
          AddRecord(number, label, record);
        }
      }
    }
  }

  void Finish() {
    for (auto& [key, series] : series_) {
      for (TrendPoint& point : series.points) {
        point.value = Median(point.boots);
      }
      if (!series.points.empty() || !series.starved.empty()) {
        trend_->series.push_back(std::move(series));
      }
    }
  }

 private:
  using Key = std::tuple<size_t, std::string, size_t>;  // cell, kernel, metric

  TrendSeries& SeriesOf(const std::string& label, const std::string& cell,
                        size_t metric) {
    const auto known = std::ranges::find(cells_, cell);
    const auto place = static_cast<size_t>(known - cells_.begin());
    if (known == cells_.end()) cells_.push_back(cell);
    TrendSeries& series = series_[{place, label, metric}];
    if (series.cell.empty()) {
      series.kernel = label;
      series.cell = cell;
      series.metric = metrics_[metric];
      series.exact = virtual_clock_;
    }
    return series;
  }

  void AddRecord(size_t run, const std::string& label,
                 const CellRecord& record) {
    const bool alone = record.threads.size() == 1;
    const bool exact = virtual_clock_ && alone;
    for (size_t i = 0; i < metrics_.size(); ++i) {
      const Quantity& metric = metrics_[i];
      // How much longer a touch took than the shortest depends on the ticks in
      // it.
      if (exact && !metric.IsExactAlone()) continue;
      TrendSeries& series = SeriesOf(label, record.cell, i);
      series.exact = series.exact && exact;
      if (record.outcome == CellOutcome::kStarved) {
        Note(run, &series.starved);
      } else if (record.outcome == CellOutcome::kBroken ||
                 record.oracle_wrong > 0) {
        Note(run, &series.broken);
      } else if (record.outcome == CellOutcome::kMeasured) {
        // Other values cannot be compared with a bound.
        if (IsCutOff(record) && !metric.OutlivesCutOff(exact)) {
          NoteCutOff(run, label, record);
          continue;
        }
        if (const auto value = metric.ValueOf(record, exact)) {
          PointOf(run, &series).boots.push_back(*value);
        }
      }
    }
  }

  // Notes it once for each run, kernel and cell.
  void NoteCutOff(size_t run, const std::string& label,
                  const CellRecord& record) {
    std::string line = fmt::format(
        "run {}: {} was cut off in {} and gives bounds only; it is left out",
        trend_->runs[run].id, label, record.cell);
    if (std::ranges::find(trend_->warnings, line) == trend_->warnings.end()) {
      trend_->warnings.push_back(std::move(line));
    }
  }

  static void Note(size_t run, std::vector<size_t>* runs) {
    if (runs->empty() || runs->back() != run) runs->push_back(run);
  }

  static TrendPoint& PointOf(size_t run, TrendSeries* series) {
    if (series->points.empty() || series->points.back().run != run) {
      series->points.push_back({.run = run, .boots = {}});
    }
    return series->points.back();
  }

  const TrendOptions& options_;
  std::vector<Quantity> metrics_;
  Trend* trend_;
  bool virtual_clock_ = false;
  std::vector<std::string> cells_;  // in the order of the records
  std::map<Key, TrendSeries> series_;
};

std::vector<double> Logs(const TrendSeries& series, size_t begin, size_t end) {
  std::vector<double> logs;
  for (size_t i = begin; i < end; ++i) {
    logs.push_back(std::log(series.points[i].value));
  }
  return logs;
}

std::vector<double> ValuesOf(const TrendSeries& series) {
  std::vector<double> values;
  for (const TrendPoint& point : series.points) values.push_back(point.value);
  return values;
}

// A count can be 0, which has no logarithm.
double RatioOf(const TrendSeries& series, size_t before, size_t first,
               size_t end) {
  const auto points = series.points.begin();
  const bool positive =
      std::all_of(points + static_cast<std::ptrdiff_t>(before),
                  points + static_cast<std::ptrdiff_t>(end),
                  [](const TrendPoint& point) { return point.value > 0; });
  if (positive) {
    return std::exp(HodgesLehmannShift(Logs(series, before, first),
                                       Logs(series, first, end)));
  }
  const auto mean = [&series](size_t begin, size_t end) {
    double all = 0;
    for (size_t i = begin; i < end; ++i) all += series.points[i].value;
    return all / static_cast<double>(end - begin);
  };
  return mean(first, end) / mean(before, first);
}

// Fills in the ratio of each part to the part before it.
void FillRatios(TrendSeries* series) {
  size_t before = 0;
  for (size_t i = 0; i < series->changes.size(); ++i) {
    const size_t first = series->changes[i].first;
    const size_t end = i + 1 < series->changes.size()
                           ? series->changes[i + 1].first
                           : series->points.size();
    series->changes[i].ratio = RatioOf(*series, before, first, end);
    before = first;
  }
}

void FindExactChanges(TrendSeries* series) {
  for (size_t i = 1; i < series->points.size(); ++i) {
    if (series->points[i].value != series->points[i - 1].value) {
      series->changes.push_back({.first = i, .p = std::nullopt});
    }
  }
}

void FindChanges(double level, TrendSeries* series) {
  if (series->exact) {
    FindExactChanges(series);
  } else {
    for (const ChangePoint& change : FindChangePoints(
             ValuesOf(*series), {.level = level, .least = kLeast})) {
      series->changes.push_back({.first = change.first, .p = change.p});
    }
  }
  FillRatios(series);
}

void WarnOfWhatCannotShow(Trend* trend) {
  const size_t fewest = FewestForAChange(trend->level);
  const bool by_chance = std::ranges::any_of(
      trend->series, [](const TrendSeries& series) { return !series.exact; });
  if (!by_chance || trend->runs.size() >= fewest) return;
  trend->warnings.push_back(fmt::format(
      "{} runs are too few to tell a change from chance in {} series together: "
      "{} are needed; fewer series (--cell, --metric) need fewer runs",
      trend->runs.size(), trend->series.size(), fewest));
}

}  // namespace

size_t FewestForAChange(double level) {
  size_t n = 2 * kLeast;
  while (SmallestChangeP(n, kLeast) > level) ++n;
  return n;
}

Trend MakeTrend(const std::vector<RunFolder>& runs,
                const TrendOptions& options) {
  const std::vector<const RunFolder*> chosen = Choose(runs, options);
  if (chosen.size() < 2) {
    throw Error("a trend is of two runs or more; there {} of the {} named",
                chosen.empty()       ? "is none"
                : chosen.size() == 1 ? "is one"
                                     : "are some",
                runs.size());
  }
  Trend trend;
  trend.alpha = options.alpha;
  CheckTogether(chosen, options.force, &trend);
  Collector collector(options, &trend);
  for (const RunFolder* run : chosen) collector.Add(*run);
  collector.Finish();
  if (trend.series.empty()) {
    throw Error(
        "no run has a cell and kernel that --cell and --kernel ask for{}",
        trend.warnings.empty()
            ? ""
            : fmt::format("; the first of {} warnings: {}",
                          trend.warnings.size(), trend.warnings.front()));
  }
  const auto by_chance = std::ranges::count_if(
      trend.series, [](const TrendSeries& series) { return !series.exact; });
  trend.level = options.alpha /
                static_cast<double>(std::max<std::ptrdiff_t>(1, by_chance));
  ForEachInParallel(trend.series.size(), 0, [&](size_t i) {
    FindChanges(trend.level, &trend.series[i]);
  });
  WarnOfWhatCannotShow(&trend);
  return trend;
}

}  // namespace hmmbench
