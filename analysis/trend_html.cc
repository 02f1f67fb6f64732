// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The trend as one HTML file that needs nothing else: no network, no script.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "analysis/gnuplot.h"
#include "analysis/html_pieces.h"
#include "analysis/html_style.h"
#include "analysis/notation.h"
#include "analysis/trend.h"

namespace hmmbench {
namespace {

// More plots without a change than these are not looked at; the table has all.
constexpr size_t kMostUnchanged = 12;
constexpr double kNs = 1e-9;  // s

bool IsDuration(Metric metric) {
  return metric != Metric::kThroughput && !IsCount(metric);
}

// Kernels that lie far apart squeeze each other on a linear axis; on one of
// decades a change by a tenth does not show.
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

// The kernels of one cell and metric, beside each other.
struct Plotted {
  std::string caption;
  LinePlot plot;
  bool changed = false;
};

class Page {
 public:
  explicit Page(const Trend& trend) : trend_(trend) {
    for (const TrendSeries& series : trend.series) {
      if (std::ranges::find(kernels_, series.kernel) == kernels_.end()) {
        kernels_.push_back(series.kernel);
      }
    }
  }

  std::string Write() {
    Add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n"
        "<title>hmmbench trend</title>\n<style>{}</style>\n</head>\n<body>\n",
        kHtmlStyle);
    Add("<header>\n<h1>Trend of {}</h1>\n<div class=\"soft\">{} runs, {} to "
        "{}</div>\n</header>\n",
        Escaped(fmt::format("{}", fmt::join(kernels_, ", "))),
        trend_.runs.size(), Escaped(trend_.runs.front().created),
        Escaped(trend_.runs.back().created));
    Says();
    Figures();
    Table();
    Runs();
    Add("</body>\n</html>\n");
    return std::move(html_);
  }

 private:
  void Says() {
    Add("<section class=\"says\"><strong>What changed</strong>\n<ul>\n");
    bool any = false;
    for (const TrendSeries& series : trend_.series) {
      for (const TrendChange& change : series.changes) {
        any = true;
        const bool more = change.ratio > 1;
        const bool better = more == (BetterOf(series.metric) == Better::kMore);
        Add("<li><span class=\"{}\">{}</span> {}</li>\n",
            better ? "faster" : "slower", more ? "▲" : "▼",
            Escaped(DescribeChange(trend_, series, change)));
      }
    }
    if (!any) Add("<li>Nothing that chance could not have made.</li>\n");
    Add("</ul></section>\n");
    if (trend_.warnings.empty()) return;
    Add("<ul class=\"warnings\">\n");
    for (const std::string& warning : trend_.warnings) {
      Add("<li>{}</li>\n", Escaped(warning));
    }
    Add("</ul>\n");
  }

  [[nodiscard]] size_t ArmOf(const std::string& kernel) const {
    return static_cast<size_t>(std::ranges::find(kernels_, kernel) -
                               kernels_.begin());
  }

