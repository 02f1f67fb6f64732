// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/comparable.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

// Facts of the host that the virtual clock's figures depend on.
constexpr std::array<std::string_view, 8> kExactFacts = {
    "qemu",        "kernel compiler", "guest cpu",          "guest numa",
    "guest turns", "guest program",   "guest idle exit us", "replicates"};

// "1" of "1.2.3"
std::string_view Major(std::string_view version) {
  return version.substr(0, version.find('.'));
}

std::string_view Fact(const Manifest& manifest, std::string_view name) {
  const auto found = manifest.host.find(std::string(name));
  if (found != manifest.host.end()) return found->second;
  // Before there were copies every replicate was a boot.
  return name == "replicates" ? "boot" : "unknown";
}

}  // namespace

std::string WhyNotComparable(const Manifest& first, const Manifest& other) {
  if (first.clock != other.clock) {
    return fmt::format("the clock is {} in one and {} in the other",
                       first.clock, other.clock);
  }
  if (first.fidelity != other.fidelity) {
    return fmt::format("one is {}, the other {}", first.fidelity,
                       other.fidelity);
  }
  if (Major(first.tool_version) != Major(other.tool_version)) {
    return fmt::format("hmmbench {} and {} do not measure the same",
                       first.tool_version, other.tool_version);
  }
  for (const auto& [scenario, version] : first.scenario_versions) {
    const auto found = other.scenario_versions.find(scenario);
    if (found == other.scenario_versions.end()) continue;
    if (found->second != version) {
      return fmt::format("scenario {} is version {} in one, {} in the other",
                         scenario, version, found->second);
    }
  }
  if (first.clock != "virtual") return "";
  for (const std::string_view name : kExactFacts) {
    if (Fact(first, name) != Fact(other, name)) {
      return fmt::format("{}: {} in one, {} in the other", name,
                         Fact(first, name), Fact(other, name));
    }
  }
  return "";
}

}  // namespace hmmbench
