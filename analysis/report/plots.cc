// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/summary.h"

namespace hmmbench {
namespace {

constexpr std::string_view kThreads = "threads";

// More small plots of one scenario than this are left out; the table has all of
// them.
constexpr size_t kMostFiguresOfScenario = 4;

std::optional<double> Number(const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || parsed != end) return std::nullopt;
  return value;
}

// Touches that met on one page, over all kernels.
double TouchesPerPage(const CellComparison& cell) {
  double touches = 0;
  double pages = 0;
  for (const CellSummary& summary : cell.variants) {
    touches += static_cast<double>(summary.touches);
    pages += static_cast<double>(summary.pages);
  }
  return pages == 0 ? 0 : touches / pages;
}

// "same_page, threads:4 delay_us:20"
std::string NameOf(const ScenarioCells& group, const CellComparison& cell,
                   const std::set<std::string>& without = {}) {
  const std::string axes = VaryingAxes(group, cell, without);
  if (axes.empty()) return group.scenario;
  return fmt::format("{}, {}", group.scenario, axes);
}

// Up to the last quantile that has samples enough.
Points PercentileCurve(const Histogram& histogram) {
  constexpr double kPointsPerDecade = 30;
  Points points;
  for (int i = 0;; ++i) {
    const double x = std::pow(10, i / kPointsPerDecade);
    const double q = 1 - 1 / x;
    if (!histogram.HasSamplesFor(q)) return points;
    points.emplace_back(
        x, static_cast<double>(histogram.ValueAtQuantile(q)) * 1e-9);
  }
}

FigureGroup PercentileFigures(const std::vector<ScenarioCells>& groups) {
  FigureGroup figures;
  figures.heading = "Latency percentiles";
  figures.explanation =
      "How long a touch (or another call) took, up to the highest percentile "
      "that has samples "
      "enough. Shown for the cell of each scenario in which most touches meet "
      "on a page. Both axes are logarithmic; lower is better.";
  for (const ScenarioCells& group : groups) {
    // The last of equals: plans list the heavier cells last.
    const CellComparison* chosen = group.cells.front();
    for (const CellComparison* cell : group.cells) {
      if (TouchesPerPage(*cell) >= TouchesPerPage(*chosen)) chosen = cell;
    }
    std::set<std::string> roles;
    for (const CellSummary& summary : chosen->variants) {
      for (const auto& [role, histogram] : summary.latency) roles.insert(role);
    }
    for (const std::string& role : roles) {
      LinePlot plot;
      plot.abscissa = LinePlot::Abscissa::kPercentile;
      plot.log_y = true;
      plot.x_label = "percentile";
      plot.y_label = "latency of a " + OperationOf(role);
      plot.y_format = "%.0s %cs";
      for (size_t variant = 0; variant < chosen->variants.size(); ++variant) {
        const auto found = chosen->variants[variant].latency.find(role);
        if (found == chosen->variants[variant].latency.end()) continue;
        // Counts the touches that were made; the number of all planned ones is
        // not known.
        if (chosen->variants[variant].cut_off) continue;
        Points curve = PercentileCurve(found->second);
        if (curve.size() > 1) {
          plot.lines.push_back({variant, std::move(curve), {}});
        }
      }
      if (plot.lines.empty()) continue;
      figures.figures.push_back({NameOf(group, *chosen), std::move(plot)});
    }
  }
  return figures;
}

using Measure = std::function<std::vector<double>(const CellSummary&)>;

// The same value for each thread as at `from`, which has the fewest threads on
// the first kernel.
Points LinearFrom(const std::pair<double, double>& from,
                  const std::set<double>& ticks) {
  Points points;
  for (const double threads : ticks) {
    points.emplace_back(threads, from.second * threads / from.first);
  }
  return points;
}

// `measure` gives the value for the line and then, if any, single boots.
// `linear`: with a reference to scaling without a loss.
void AddAgainstThreads(const ScenarioCells& group, const LinePlot& frame,
                       bool linear, const Measure& measure,
                       FigureGroup* figures) {
  if (std::find(group.varying.begin(), group.varying.end(), kThreads) ==
      group.varying.end()) {
    return;
  }
  // Cells that differ in their threads only, in the plan's order.
  std::vector<std::pair<std::string, std::vector<const CellComparison*>>> rows;
  for (const CellComparison* cell : group.cells) {
    const std::string name = NameOf(group, *cell, {std::string(kThreads)});
    auto row = std::find_if(
        rows.begin(), rows.end(),
        [&name](const auto& other) { return other.first == name; });
    if (row == rows.end()) row = rows.insert(rows.end(), {name, {}});
    row->second.push_back(cell);
  }
  size_t added = 0;
  for (auto& [name, cells] : rows) {
    LinePlot plot = frame;
    std::set<double> ticks;
    const size_t variants = cells.front()->variants.size();
    for (size_t variant = 0; variant < variants; ++variant) {
      std::map<double, double> by_threads;
      LinePlot::Line line;
      line.variant = variant;
      for (const CellComparison* cell : cells) {
        const auto threads = Number(AxisValue(*cell, std::string(kThreads)));
        const std::vector<double> values = measure(cell->variants[variant]);
        if (!threads || values.empty()) continue;
        ticks.insert(*threads);
        by_threads[*threads] = values.front();
        for (size_t i = 1; i < values.size(); ++i) {
          line.loose.emplace_back(*threads, values[i]);
        }
      }
      line.points.assign(by_threads.begin(), by_threads.end());
      if (!line.points.empty()) plot.lines.push_back(std::move(line));
    }
    if (ticks.size() < 2) continue;
    plot.x_ticks.assign(ticks.begin(), ticks.end());
    if (linear && !plot.lines.empty()) {
      plot.reference = LinearFrom(plot.lines.front().points.front(), ticks);
    }
    if (++added > kMostFiguresOfScenario) return;
    figures->figures.push_back({name, std::move(plot)});
  }
}

}  // namespace

