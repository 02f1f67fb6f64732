// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The report as one HTML file that needs nothing else: no network, no script.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/cell_axes.h"
#include "analysis/cell_figures.h"
#include "analysis/comparison.h"
#include "analysis/conclusion.h"
#include "analysis/gnuplot.h"
#include "analysis/html_causes.h"
#include "analysis/html_effects.h"
#include "analysis/html_models.h"
#include "analysis/html_numa.h"
#include "analysis/html_page_return.h"
#include "analysis/html_pieces.h"
#include "analysis/html_policy_matrix.h"
#include "analysis/html_seeds.h"
#include "analysis/html_starvation.h"
#include "analysis/html_style.h"
#include "analysis/machine.h"
#include "analysis/notation.h"
#include "analysis/plots.h"
#include "analysis/policy_matrix.h"
#include "analysis/summary.h"

namespace hmmbench {
namespace {

class Page {
 public:
  explicit Page(const Comparison& comparison)
      : comparison_(comparison), groups_(GroupByScenario(comparison)) {}

  std::string Write() {
    html_ = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n"
        "<title>hmmbench: {}</title>\n<style>{}</style>\n</head>\n<body>\n",
        Escaped(comparison_.title), kHtmlStyle);
    Head();
    Says();
    if (WantsPolicyMatrix(comparison_)) {
      html_ += HtmlPolicyMatrix(comparison_);
    }
    html_ += HtmlStarvations(comparison_);
    html_ += HtmlSlow(comparison_);
    html_ += HtmlEffects(comparison_);
    html_ += HtmlCauses(comparison_);
    Figures();
    html_ += HtmlNuma(comparison_);
    html_ += HtmlPageReturn(comparison_);
    Measurements();
    html_ += HtmlModels(comparison_);
    html_ += HtmlSeeds(comparison_);
    Environment();
    Boots();
    Repeat();
    Reading();
    html_ += "</body>\n</html>\n";
    return std::move(html_);
  }

 private:
  void Head() {
    const Manifest& manifest = comparison_.manifest;
    Add("<header>\n<h1>{}</h1>\n", Escaped(comparison_.title));
    Add("<div class=\"soft\">hmmbench {} · run {} · {}</div>\n",
        Escaped(manifest.tool_version), Escaped(manifest.id),
        Escaped(manifest.created));
    Add("<div class=\"badges\">");
    if (comparison_.partial) Add("<span class=\"badge alarm\">partial</span>");
    Badge("plan " + manifest.plan);
    Badge(manifest.clock + " clock");
    Badge("fidelity: " + manifest.fidelity);
    Badge(fmt::format("{} boots", comparison_.boots.size()));
    Badge(fmt::format("margin ±{:.3g} %", comparison_.margin * 100));
    Add("</div>\n</header>\n");
  }

  void Badge(std::string_view text) {
    Add("<span class=\"badge\">{}</span>", Escaped(text));
  }

  void Says() {
    Add("<section class=\"says\"><strong>What this says</strong>\n");
    html_ += HtmlTally(comparison_);
    Add("<ul>\n");
    for (const std::string& sentence : Conclude(comparison_)) {
      Add("<li>{}</li>\n", Escaped(sentence));
    }
    Add("</ul></section>\n");
    if (comparison_.warnings.empty()) return;
    Add("<ul class=\"warnings\">\n");
    for (const std::string& warning : comparison_.warnings) {
      Add("<li>{}</li>\n", Escaped(warning));
    }
    Add("</ul>\n");
  }

  void Figures() {
    const std::vector<FigureGroup> figure_groups = ChooseFigures(comparison_);
    std::vector<LinePlot> plots;
    for (const FigureGroup& group : figure_groups) {
      for (const Figure& figure : group.figures) plots.push_back(figure.plot);
    }
    const std::vector<std::string> svgs = DrawSvg(plots);
    size_t next = 0;
    for (const FigureGroup& group : figure_groups) {
      Add("<h2>{}</h2>\n<p class=\"soft\">{}</p>\n", Escaped(group.heading),
          Escaped(group.explanation));
      Legend();
      Add("<div class=\"figures\">\n");
      for (const Figure& figure : group.figures) {
        Add("<figure><figcaption>{}</figcaption>{}</figure>\n",
            Escaped(figure.caption), svgs[next++]);
      }
      Add("</div>\n");
    }
  }

