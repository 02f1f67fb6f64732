// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/cell_axes.h"
#include "analysis/comparison.h"
#include "analysis/notation.h"
#include "analysis/text_table.h"
#include "analysis/trend.h"

namespace hmmbench {
namespace {

constexpr size_t kColumns = 75;

std::string Section(std::string_view heading) {
  return fmt::format("\n{}\n{}\n", heading, std::string(heading.size(), '-'));
}

// "2026-11-22T21:00:00Z" -> "2026-11-22".
std::string Day(const TrendRun& run) { return run.created.substr(0, 10); }

std::string Changes(const Trend& trend) {
  std::string text;
  for (const TrendSeries& series : trend.series) {
    for (const TrendChange& change : series.changes) {
      text += Wrap(PlainAscii(DescribeChange(trend, series, change)), kColumns,
                   "* ");
    }
  }
  if (text.empty()) {
    text = Wrap("No change that chance could not have made.", kColumns, "* ");
  }
  return text;
}

std::string Failures(const Trend& trend) {
  std::string text;
  std::set<std::string> told;  // a kernel and cell has a series for each metric
  for (const TrendSeries& series : trend.series) {
    for (const auto& [runs, word] :
         {std::pair{&series.starved, "starved"}, {&series.broken, "broken"}}) {
      if (runs->empty()) continue;
      const std::string line =
          fmt::format("{} {} in {} in {} of {} runs, last in {}", series.kernel,
                      word, ShortCellName(trend, series), runs->size(),
                      trend.runs.size(), trend.runs[runs->back()].id);
      if (told.insert(line).second) {
        text += Wrap(PlainAscii(line), kColumns, "* ");
      }
    }
  }
  return text;
}

std::string Table(const Trend& trend, const std::string& kernel) {
  TextTable table;
  table.row_heads = {"cell", "metric"};
  table.column_heads = {"runs",   "first",   "last",
                        "lowest", "highest", "changes"};
  for (const TrendSeries& series : trend.series) {
    if (series.kernel != kernel || series.points.empty()) continue;
    const auto [lowest, highest] =
        std::ranges::minmax_element(series.points, {}, &TrendPoint::value);
    const auto write = [&series](double value) {
      return TableValue{WriteValue(series.metric, value)};
    };
    table.rows.push_back(
        {.axes = {PlainAscii(ShortCellName(trend, series)),
                  std::string(Describe(series.metric))},
         .values = {{fmt::format("{}", series.points.size())},
                    write(series.points.front().value),
                    write(series.points.back().value),
                    write(lowest->value),
                    write(highest->value),
                    {fmt::format("{}", series.changes.size())}}});
  }
  return table.rows.empty() ? "" : table.Render(kColumns, /*colour=*/false);
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

std::string WriteValue(Metric metric, double value) {
  switch (metric) {
    case Metric::kShortest:
    case Metric::kMean:
    case Metric::kP50:
    case Metric::kP99:
    case Metric::kP999:
    case Metric::kCpu:
      return Duration(value);
    case Metric::kThroughput:
    case Metric::kRetries:
    case Metric::kMigrations:
      break;
  }
  return Count(value);
}

std::string DescribeChange(const Trend& trend, const TrendSeries& series,
                           const TrendChange& change) {
  const TrendRun& run = trend.runs[series.points[change.first].run];
  const TrendRun& before = trend.runs[series.points[change.first - 1].run];
  const std::string proof =
      change.p ? fmt::format("p = {:.2g}", *change.p) : "exact";
  return fmt::format(
      "{}, {}: {} is {} times what it was since run {} ({}); the last before "
      "is {}; {}",
      series.kernel, ShortCellName(trend, series), Describe(series.metric),
      series.exact ? fmt::format("{:.5g}", change.ratio) : Ratio(change.ratio),
      run.id, Day(run), before.id, proof);
}

std::string TrendText(const Trend& trend) {
  std::vector<std::string> kernels;
  for (const TrendSeries& series : trend.series) {
    if (std::ranges::find(kernels, series.kernel) == kernels.end()) {
      kernels.push_back(series.kernel);
    }
  }
  std::string text =
      Wrap(PlainAscii(
               fmt::format("hmmbench trend: {} runs from {} to {}, kernels {}",
                           trend.runs.size(), Day(trend.runs.front()),
                           Day(trend.runs.back()), fmt::join(kernels, ", "))),
           kColumns, "");
  text += Section("Changes") + Changes(trend);
  const std::string failures = Failures(trend);
  if (!failures.empty()) text += Section("No progress, wrong data") + failures;
  for (const std::string& kernel : kernels) {
    const std::string table = Table(trend, kernel);
    if (!table.empty()) text += Section(PlainAscii(kernel)) + table;
  }
  text += Section("Notes");
  for (const std::string& warning : trend.warnings) {
    text += Wrap(PlainAscii(warning), kColumns, "! ");
  }
  text += Wrap(
      fmt::format("A value is a run's median over boots. Changes: E-divisive "
                  "with a permutation test at {:.2g} a series, so that one "
                  "false change or more among all {} has a probability of at "
                  "most {:.3g}; figures that no chance is in are compared "
                  "exactly.",
                  trend.level, trend.series.size(), trend.alpha),
      kColumns, "* ");
  return text;
}

}  // namespace hmmbench
