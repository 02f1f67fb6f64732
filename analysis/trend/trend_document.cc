// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the report of a trend.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/comparison.h"
#include "analysis/report/document.h"
#include "analysis/report/gnuplot.h"
#include "analysis/report/html.h"
#include "analysis/report/notation.h"
#include "analysis/report/text.h"
#include "analysis/trend/trend.h"

namespace hmmbench {
namespace {

// Plots without a change beyond this number are left out; the table has all of
// them.
constexpr size_t kMostUnchanged = 12;
constexpr double kNs = 1e-9;  // s

// "2026-11-22T21:00:00Z" -> "2026-11-22".
std::string Day(const TrendRun& run) { return run.created.substr(0, 10); }

std::vector<std::string> KernelsOf(const Trend& trend) {
  std::vector<std::string> kernels;
  for (const TrendSeries& series : trend.series) {
    if (std::ranges::find(kernels, series.kernel) == kernels.end()) {
      kernels.push_back(series.kernel);
    }
  }
  return kernels;
}

Bullets Changes(const Trend& trend) {
  Bullets changes{.items = {}, .boxed = true};
  for (const TrendSeries& series : trend.series) {
    for (const TrendChange& change : series.changes) {
      const bool more = change.ratio > 1;
      const auto better_is = series.metric.BetterIs();
      if (!better_is) {
        changes.items.push_back(
            {fmt::format("{}: {}", more ? "more" : "less",
                         DescribeChange(trend, series, change))});
        continue;
      }
      const bool better = more == (*better_is == Better::kMore);
      changes.items.push_back(
          {fmt::format("{}: {}", better ? "better" : "worse",
                       DescribeChange(trend, series, change)),
           better ? Tone::kGood : Tone::kBad});
    }
  }
  if (changes.items.empty()) {
    changes.items.push_back({"No change that chance could not have made."});
  }
  return changes;
}

Bullets Failures(const Trend& trend) {
  Bullets failures;
  std::set<std::string> told;  // a kernel and cell has a series for each metric
  for (const TrendSeries& series : trend.series) {
    for (const auto& [runs, word] :
         {std::pair{&series.starved, "starved"}, {&series.broken, "broken"}}) {
      if (runs->empty()) continue;
      const std::string line =
          fmt::format("{} {} in {} in {} of {} runs, last in {}", series.kernel,
                      word, ShortCellName(trend, series), runs->size(),
                      trend.runs.size(), trend.runs[runs->back()].id);
      if (told.insert(line).second) failures.items.push_back({line});
    }
  }
  return failures;
}

// On a linear axis, kernels that are far apart hide each other's changes. On an
// axis of decades, a change by a tenth does not show.
bool WantsLogarithm(const LinePlot& plot) {
  constexpr double kFar = 5;
  double low = std::numeric_limits<double>::infinity();
  double high = 0;
  for (const LinePlot::Line& line : plot.lines) {
    for (const auto& [x, y] : line.points) {
      low = std::min(low, y);
      high = std::max(high, y);
    }
  }
  return high > kFar * low;
}

// The first, the last and some between.
std::vector<double> Ticks(size_t runs) {
  constexpr size_t kMost = 8;
  const size_t step = (runs + kMost - 1) / kMost;
  std::vector<double> ticks;
  for (size_t run = 1; run <= runs; run += step) {
    ticks.push_back(static_cast<double>(run));
  }
  const auto last = static_cast<double>(runs);
  if (ticks.back() != last) ticks.push_back(last);
  return ticks;
}

// The kernels of one cell and metric, beside each other.
struct Plotted {
  std::string caption;
  LinePlot plot;
  bool changed = false;
};

void AddLine(const TrendSeries& series, size_t kernel, Plotted* plotted) {
  LinePlot::Line line;
  line.variant = kernel;
  const double unit = series.metric.IsDuration() ? kNs : 1;
  for (const TrendPoint& point : series.points) {
    const auto x = static_cast<double>(point.run + 1);
    line.points.emplace_back(x, point.value * unit);
    for (const double boot : point.boots) {
      line.loose.emplace_back(x, boot * unit);
    }
  }
  for (const TrendChange& change : series.changes) {
    // Between the runs.
    plotted->plot.marks.push_back(
        static_cast<double>(series.points[change.first].run) + 0.5);
    plotted->changed = true;
  }
  if (!line.points.empty()) plotted->plot.lines.push_back(std::move(line));
}

std::vector<Plotted> Plots(const Trend& trend,
                           const std::vector<std::string>& kernels) {
  std::vector<Plotted> all;
  for (const TrendSeries& series : trend.series) {
    const std::string caption = fmt::format(
        "{}, {}", ShortCellName(trend, series), series.metric.Words());
    auto found = std::ranges::find(all, caption, &Plotted::caption);
    if (found == all.end()) {
      Plotted plotted{.caption = caption, .plot = {}};
      plotted.plot.x_label = "run";
      plotted.plot.y_label = series.metric.Words();
      plotted.plot.y_format =
          series.metric.IsDuration() ? "%.1s %cs" : "%.1s %c";
      plotted.plot.x_ticks = Ticks(trend.runs.size());
      found = all.insert(all.end(), std::move(plotted));
    }
    const auto kernel = std::ranges::find(kernels, series.kernel);
    AddLine(series, static_cast<size_t>(kernel - kernels.begin()), &*found);
  }
  std::erase_if(
      all, [](const Plotted& plotted) { return plotted.plot.lines.empty(); });
  for (Plotted& plotted : all) {
    plotted.plot.log_y = WantsLogarithm(plotted.plot);
  }
  std::ranges::stable_partition(all, &Plotted::changed);
  const auto unchanged =
      static_cast<size_t>(std::ranges::count(all, false, &Plotted::changed));
  if (unchanged > kMostUnchanged) {
    all.resize(all.size() - (unchanged - kMostUnchanged));
  }
  return all;
}

std::string NumberOrNothing(size_t count) {
  return count == 0 ? "" : fmt::format("{}", count);
}

Table AllSeries(const Trend& trend, const std::string& kernel, size_t number) {
  Table table;
  table.caption = kernel;
  table.row_heads = {"cell", "metric"};
  for (const char* head : {"runs", "first", "last", "lowest", "highest",
                           "changes", "starved", "broken"}) {
    table.columns.push_back({head});
  }
  for (const TrendSeries& series : trend.series) {
    if (series.kernel != kernel) continue;
    Table::Row row{.names = {ShortCellName(trend, series),
                             std::string(series.metric.Words())},
                   .values = {{fmt::format("{}", series.points.size())}},
                   .kernel = number};
    if (series.points.empty()) {
      row.values.resize(5);
    } else {
      const auto [lowest, highest] =
          std::ranges::minmax_element(series.points, {}, &TrendPoint::value);
      for (const double value :
           {series.points.front().value, series.points.back().value,
            lowest->value, highest->value}) {
        row.values.push_back({WriteValue(series.metric, value)});
      }
    }
    row.values.push_back({fmt::format("{}", series.changes.size())});
    row.values.push_back({NumberOrNothing(series.starved.size())});
    row.values.push_back({NumberOrNothing(series.broken.size())});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table Runs(const Trend& trend) {
  Table table;
  table.row_heads = {"run", "name"};
  table.columns = {{"made"}, {"kernels"}};
  for (size_t i = 0; i < trend.runs.size(); ++i) {
    const TrendRun& run = trend.runs[i];
    std::vector<std::string> kernels;
    for (const Variant& variant : run.variants) {
      kernels.push_back(fmt::format("{}: {} {}", variant.label,
                                    variant.kernel_release, variant.kernel_id));
    }
    table.rows.push_back(
        {.names = {fmt::format("{}", i + 1), run.id},
         .values = {{run.created},
                    {.text = fmt::format("{}", kernels.size()),
                     .note = fmt::format("{}", fmt::join(kernels, "; "))}}});
  }
  return table;
}

Document TrendDocument(const Trend& trend) {
  const std::vector<std::string> kernels = KernelsOf(trend);
  Document document;
  document.title = fmt::format("trend of {}", fmt::join(kernels, ", "));
  document.subtitle =
      fmt::format("{} runs from {} to {}", trend.runs.size(),
                  Day(trend.runs.front()), Day(trend.runs.back()));
  document.Add(Heading{"What changed"});
  document.Add(Changes(trend));
  Bullets warnings;
  for (const std::string& warning : trend.warnings) {
    warnings.items.push_back({warning, Tone::kAlarm});
  }
  if (!warnings.items.empty()) document.Add(std::move(warnings));
  if (Bullets failures = Failures(trend); !failures.items.empty()) {
    document.Add(Heading{"No progress, wrong data"});
    document.Add(std::move(failures));
  }
  document.Add(Heading{"Over the runs"});
  document.Add(Prose{fmt::format(
      "A run's median over boots; in plots small marks are single boots and a "
      "dashed upright line is a change. Of the series without one at most {} "
      "are drawn.",
      kMostUnchanged)});
  Figures figures{.kernels = kernels, .figures = {}};
  for (const Plotted& plotted : Plots(trend, kernels)) {
    figures.figures.push_back({plotted.caption, ScriptOf(plotted.plot)});
  }
  document.Add(std::move(figures));
  for (size_t kernel = 0; kernel < kernels.size(); ++kernel) {
    document.Add(AllSeries(trend, kernels[kernel], kernel));
  }
  document.Add(Heading{"Runs"});
  document.Add(Runs(trend));
  document.Add(Heading{"Notes"});
  document.Add(Footnotes{});
  document.Add(Prose{fmt::format(
      "Changes: seeded binary segmentation with rank sums at {:.2g} a series, "
      "so that one false change or more among all {} has a probability of at "
      "most {:.3g}; figures that no chance is in are compared exactly.",
      trend.level, trend.series.size(), trend.alpha)});
  return document;
}

}  // namespace

std::string ShortCellName(const Trend& trend, const TrendSeries& series) {
  Comparison cells;
  std::set<std::string> known;
  size_t place = 0;
  for (const TrendSeries& other : trend.series) {
    if (!known.insert(other.cell).second) continue;
    if (other.cell == series.cell) place = cells.cells.size();
    CellComparison& cell = cells.cells.emplace_back();
    cell.cell = other.cell;
    cell.scenario = ScenarioOf(other.cell);
    for (auto& [axis, value] : AxesOf(other.cell)) cell.axes[axis] = value;
  }
  return ShortName(cells.cells[place], GroupByScenario(cells));
}

std::string WriteValue(const Quantity& metric, double value) {
  return metric.IsDuration() ? Duration(value) : Count(value);
}

std::string DescribeChange(const Trend& trend, const TrendSeries& series,
                           const TrendChange& change) {
  const TrendRun& run = trend.runs[series.points[change.first].run];
  const TrendRun& before = trend.runs[series.points[change.first - 1].run];
  const std::string proof =
      change.p ? fmt::format("p = {:.2g}", *change.p) : "exact";
  std::string times = "more than 0, which it was,";
  if (std::isfinite(change.ratio)) {
    times = fmt::format("{} times what it was",
                        series.exact ? fmt::format("{:.5g}", change.ratio)
                                     : Ratio(change.ratio));
  }
  return fmt::format(
      "{}, {}: {} is {} since run {} ({}); the last before is "
      "{}; {}",
      series.kernel, ShortCellName(trend, series), series.metric.Words(), times,
      run.id, Day(run), before.id, proof);
}

std::string TrendText(const Trend& trend) {
  return PrintText(TrendDocument(trend));
}

std::string TrendHtml(const Trend& trend) {
  return PrintHtml(TrendDocument(trend));
}

}  // namespace hmmbench
