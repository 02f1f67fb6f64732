// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A tuning as one HTML file that needs nothing else.

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/cell_axes.h"
#include "analysis/gnuplot.h"
#include "analysis/html_pieces.h"
#include "analysis/html_style.h"
#include "analysis/machine.h"
#include "analysis/notation.h"
#include "analysis/tune_plots.h"
#include "analysis/tune_words.h"
#include "analysis/tuning.h"

namespace hmmbench {
namespace {

class TunePage {
 public:
  explicit TunePage(const Tuning& tuning) : tuning_(tuning) {}

  std::string Write() {
    const std::string title = Escaped(Title(tuning_));
    Add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
        title, kHtmlStyle);
    Add("<header>\n<h1>{}</h1>\n<div class=\"soft\">run {} · {}</div>\n"
        "<div class=\"badges\">",
        title, Escaped(tuning_.manifest.id), Escaped(tuning_.manifest.created));
    Badge(tuning_.manifest.clock + " clock");
    Badge("fidelity: " + tuning_.manifest.fidelity);
    Badge(fmt::format("{} resamples", tuning_.resamples));
    Add("</div>\n</header>\n<section class=\"says\">"
        "<strong>What to set</strong>\n<ul><li>{}</li></ul>\n",
        Escaped(tuning_.advice));
    for (const std::string& warning : tuning_.warnings) {
      Add("<p class=\"warnings\">{}</p>\n", Escaped(warning));
    }
    Add("</section>\n");
    DrawCells();
    for (const TunedCell& cell : tuning_.cells) Cell(cell);
    Facts();
    Add("<h2>Repeat it</h2>\n<pre>{}</pre>\n<h2>How to read this</h2>\n<ul>\n",
        Escaped(tuning_.manifest.command));
    for (const std::string& note : HowToRead(tuning_)) {
      Add("<li>{}</li>\n", Escaped(note));
    }
    Add("</ul>\n</body>\n</html>\n");
    return std::move(html_);
  }

 private:
  // All at once: gnuplot starts only once.
  void DrawCells() {
    std::vector<std::string> scripts;
    for (const TunedCell& cell : tuning_.cells) {
      if (cell.points.empty()) continue;
      scripts.push_back(FrontPlot(cell));
      for (const Cost cost : kCosts) scripts.push_back(CostPlot(cell, cost));
    }
    drawings_ = DrawScripts(scripts);
  }

  void Cell(const TunedCell& cell) {
    Add("<h2>{}</h2>\n<p class=\"soft\">", Escaped(ScenarioOf(cell.cell)));
    for (const auto& [axis, value] : AxesOf(cell.cell)) {
      Add("{}:{} ", Escaped(axis), Escaped(value));
    }
    Add("</p>\n");
    for (const std::string& missing : cell.missing) {
      Add("<p class=\"warnings\">not measured: {}</p>\n", Escaped(missing));
    }
    if (cell.points.empty()) return;
    if (cell.advice != tuning_.advice) Add("<p>{}</p>\n", Escaped(cell.advice));
    Add("<div class=\"figures\">\n");
    Drawing(
        "What each value costs: lower and further left is better; the line "
        "joins the front, the circle is the recommended value");
    for (const Cost cost : kCosts) {
      Drawing(NameOf(cost, cell) + " against the knob, with 95 % intervals");
    }
    Add("</div>\n");
    Costs(cell);
    Counts(cell);
    Steps(cell);
  }

  void Drawing(std::string_view caption) {
    Add("<figure><figcaption>{}</figcaption>{}</figure>\n", Escaped(caption),
        drawings_[drawn_++]);
  }