  void Legend() {
    Add("<div class=\"legend\">");
    for (size_t arm = 0; arm < comparison_.arms.size(); ++arm) {
      Add("<span>{}{}</span>", ArmLine(arm),
          Escaped(comparison_.arms[arm].label));
    }
    Add("</div>\n");
  }

  void Measurements() {
    Add("<h2>Measurements</h2>\n<p class=\"soft\">Throughput is the median "
        "over boots; latencies are of the merged histograms, per touch; counts "
        "are per page that was faulted back, all threads together. Only boots "
        "that measured the cell count: \u201c1 of 20\u201d where others "
        "starved. Of a cell that was cut off there are bounds.</p>\n");
    Add("<div class=\"scroll\"><table class=\"dense\">\n");
    for (const ScenarioCells& group : groups_) {
      Add("<tbody>\n");
      html_ += HtmlScenarioRow(group, 16);
      Add("<tr class=\"heads\"><th class=\"word\">cell</th>"
          "<th class=\"word\">kernel</th>");
      for (const std::string_view head :
           {"boots", "touches/s", "role", "p50", "p90", "p99", "p99.9", "max",
            "retries / page", "most faults / touch",
            "migrate_\u200bto_ram() / page", "voluntary switches / page",
            "involuntary switches / page", "CPU time / page"}) {
        Add("<th>{}</th>", head);
      }
      Add("</tr>\n");
      for (const CellComparison* cell : group.cells) {
        for (size_t arm = 0; arm < cell->arms.size(); ++arm) {
          MeasurementRows(group, *cell, arm);
        }
      }
      Add("</tbody>\n");
    }
    Add("</table></div>\n");
  }

  // A line for each latency role; what is not a latency stands in the first.
  void MeasurementRows(const ScenarioCells& group, const CellComparison& cell,
                       size_t arm) {
    const CellSummary& summary = cell.arms[arm];
    const std::string main_role = MainRole(summary.latency);
    std::vector<std::string> roles = {main_role};
    for (const auto& [role, histogram] : summary.latency) {
      if (role != main_role) roles.push_back(role);
    }
    for (const std::string& role : roles) {
      const bool first = role == main_role;
      const bool last_of_cell =
          role == roles.back() && arm + 1 == cell.arms.size();
      Add("<tr{}><th class=\"word\">{}</th><td class=\"word\">{}</td>",
          last_of_cell ? "" : " class=\"inner\"",
          first && arm == 0 ? Escaped(HtmlRowName(group, cell)) : "",
          first ? Dot(arm) + Escaped(comparison_.arms[arm].label) : "");
      if (first && summary.boots == 0) {
        Add("<td>0</td><td class=\"word\" colspan=\"13\">{}</td></tr>\n",
            VerdictWord(summary.verdict, summary.verdict_reason));
        return;
      }
      Add("<td>{}</td><td>{}</td><td>{}</td>", first ? BootsOf(summary) : "",
          first ? HtmlQuantity(ThroughputText(summary)) : "", Escaped(role));
      for (const double q : {0.5, 0.9, 0.99, 0.999}) {
        Add("<td>{}</td>", HtmlQuantity(LatencyText(summary, role, q)));
      }
      Add("<td>{}</td>", HtmlQuantity(LongestText(summary, role)));
      if (!first) {
        Add("<td></td><td></td><td></td><td></td><td></td><td></td></tr>\n");
        continue;
      }
      for (const std::string& figure :
           {RetriesText(summary), MostFaultsText(summary),
            MigrationsText(summary), Count(summary.voluntary_switches_per_page),
            Count(summary.involuntary_switches_per_page), CpuText(summary)}) {
        Add("<td>{}</td>", HtmlQuantity(figure));
      }
      Add("</tr>\n");
    }
  }

  // "20", or "1 of 20" where the others starved or read wrong data.
  static std::string BootsOf(const CellSummary& summary) {
    if (summary.boots >= summary.boots_judged) {
      return fmt::format("{}", summary.boots);
    }
    return fmt::format("{} of {}", summary.boots, summary.boots_judged);
  }

