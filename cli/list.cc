// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <memory>
#include <string>

#include "benchmarks/harness/plan.h"
#include "benchmarks/harness/scenario.h"
#include "cli/subcommand.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/patch/series.h"

namespace hmmbench {
namespace {

std::string Values(const Axis& axis) {
  if (!axis.words.empty()) return fmt::format("{}", fmt::join(axis.words, "|"));
  return fmt::format("{}..{}", axis.lowest, axis.highest);
}

void PrintScenarios(bool all) {
  fmt::print("Scenarios (a cell is a scenario at one point of its axes):\n");
  for (const auto& scenario : Scenarios()) {
    fmt::print("  {:<16} {}\n", scenario.name, scenario.summary);
    if (!all) continue;
    fmt::print("    stresses:  {}\n    separates: {}\n    expect:    {}\n",
               scenario.stresses, scenario.separates, scenario.expect);
    for (const auto& axis : scenario.axes) {
      fmt::print("    {:<14} {} (default {}): {}\n", axis.name, Values(axis),
                 axis.default_value, axis.help);
    }
  }
}

void PrintPlans() {
  fmt::print("\nPlans (--plan):\n");
  for (const auto& file : BuiltInPlans(PlansFolder())) {
    const Plan plan = ReadPlan(file);
    fmt::print("  {:<16} {} ({} cells, {} boots a kernel)\n", plan.name,
               plan.summary, plan.cells.size(), 2 * plan.blocks);
  }
}

void PrintPolicies() {
  for (const auto& base : ListBases(KernelPatchesFolder())) {
    const Series series = ReadSeries(KernelPatchesFolder(), base);
    fmt::print("\nPolicies on base {} (--policies), from Debian's {}{}:\n",
               base, series.package,
               series.suite.empty() ? "" : " in " + series.suite);
    fmt::print("  preemption (--preempt): {}; compared by default: {}\n",
               fmt::join(series.preemption, ", "),
               fmt::join(series.compare, ", "));
    for (const auto& policy : series.policies) {
      fmt::print("  {:<16} {}{}\n", policy.name, policy.summary,
                 policy.upstream.empty()
                     ? ""
                     : fmt::format(" [upstream {}]", policy.upstream));
    }
  }
}

std::function<int()> Setup(CLI::App& app) {
  auto all = std::make_shared<bool>(false);
  app.add_flag("--all", *all,
               "Also what each scenario stresses and separates, and its axes");
  return [all] {
    PrintScenarios(*all);
    PrintPlans();
    PrintPolicies();
    if (!*all) fmt::print("\nhmmbench list --all shows the axes.\n");
    return kExitPass;
  };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "list",
                     .summary = "Show scenarios, axes, plans and policies",
                     .order = 50,
                     .setup = Setup});

}  // namespace
}  // namespace hmmbench