std::vector<FigureGroup> ChooseFigures(const Comparison& comparison) {
  const std::vector<ScenarioCells> groups = GroupByScenario(comparison);

  FigureGroup throughput;
  throughput.heading = "Throughput against threads";
  throughput.explanation = fmt::format(
      "Touches a second of all threads together: the line is the median over "
      "boots, small marks are single boots. The thin dashed line is linear "
      "scaling from the first kernel's fewest threads. Both axes are "
      "logarithmic; higher is better. At most {} plots a scenario; the tables "
      "have every cell.",
      kMostFiguresOfScenario);
  LinePlot throughput_frame;
  throughput_frame.abscissa = LinePlot::Abscissa::kLogarithmic;
  throughput_frame.log_y = true;
  throughput_frame.y_format = "%.0s %c";
  throughput_frame.x_label = "threads";
  throughput_frame.y_label = "touches/s";

  FigureGroup faults;
  faults.heading = "Faults per touched page against threads";
  faults.explanation =
      "Faults of all CPU and device threads over pages that were faulted back: "
      "retries per page plus one, so that no retry at all is 1. The axis is "
      "logarithmic; lower is better.";
  LinePlot faults_frame;
  faults_frame.log_y = true;
  faults_frame.x_label = "threads";
  faults_frame.y_label = "faults per page";

  for (const ScenarioCells& group : groups) {
    AddAgainstThreads(
        group, throughput_frame, /*linear=*/true,
        [](const CellSummary& summary) {
          std::vector<double> values;
          if (!summary.touches_per_s) return values;
          values = summary.touches_per_s_by_boot;
          values.insert(values.begin(), *summary.touches_per_s);
          return values;
        },
        &throughput);
    AddAgainstThreads(
        group, faults_frame, /*linear=*/false,
        [](const CellSummary& summary) {
          std::vector<double> values;
          if (summary.retries_per_page && *summary.retries_per_page > -1) {
            values.push_back(*summary.retries_per_page + 1);
          }
          return values;
        },
        &faults);
  }

  std::vector<FigureGroup> all;
  for (FigureGroup group :
       {PercentileFigures(groups), std::move(throughput), std::move(faults)}) {
    if (!group.figures.empty()) all.push_back(std::move(group));
  }
  return all;
}

}  // namespace hmmbench
