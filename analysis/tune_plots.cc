// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/tune_plots.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/gnuplot.h"
#include "analysis/notation.h"

namespace hmmbench {
namespace {

// gnuplot's %s %c writes SI prefixes of the base unit.
double Seconds(double ns) { return ns * 1e-9; }
constexpr const char* kSecondsFormat = "%.0s %cs";

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

// "x y x_low x_high y_low y_high 'label'", in seconds.
std::string FrontLine(const TunePoint& point) {
  const auto& [tail, cpu, rate] = point.estimates;
  return fmt::format(
      "{:.9g} {:.9g} {:.9g} {:.9g} {:.9g} {:.9g} \"{}\"\n", Seconds(cpu.value),
      Seconds(tail.value), Seconds(IntervalOf(cpu).low),
      Seconds(IntervalOf(cpu).high), Seconds(IntervalOf(tail).low),
      Seconds(IntervalOf(tail).high), Label(point.setting));
}

}  // namespace

std::string FrontPlot(const TunedCell& cell) {
  std::string all;
  for (const TunePoint& point : cell.points) all += FrontLine(point);
  std::string front;
  for (const size_t i : cell.front) front += FrontLine(cell.points[i]);
  const std::string colour = ArmColour(0);
  const std::string marked = ArmColour(4);
  return fmt::format(
      "$all << EOD\n{}EOD\n$front << EOD\n{}EOD\n$best << EOD\n{}EOD\n"
      "set xlabel 'CPU time per page'\nset ylabel {}\n"
      "set format x '{}'\nset format y '{}'\n"
      "set offsets graph 0.08, graph 0.12, graph 0.08, graph 0.05\n"
      "plot $all using 1:2:3:4:5:6 with xyerrorbars pt 7 ps 0.01 lw 0.7 "
      "lc rgb '#7f8790', "
      "$front using 1:2 with lines lw 2 lc rgb '{}', "
      "$all using 1:2 with points pt 7 ps 0.6 lc rgb '{}', "
      "$best using 1:2 with points pt 6 ps 1.5 lw 2 lc rgb '{}', "
      "$all using 1:2:7 with labels left offset 0.7,0.6\n",
      all, front, FrontLine(cell.points[cell.best]),
      Quoted(NameOf(Cost::kTail, cell) + " of a touch"), kSecondsFormat,
      kSecondsFormat, colour, colour, marked);
}

std::string CostPlot(const TunedCell& cell, Cost cost) {
  const bool is_time = cost != Cost::kThroughput;
  const auto scaled = [is_time](double value) {
    return is_time ? Seconds(value) : value;
  };
  std::string points;
  std::string ticks;
  for (size_t i = 0; i < cell.points.size(); ++i) {
    const Estimate& estimate =
        cell.points[i].estimates[static_cast<size_t>(cost)];
    points += fmt::format(
        "{} {:.9g} {:.9g} {:.9g}\n", i, scaled(estimate.value),
        scaled(IntervalOf(estimate).low), scaled(IntervalOf(estimate).high));
    ticks += fmt::format("{}{} {}", i == 0 ? "" : ", ",
                         Quoted(Label(cell.points[i].setting)), i);
  }
  const double best =
      cell.points[cell.best].estimates[static_cast<size_t>(cost)].value;
  return fmt::format(
      "$points << EOD\n{}EOD\n$best << EOD\n{} {:.9g}\nEOD\n"
      "set xlabel {}\nset ylabel {}\nset format y '{}'\n"
      "set xtics ({})\nset xrange [-0.5:{}]\nset yrange [0:*]\n"
      "plot $points using 1:2:3:4 with yerrorbars pt 7 ps 0.01 lw 0.7 "
      "lc rgb '#7f8790', "
      "$points using 1:2 with linespoints pt 7 ps 0.6 lw 2 lc rgb '{}', "
      "$best using 1:2 with points pt 6 ps 1.5 lw 2 lc rgb '{}'\n",
      points, cell.best, scaled(best),
      Quoted(cell.points.front().setting.begin()->first),
      Quoted(NameOf(cost, cell)), is_time ? kSecondsFormat : "%.0s%c", ticks,
      static_cast<double>(cell.points.size()) - 0.5, ArmColour(0),
      ArmColour(4));
}

}  // namespace hmmbench
