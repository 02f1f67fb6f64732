// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/gpu_warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/record/records.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

constexpr uint64_t kMostClockPermille = 20;
constexpr std::string_view kThrashing = "uvm_perf_thrashing_enable";
constexpr std::string_view kAccessCounters[] = {
    "uvm_perf_access_counter_migration_enable",
    "uvm_perf_access_counter_mimc_migration_enable"};

std::string Fact(const Environment& environment, std::string_view name) {
  const auto found = environment.facts.find(std::string(name));
  return found == environment.facts.end() ? "" : found->second;
}

std::string GpuFact(const Environment& environment, std::string_view name) {
  return Fact(environment, fmt::format("gpu_{}", name));
}

uint64_t Count(const CellRecord& cell, const char* name) {
  const auto found = cell.device.find(name);
  return found == cell.device.end() ? 0 : found->second;
}

// At most: a driver that tells none apart may count all of them as minor.
uint64_t FaultsThatMoved(const CellRecord& cell) {
  const uint64_t moved = Count(cell, "migrating_faults");
  return moved > 0 ? moved : Count(cell, "losing_faults");
}

// Cells by name, with the worst that was seen of one.
class Cells {
 public:
  void Add(const std::string& cell, uint64_t worst = 0) {
    names_.insert(cell);
    if (worst <= worst_ && !example_.empty()) return;
    worst_ = worst;
    example_ = cell;
  }
  [[nodiscard]] bool empty() const { return names_.empty(); }
  [[nodiscard]] uint64_t worst() const { return worst_; }
  // "3 cells (fault_path/... for one)"
  [[nodiscard]] std::string Text() const {
    if (names_.size() == 1) return example_;
    return fmt::format("{} cells ({} for one)", names_.size(), example_);
  }

 private:
  std::set<std::string> names_;
  std::string example_;
  uint64_t worst_ = 0;
};

// A CPU and a GPU want one page, again and again.
bool Contends(const CellRecord& cell) {
  return cell.scenario == "cpu_vs_device" ||
         cell.scenario == "migrate_vs_fault";
}

}  // namespace

std::string WhyOffPolicyPath(const Environment& environment) {
  if (Fact(environment, "lock_policy_path") != "off") return "";
  return Fact(environment, "lock_policy_path_why");
}

std::vector<std::string> GpuWarnings(
    const std::vector<RunFolder::Boot>& boots) {
  std::set<std::string> off_path;
  Cells grown;
  Cells moved;
  Cells thrashing;
  Cells counted;
  for (const RunFolder::Boot& boot : boots) {
    if (!boot.stream.environment) continue;
    const Environment& environment = *boot.stream.environment;
    if (const std::string why = WhyOffPolicyPath(environment); !why.empty()) {
      off_path.insert(why);
    }
    const bool detects = GpuFact(environment, kThrashing) == "1";
    const bool counts = std::ranges::any_of(
        kAccessCounters,
        [&](const auto name) { return GpuFact(environment, name) == "1"; });
    for (const CellRecord& cell : boot.stream.cells) {
      if (cell.outcome != CellOutcome::kMeasured) continue;
      const uint64_t clock = Count(cell, "gpu_clock_moved_permille");
      if (clock > kMostClockPermille) moved.Add(cell.cell, clock);
      const uint64_t faults = FaultsThatMoved(cell);
      if (cell.device.contains("migrating_faults") && faults < cell.pages) {
        grown.Add(cell.cell, cell.pages / std::max<uint64_t>(1, faults));
      }
      if (detects && Contends(cell)) thrashing.Add(cell.cell);
      if (counts && Contends(cell)) counted.Add(cell.cell);
    }
  }
  std::vector<std::string> lines;
  for (const std::string& why : off_path) {
    lines.push_back(fmt::format(
        "no lock policy of the kernel is on the path that was measured: {}",
        why));
  }
  if (!grown.empty()) {
    lines.push_back(fmt::format(
        "the driver moved more than was touched: up to {} pages for a fault in "
        "{}; most touches there found the page (stride:2M has one fault each)",
        grown.worst(), grown.Text()));
  }
  if (!thrashing.empty()) {
    lines.push_back(fmt::format(
        "{}=1: {} measures the driver's detection of thrashing, which lets "
        "threads wait and pins pages, as well",
        kThrashing, thrashing.Text()));
  }
  if (!counted.empty()) {
    lines.push_back(
        fmt::format("access counters are on: in {} the driver moves pages "
                    "without a fault, too",
                    counted.Text()));
  }
  if (!moved.empty()) {
    lines.push_back(fmt::format(
        "the GPU's clock moved by up to {:.1f} % in {}: its warps' times are "
        "off by as much",
        static_cast<double>(moved.worst()) / 10, moved.Text()));
  }
  return lines;
}

}  // namespace hmmbench