  void Costs(const TunedCell& cell) {
    OpenTable("Values", cell);
    for (const Cost cost : kCosts) {
      Head(NameOf(cost, cell));
      Head("95 %");
    }
    Add("<th class=\"word\">front</th><th>boots</th><th>touches</th></tr>"
        "</thead>\n<tbody>\n");
    for (size_t i = 0; i < cell.points.size(); ++i) {
      const TunePoint& point = cell.points[i];
      const auto& [tail, cpu, rate] = point.estimates;
      OpenRow(cell, i);
      Value(Duration(tail.value));
      Range(DurationRange(tail));
      Value(Duration(cpu.value));
      Range(DurationRange(cpu));
      Value(Count(rate.value));
      Range(rate.interval ? fmt::format("{}..{}", Count(rate.interval->low),
                                        Count(rate.interval->high))
                          : std::string(kAbsent));
      Add("<td class=\"word\">{}</td>", Escaped(FrontMark(cell, i)));
      Value(fmt::format("{}", point.boots));
      Value(Grouped(point.touches));
      Add("</tr>\n");
    }
    Add("</tbody></table></div>\n");
  }

  void Counts(const TunedCell& cell) {
    const auto& names = cell.points.front().policy_per_page;
    OpenTable("Counts per page", cell);
    Head("retries");
    for (const auto& [name, first] : names) Head(name);
    Add("</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < cell.points.size(); ++i) {
      const TunePoint& point = cell.points[i];
      OpenRow(cell, i);
      Value(Count(point.retries_per_page));
      for (const auto& [name, first] : names) {
        const auto count = point.policy_per_page.find(name);
        Value(count == point.policy_per_page.end() ? std::string(kAbsent)
                                                   : Count(count->second));
      }
      Add("</tr>\n");
    }
    Add("</tbody></table></div>\n");
  }

  void OpenTable(std::string_view heading, const TunedCell& cell) {
    Add("<h3>{}</h3>\n<div class=\"scroll\"><table><thead><tr>", heading);
    for (const auto& [knob, value] : cell.points.front().setting) Head(knob);
  }

  // The knobs' values, those of the recommended point in bold.
  void OpenRow(const TunedCell& cell, size_t number) {
    const bool best = number == cell.best;
    Add("<tr>");
    for (const auto& [knob, value] : cell.points[number].setting) {
      Add("<th>{}{}{}</th>", best ? "<strong>" : "", Grouped(value),
          best ? "</strong>" : "");
    }
  }

  void Steps(const TunedCell& cell) {
    if (cell.steps.empty()) return;
    Add("<h3>{}</h3>\n<div class=\"scroll\"><table><thead><tr>"
        "<th class=\"word\">knob</th><th>from</th><th>to</th>",
        kStepsHeading);
    for (const Cost cost : kCosts) {
      Head(NameOf(cost, cell));
      Head("95 %");
    }
    Add("</tr></thead>\n<tbody>\n");
    for (const TuneStep& step : cell.steps) {
      Add("<tr><th class=\"word\">{}</th><td>{}</td><td>{}</td>",
          Escaped(step.knob), Grouped(step.from), Grouped(step.to));
      for (const Estimate& ratio : step.ratios) {
        Value(Change(ratio.value));
        Range(ChangeRange(ratio.interval));
      }
      Add("</tr>\n");
    }
    Add("</tbody></table></div>\n");
  }

  void Facts() {
    Add("<h2>Machine and kernel</h2>\n<dl class=\"facts\">\n");
    for (const MachineFact& fact : DescribeMachine(AsComparison(tuning_))) {
      Add("<dt>{}</dt><dd>{}</dd>\n", Escaped(fact.name), Escaped(fact.value));
    }
    for (const auto& [name, value] : tuning_.manifest.host) {
      Add("<dt>host {}</dt><dd>{}</dd>\n", Escaped(name), Escaped(value));
    }
    Add("</dl>\n");
  }

  void Head(std::string_view text) { Add("<th>{}</th>", Escaped(text)); }
  void Badge(std::string_view text) {
    Add("<span class=\"badge\">{}</span>", Escaped(text));
  }
  void Value(std::string_view text) { Add("<td>{}</td>", Escaped(text)); }
  void Range(std::string_view text) {
    Add("<td class=\"interval\">{}</td>", Escaped(text));
  }

  template <typename... Args>
  void Add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(html_), format,
                   std::forward<Args>(args)...);
  }

  const Tuning& tuning_;
  std::vector<std::string> drawings_;
  size_t drawn_ = 0;
  std::string html_;
};

}  // namespace

std::string TuneHtml(const Tuning& tuning) { return TunePage(tuning).Write(); }

}  // namespace hmmbench