  void AddLine(const TrendSeries& series, Plotted* plotted) const {
    LinePlot::Line line;
    line.arm = ArmOf(series.kernel);
    const double unit = IsDuration(series.metric) ? kNs : 1;
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

  [[nodiscard]] std::vector<Plotted> Plots() const {
    std::vector<Plotted> all;
    for (const TrendSeries& series : trend_.series) {
      const std::string caption = fmt::format(
          "{}, {}", ShortCellName(trend_, series), Describe(series.metric));
      auto found = std::ranges::find(all, caption, &Plotted::caption);
      if (found == all.end()) {
        Plotted plotted{.caption = caption, .plot = {}};
        plotted.plot.x_label = "run";
        plotted.plot.y_label = Describe(series.metric);
        plotted.plot.y_format =
            IsDuration(series.metric) ? "%.1s %cs" : "%.1s %c";
        plotted.plot.x_ticks = Ticks();
        found = all.insert(all.end(), std::move(plotted));
      }
      AddLine(series, &*found);
    }
    std::erase_if(
        all, [](const Plotted& plotted) { return plotted.plot.lines.empty(); });
    for (Plotted& plotted : all) {
      plotted.plot.log_y = WantsLogarithm(plotted.plot);
    }
    return all;
  }

  // The first, the last and some between.
  [[nodiscard]] std::vector<double> Ticks() const {
    constexpr size_t kMost = 8;
    const size_t step = (trend_.runs.size() + kMost - 1) / kMost;
    std::vector<double> ticks;
    for (size_t run = 1; run <= trend_.runs.size(); run += step) {
      ticks.push_back(static_cast<double>(run));
    }
    const auto last = static_cast<double>(trend_.runs.size());
    if (ticks.back() != last) ticks.push_back(last);
    return ticks;
  }

  void Figures() {
    std::vector<Plotted> plots = Plots();
    std::ranges::stable_partition(plots, &Plotted::changed);
    const auto unchanged = static_cast<size_t>(
        std::ranges::count(plots, false, &Plotted::changed));
    if (unchanged > kMostUnchanged) {
      plots.resize(plots.size() - (unchanged - kMostUnchanged));
    }
    std::vector<LinePlot> lines;
    for (const Plotted& plotted : plots) lines.push_back(plotted.plot);
    const std::vector<std::string> svgs = DrawSvg(lines);
    Add("<h2>Over the runs</h2>\n<p class=\"soft\">A run's median over boots, "
        "small marks are single boots; a dashed upright line is a change. "
        "Series that changed stand first; of the others at most {} are "
        "drawn.</p>\n<div class=\"legend\">",
        kMostUnchanged);
    for (size_t i = 0; i < kernels_.size(); ++i) {
      Add("<span>{}{}</span>", ArmLine(i), Escaped(kernels_[i]));
    }
    Add("</div>\n<div class=\"figures\">\n");
    for (size_t i = 0; i < plots.size(); ++i) {
      Add("<figure><figcaption>{}</figcaption>{}</figure>\n",
          Escaped(plots[i].caption), svgs[i]);
    }
    Add("</div>\n");
  }

  void Table() {
    Add("<h2>All series</h2>\n<div class=\"scroll\"><table>\n<thead><tr>"
        "<th class=\"word\">cell</th><th class=\"word\">metric</th>"
        "<th class=\"word\">kernel</th><th>runs</th><th>first</th>"
        "<th>last</th><th>lowest</th><th>highest</th><th>changes</th>"
        "<th>starved</th><th>broken</th></tr></thead>\n<tbody>\n");
    for (const TrendSeries& series : trend_.series) {
      Add("<tr><th class=\"word\">{}</th><td class=\"word\">{}</td>"
          "<td class=\"word\">{}{}</td><td>{}</td>",
          Escaped(ShortCellName(trend_, series)), ToString(series.metric),
          Dot(ArmOf(series.kernel)), Escaped(series.kernel),
          series.points.size());
      if (series.points.empty()) {
        Add("<td></td><td></td><td></td><td></td>");
      } else {
        const auto [lowest, highest] =
            std::ranges::minmax_element(series.points, {}, &TrendPoint::value);
        for (const double value :
             {series.points.front().value, series.points.back().value,
              lowest->value, highest->value}) {
          Add("<td>{}</td>", WriteValue(series.metric, value));
        }
      }
      Add("<td>{}</td><td>{}</td><td>{}</td></tr>\n",
          NumberOrNothing(series.changes.size()),
          NumberOrNothing(series.starved.size()),
          NumberOrNothing(series.broken.size()));
    }
    Add("</tbody></table></div>\n");
  }

  static std::string NumberOrNothing(size_t count) {
    return count == 0 ? "" : fmt::format("{}", count);
  }

  void Runs() {
    Add("<h2>Runs</h2>\n<div class=\"scroll\"><table>\n<thead><tr>"
        "<th>run</th><th class=\"word\">name</th><th class=\"word\">made</th>"
        "<th class=\"word\">kernels</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < trend_.runs.size(); ++i) {
      const TrendRun& run = trend_.runs[i];
      std::vector<std::string> kernels;
      for (const Arm& arm : run.arms) {
        kernels.push_back(fmt::format("{}: {} {}", arm.label,
                                      arm.kernel_release, arm.kernel_id));
      }
      Add("<tr><td>{}</td><th class=\"word\">{}</th><td class=\"word\">{}</td>"
          "<td class=\"prose\">{}</td></tr>\n",
          i + 1, Escaped(run.id), Escaped(run.created),
          Escaped(fmt::format("{}", fmt::join(kernels, "; "))));
    }
    Add("</tbody></table></div>\n");
  }

  template <typename... Args>
  void Add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(html_), format,
                   std::forward<Args>(args)...);
  }

  const Trend& trend_;
  std::vector<std::string> kernels_;
  std::string html_;
};

}  // namespace

std::string TrendHtml(const Trend& trend) { return Page(trend).Write(); }

}  // namespace hmmbench
