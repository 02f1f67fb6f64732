// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/html_starvation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "analysis/cell_axes.h"
#include "analysis/html_pieces.h"
#include "analysis/kernel_stack.h"
#include "analysis/starvation_text.h"

namespace hmmbench {
namespace {

// Open only when clicked; its line already says where the thread was.
std::string Folded(const StackTrace& stack) {
  constexpr size_t kMostInLine = 6;
  std::vector<std::string> functions = FunctionsOf(stack);
  const bool cut = functions.size() > kMostInLine;
  functions.resize(std::min(functions.size(), kMostInLine));
  if (functions.empty()) functions.emplace_back("no frames recorded");
  return fmt::format(
      "<details><summary>{}{}: <code>{}{}</code></summary><pre>{}</pre>"
      "</details>\n",
      Escaped(stack.who),
      stack.state.empty() ? "" : Escaped(", state " + stack.state),
      Escaped(fmt::format("{}", fmt::join(functions, " \u2190 "))),
      cut ? " \u2190 \u2026" : "",
      Escaped(fmt::format("{}", fmt::join(stack.frames, "\n"))));
}

std::string Stalled(const std::vector<StarvationFact>& facts,
                    const StalledBoot& stalled) {
  std::string html = "<table class=\"starvation\"><tbody>\n";
  for (const StarvationFact& fact : facts) {
    html += fmt::format(
        "<tr><th class=\"word\">{}</th><td class=\"prose\">{}</td></tr>\n",
        Escaped(fact.name), Escaped(fact.value));
  }
  html += "</tbody></table>\n";
  for (const StackTrace& stack :
       stalled.seen ? stalled.seen->stacks : StacksOnConsole(stalled.console)) {
    html += Folded(stack);
  }
  if (!stalled.console.empty()) {
    html += fmt::format(
        "<details><summary>Console of the lost guest, {} lines</summary><pre>"
        "{}</pre></details>\n",
        stalled.console.size(),
        Escaped(fmt::format("{}", fmt::join(stalled.console, "\n"))));
  }
  return html;
}

}  // namespace

std::string HtmlSlow(const Comparison& comparison) {
  const std::vector<ScenarioCells> groups = GroupByScenario(comparison);
  std::string html;
  for (const CellComparison& cell : comparison.cells) {
    for (size_t arm = 0; arm < cell.arms.size(); ++arm) {
      const CellSummary& summary = cell.arms[arm];
      if (!summary.slow) continue;
      html += fmt::format("<h3>{}{} in {}: slow in {}</h3>\n", Dot(arm),
                          Escaped(comparison.arms[arm].label),
                          Escaped(ShortName(cell, groups)),
                          Escaped(SlowBoots(summary)));
      html += Stalled(DescribeSlowness(summary), *summary.slow);
    }
  }
  if (html.empty()) return html;
  return "<h2>Slow, not proved to starve</h2>\n<p class=\"soft\">Threads that "
         "stood still for longer than a limit, and nothing more is known: the "
         "host may have been busy. That is no verdict; a cell in which a boot "
         "was given up is inconclusive.</p>\n" +
         html;
}

std::string HtmlStarvations(const Comparison& comparison) {
  const std::vector<ScenarioCells> groups = GroupByScenario(comparison);
  std::string html;
  for (const CellComparison& cell : comparison.cells) {
    for (size_t arm = 0; arm < cell.arms.size(); ++arm) {
      const CellSummary& summary = cell.arms[arm];
      if (!summary.starvation) continue;
      html += fmt::format(
          "<h3>{}{} in {}: <span class=\"starved\">starved in {}</span></h3>\n",
          Dot(arm), Escaped(comparison.arms[arm].label),
          Escaped(ShortName(cell, groups)), Escaped(StarvedBoots(summary)));
      html += Stalled(DescribeStarvation(summary), *summary.starvation);
    }
  }
  if (html.empty()) return html;
  return "<h2>Starvation</h2>\n<p class=\"soft\">Threads that run and get "
         "nowhere: a result, not an error. One boot stands for the others of "
         "its cell.</p>\n" +
         html;
}

}  // namespace hmmbench
