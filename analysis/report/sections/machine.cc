// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/machine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "analysis/report/sections.h"

namespace hmmbench {

void MachineSection(const Comparison& comparison, Document& document) {
  document.Add(Heading{"Machine and kernels"});
  Facts facts;
  for (const MachineFact& fact : DescribeMachine(comparison)) {
    facts.facts.emplace_back(fact.name, fact.value);
  }
  const auto& environment = comparison.environment;
  const auto add = [&facts](const std::string& name, const std::string& value) {
    if (!value.empty()) facts.facts.emplace_back(name, value);
  };
  add("version", environment.kernel_version);
  add("cmdline", environment.command_line);
  add("counters", fmt::format("{}", fmt::join(environment.counters, ", ")));
  add("absent",
      fmt::format("{}", fmt::join(environment.counters_absent, ", ")));
  for (const auto& [name, value] : comparison.manifest.host) {
    add("host " + name, value);
  }
  for (const auto& [name, value] : environment.facts) {
    add("guest " + name, value);
  }
  document.Add(std::move(facts));
}

}  // namespace hmmbench
