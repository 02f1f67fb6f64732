// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/kernel_stack.h"
#include "analysis/comparison/starvation_text.h"
#include "analysis/report/sections.h"

namespace hmmbench {
namespace {

void Stalled(const std::vector<StarvationFact>& facts,
             const StalledBoot& stalled, Document& document) {
  Bullets bullets;
  for (const StarvationFact& fact : facts) {
    bullets.items.push_back({fact.name + ": " + fact.value});
  }
  document.Add(std::move(bullets));
  for (const StackTrace& stack :
       stalled.seen ? stalled.seen->stacks : StacksOnConsole(stalled.console)) {
    document.Add(Stack{
        .title =
            stack.who + (stack.state.empty() ? "" : ", state " + stack.state),
        .functions = FunctionsOf(stack),
        .frames = stack.frames});
  }
  if (!stalled.console.empty()) {
    document.Add(Folded{"Console of the lost guest", stalled.console});
  }
}

// Calls `write` for each cell and kernel, with "wait in same_page threads:4".
template <typename Write>
void ForEachSummary(const Comparison& comparison, const Write& write) {
  const std::vector<ScenarioCells> groups = GroupByScenario(comparison);
  for (const CellComparison& cell : comparison.cells) {
    for (size_t variant = 0; variant < cell.variants.size(); ++variant) {
      write(cell.variants[variant],
            fmt::format("{} in {}", comparison.variants[variant].label,
                        ShortName(cell, groups)));
    }
  }
}

void Begin(std::string_view heading, std::string_view explanation, bool* begun,
           Document& document) {
  if (*begun) return;
  document.Add(Heading{std::string(heading)});
  document.Add(Prose{std::string(explanation)});
  *begun = true;
}

}  // namespace

void StarvationsSection(const Comparison& comparison, Document& document) {
  bool begun = false;
  ForEachSummary(comparison, [&](const CellSummary& cell,
                                 const std::string& where) {
    if (!cell.starvation) return;
    Begin("Starvation",
          "Threads that run and get nowhere: a result, not an error. One boot "
          "stands for the others of its cell.",
          &begun, document);
    document.Add(Heading{
        fmt::format("{}: starved in {}", where, StarvedBoots(cell)), 3});
    Stalled(DescribeStarvation(cell), *cell.starvation, document);
  });
}

void SlowSection(const Comparison& comparison, Document& document) {
  bool begun = false;
  ForEachSummary(comparison, [&](const CellSummary& cell,
                                 const std::string& where) {
    if (!cell.slow) return;
    Begin("Slow, not proved to starve",
          "Threads that stood still for longer than a limit, and nothing more "
          "is known: the host may have been busy. That is no verdict; a cell "
          "in which a boot was given up is inconclusive.",
          &begun, document);
    document.Add(
        Heading{fmt::format("{}: slow in {}", where, SlowBoots(cell)), 3});
    Stalled(DescribeSlowness(cell), *cell.slow, document);
  });
}

}  // namespace hmmbench
