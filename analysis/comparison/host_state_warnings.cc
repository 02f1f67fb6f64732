// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/host_state_warnings.h"

#include <fmt/format.h>

#include <sstream>
#include <string>
#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

std::string Fact(const Manifest& manifest, const std::string& name) {
  const auto found = manifest.host.find(name);
  return found == manifest.host.end() ? "" : found->second;
}

// The number that a fact begins with; 0 when there is none.
double Number(const std::string& fact) {
  double number = 0;
  std::istringstream(fact) >> number;
  return number;
}

}  // namespace

std::vector<std::string> HostStateWarnings(const Manifest& manifest) {
  if (manifest.accelerator != "none") return {};
  std::vector<std::string> warnings;
  if (Fact(manifest, "hypervisor") == "on") {
    warnings.emplace_back(
        "this machine is a guest itself: its hypervisor's scheduling and page "
        "tables are part of every figure");
  }
  // A share of time that moves a mean by less is lost in the noise.
  constexpr double kMostSteal = 1;  // %
  const std::string steal = Fact(manifest, "steal");
  if (Number(steal) >= kMostSteal) {
    warnings.push_back(fmt::format(
        "the hypervisor has given {} of the CPU time to others (steal): "
        "latencies' tails are theirs, too",
        steal));
  }
  const std::string governor = Fact(manifest, "governor");
  if (!governor.empty() && governor != "performance") {
    warnings.push_back(fmt::format(
        "the CPUs' frequency governor is {}: their rate follows the load; "
        "cpupower frequency-set -g performance keeps it",
        governor));
  }
  if (Fact(manifest, "turbo") == "on") {
    warnings.emplace_back(
        "turbo is on: the CPUs' rate depends on temperature and on how many "
        "work; counts per page do not");
  }
  if (Fact(manifest, "smt") == "on") {
    warnings.emplace_back(
        "SMT is on: threads that share a core slow each other down");
  }
  // One CPU busy with something else is one that a cell's threads may need.
  const std::string load = Fact(manifest, "load at start");
  if (Number(load) >= 1) {
    warnings.push_back(fmt::format(
        "the load was {} when the run began: something else was running",
        load));
  }
  return warnings;
}

}  // namespace hmmbench
