// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/tuning/tune_plots.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/report/gnuplot.h"
#include "analysis/report/notation.h"

namespace hmmbench {
namespace {

// Tick labels are short, because the unit is in the axis label.
struct Unit {
  const char* name;
  double size;
};
constexpr Unit kMicroseconds{"us", 1e3};
constexpr Unit kThousands{"thousand", 1e3};

Unit UnitOf(Cost cost) {
  return cost == Cost::kThroughput ? kThousands : kMicroseconds;
}

std::string AxisLabel(const TunedCell& cell, Cost cost) {
  return Quoted(fmt::format("{}, {}", NameOf(cost, cell), UnitOf(cost).name));
}

// The values of all knobs, "20000" or "20000,1"; of a knob in ns "20us".
std::string Label(const Setting& setting) {
  std::string label;
  for (const auto& [knob, value] : setting) {
    if (!label.empty()) label += ",";
    label += knob.ends_with("_ns") && value > 0
                 ? Duration(static_cast<double>(value))
                 : fmt::format("{}", value);
  }
  return label;
}

Interval IntervalOf(const Estimate& estimate) {
  return estimate.interval.value_or(Interval{estimate.value, estimate.value});
}

// "value low high" in the cost's unit.
std::string Columns(const TunePoint& point, Cost cost) {
  const Estimate& estimate = point.estimates[static_cast<size_t>(cost)];
  const double size = UnitOf(cost).size;
  return fmt::format("{:.9g} {:.9g} {:.9g}", estimate.value / size,
                     IntervalOf(estimate).low / size,
                     IntervalOf(estimate).high / size);
}

std::string FrontLine(const TunePoint& point) {
  return fmt::format("{} {} \"{}\"\n", Columns(point, Cost::kCpu),
                     Columns(point, Cost::kTail), Label(point.setting));
}

}  // namespace

std::string FrontPlot(const TunedCell& cell) {
  std::string all;
  for (const TunePoint& point : cell.points) all += FrontLine(point);
  std::string front;
  for (const size_t i : cell.front) front += FrontLine(cell.points[i]);
  const std::string colour = VariantColour(0);
  const std::string marked = VariantColour(4);
  return fmt::format(
      "$all << EOD\n{}EOD\n$front << EOD\n{}EOD\n$best << EOD\n{}EOD\n"
      "set xlabel {}\nset ylabel {}\n"
      "set offsets graph 0.08, graph 0.14, graph 0.08, graph 0.05\n"
      "plot $all using 1:4:2:3:5:6 with xyerrorbars pt 7 ps 0.01 lw 0.7 "
      "lc rgb '#7f8790', "
      "$front using 1:4 with lines lw 2 lc rgb '{}', "
      "$all using 1:4 with points pt 7 ps 0.6 lc rgb '{}', "
      "$best using 1:4 with points pt 6 ps 1.5 lw 2 lc rgb '{}', "
      "$all using 1:4:7 with labels left offset 0.7,0.6\n",
      all, front, FrontLine(cell.points[cell.best]),
      AxisLabel(cell, Cost::kCpu), AxisLabel(cell, Cost::kTail), colour, colour,
      marked);
}

std::string CostPlot(const TunedCell& cell, Cost cost) {
  std::string points;
  std::string ticks;
  for (size_t i = 0; i < cell.points.size(); ++i) {
    points += fmt::format("{} {}\n", i, Columns(cell.points[i], cost));
    ticks += fmt::format("{}{} {}", i == 0 ? "" : ", ",
                         Quoted(Label(cell.points[i].setting)), i);
  }
  return fmt::format(
      "$points << EOD\n{}EOD\n$best << EOD\n{} {}\nEOD\n"
      "set xlabel {}\nset ylabel {}\n"
      "set xtics ({})\nset xrange [-0.5:{}]\nset yrange [0:*]\n"
      "plot $points using 1:2:3:4 with yerrorbars pt 7 ps 0.01 lw 0.7 "
      "lc rgb '#7f8790', "
      "$points using 1:2 with linespoints pt 7 ps 0.6 lw 2 lc rgb '{}', "
      "$best using 1:2 with points pt 6 ps 1.5 lw 2 lc rgb '{}'\n",
      points, cell.best, Columns(cell.points[cell.best], cost),
      Quoted(cell.points.front().setting.begin()->first), AxisLabel(cell, cost),
      ticks, static_cast<double>(cell.points.size()) - 0.5, VariantColour(0),
      VariantColour(4));
}

}  // namespace hmmbench