  void Environment() {
    Add("<h2>Machine and kernels</h2>\n<dl class=\"facts\">\n");
    for (const MachineFact& fact : DescribeMachine(comparison_)) {
      Fact(fact.name, fact.value);
    }
    const auto& environment = comparison_.environment;
    if (!environment.kernel_version.empty()) {
      Fact("version", environment.kernel_version);
    }
    if (!environment.command_line.empty()) {
      Fact("cmdline", environment.command_line);
    }
    if (!environment.counters.empty()) {
      Fact("counters",
           fmt::format("{}", fmt::join(environment.counters, ", ")));
    }
    if (!environment.counters_absent.empty()) {
      Fact("absent",
           fmt::format("{}", fmt::join(environment.counters_absent, ", ")));
    }
    for (const auto& [name, value] : comparison_.manifest.host) {
      Fact("host " + name, value);
    }
    for (const auto& [name, value] : environment.facts) {
      Fact("guest " + name, value);
    }
    Add("</dl>\n");
  }

  void Fact(std::string_view name, std::string_view value) {
    Add("<dt>{}</dt><dd>{}</dd>\n", Escaped(name), Escaped(value));
  }

  void Boots() {
    Add("<h2>Boots</h2>\n<div class=\"scroll\"><table>\n<thead><tr>"
        "<th>boot</th><th>block</th><th class=\"word\">kernel</th>"
        "<th class=\"word\">state</th><th>booted in</th><th>total</th>"
        "<th class=\"word\">reason</th></tr></thead>\n<tbody>\n");
    for (const RunFolder::Boot& boot : comparison_.boots) {
      const auto arm = static_cast<size_t>(boot.scheduled.arm);
      const bool finished = boot.record.state == BootState::kFinished;
      Add("<tr><td>{}</td><td>{}</td><td class=\"word\">{}{}</td>"
          "<td class=\"word\"><span class=\"{}\">{}</span></td>"
          "<td>{}</td><td>{}</td><td class=\"prose\">{}</td></tr>\n",
          boot.scheduled.boot, boot.scheduled.block, Dot(arm),
          Escaped(comparison_.arms[arm].label), finished ? "" : "starved",
          ToString(boot.record.state), Seconds(boot.record.boot_s),
          Seconds(boot.record.total_s), Escaped(Remark(boot)));
    }
    Add("</tbody></table></div>\n");
    for (const RunFolder::Boot& boot : comparison_.boots) {
      if (boot.record.evidence.empty()) continue;
      Add("<details><summary>Console of boot {} ({}, {})</summary><pre>{}</pre>"
          "</details>\n",
          boot.scheduled.boot,
          Escaped(
              comparison_.arms[static_cast<size_t>(boot.scheduled.arm)].label),
          ToString(boot.record.state),
          Escaped(fmt::format("{}", fmt::join(boot.record.evidence, "\n"))));
    }
  }

  static std::string Remark(const RunFolder::Boot& boot) {
    if (boot.scheduled.continues < 0) return boot.record.reason;
    return fmt::format("continues boot {}{}{}", boot.scheduled.continues,
                       boot.record.reason.empty() ? "" : "; ",
                       boot.record.reason);
  }

  // 0 s: the boot never came so far.
  static std::string Seconds(double seconds) {
    return seconds > 0 ? fmt::format("{:.1f}\u202fs", seconds)
                       : std::string(kAbsent);
  }

  void Repeat() {
    Add("<h2>Repeat it</h2>\n<pre>{}</pre>\n",
        Escaped(comparison_.manifest.command));
  }

  void Reading() {
    Add("<h2>How to read this</h2>\n<ul>\n");
    for (const std::string& note : HowToRead(comparison_)) {
      Add("<li>{}</li>\n", Escaped(note));
    }
    Add("</ul>\n");
  }

  template <typename... Args>
  void Add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(html_), format,
                   std::forward<Args>(args)...);
  }

  const Comparison& comparison_;
  const std::vector<ScenarioCells> groups_;
  std::string html_;
};

}  // namespace

std::string HtmlReport(const Comparison& comparison) {
  return Page(comparison).Write();
}

}  // namespace hmmbench
