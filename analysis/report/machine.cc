// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/machine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace hmmbench {
namespace {

std::string OrUnknown(const std::string& text) {
  return text.empty() ? "unknown" : text;
}

std::string DescribeVariant(const Variant& variant, bool baseline) {
  // A base's package says no more than the release.
  const bool is_base = variant.base.find(':') == std::string::npos;
  std::string text =
      fmt::format("{}: {} {}", variant.label,
                  is_base ? variant.base : variant.source, variant.policy);
  if (!variant.kernel_release.empty())
    text += ", Linux " + variant.kernel_release;
  if (!variant.preemption.empty()) text += ", preemption " + variant.preemption;
  if (!variant.kernel_id.empty()) text += ", id " + variant.kernel_id;
  for (const std::string& patch : variant.patches) text += "; patch " + patch;
  for (const std::string& file : variant.fragments) text += "; config " + file;
  if (baseline) text += " (baseline)";
  return text;
}

// "0: CPUs 0-1, 768 MiB; 1: CPUs 2-3, 768 MiB; distance 21"
std::string DescribeNuma(const Environment& environment) {
  std::vector<std::string> nodes;
  for (const Environment::Node& node : environment.nodes) {
    constexpr uint64_t kMebibyte = uint64_t{1} << 20;
    nodes.push_back(fmt::format("node {}: CPUs {}, {} MiB", node.id,
                                fmt::join(node.cpus, ","),
                                node.memory_bytes / kMebibyte));
  }
  int furthest = 0;
  for (size_t from = 0; from < environment.distances.size(); ++from) {
    for (size_t to = 0; to < environment.distances[from].size(); ++to) {
      if (from != to) {
        furthest = std::max(furthest, environment.distances[from][to]);
      }
    }
  }
  std::string text = fmt::format("{}", fmt::join(nodes, "; "));
  if (furthest > 0) text += fmt::format("; distance {}", furthest);
  return text;
}

// Returns "cuda0, NVIDIA H100 PCIe at 0000:17:00.0, ..." for a real GPU, and ""
// for other devices, which have no facts of their own.
std::string DescribeDevice(const std::map<std::string, std::string>& facts) {
  const auto device = facts.find("device");
  if (device == facts.end()) return "";
  std::string text = device->second;
  const auto add = [&](const char* name, const char* before,
                       const char* after) {
    const auto fact = facts.find(name);
    if (fact == facts.end()) return;
    text += fmt::format("{}{}{}", before, fact->second, after);
  };
  add("gpu_name", ", ", "");
  add("gpu_pci_address", " at ", "");
  add("gpu_numa_node", ", NUMA node ", "");
  add("gpu_memory", "; pages: ", "");
  add("lock_policy_path", "; lock policy's path: ", "");
  add("gpu_granule_kib", "; a fault moves ", " KiB or more");
  add("gpu_addressing_mode", ", addressing mode ", "");
  add("gpu_advice", ", advice ", "");
  add("gpu_leave_mib", ", ", " MiB left to it");
  add("gpu_warps", "; ", " warps");
  add("gpu_sm_clock_mhz", "; SM ", " MHz");
  add("gpu_core_clock_mhz", "; core ", " MHz");
  add("gpu_memory_clock_mhz", ", memory ", " MHz");
  add("gpu_temperature_c", ", ", " C");
  add("gpu_driver_version", "; driver ", "");
  add("gpu_kernel_module", ", kernel module ", "");
  add("gpu_cuda_version", ", CUDA ", "");
  add("gpu_hip_version", "; HIP ", "");
  return text;
}

std::string DescribeBoots(const Comparison& comparison) {
  std::vector<std::string> parts;
  for (size_t variant = 0; variant < comparison.variants.size(); ++variant) {
    const auto boots = std::count_if(
        comparison.boots.begin(), comparison.boots.end(),
        [variant](const RunFolder::Boot& boot) {
          return boot.scheduled.variant == static_cast<int>(variant) &&
                 boot.record.state == BootState::kFinished;
        });
    parts.push_back(
        fmt::format("{} {}", comparison.variants[variant].label, boots));
  }
  std::string text = fmt::format("{} finished", fmt::join(parts, ", "));
  const auto unfinished =
      std::count_if(comparison.boots.begin(), comparison.boots.end(),
                    [](const RunFolder::Boot& boot) {
                      return boot.record.state != BootState::kFinished;
                    });
  if (unfinished > 0) text += fmt::format(", {} not finished", unfinished);
  return text;
}

// Explains the cost of a trap and a wake-up on the virtual clock, which counts
// instructions.
std::string WhatIsCharged(const std::map<std::string, std::string>& facts) {
  constexpr const char* kRest =
      "to interrupt another CPU costs only its instructions there";
  const auto trap = facts.find("page_fault_cost_ns");
  const auto idle = facts.find("idle_exit_cost_ns");
  if (trap == facts.end() || idle == facts.end()) {
    return fmt::format(
        "To trap into the kernel, to wake a CPU that is idle and {}: this "
        "kernel has not the boot patches that charge for the first two. On "
        "hardware each takes from a tenth of a microsecond to tens, so kernels "
        "whose losers sleep (wait, adaptive, lock-ref) look too good by that.",
        kRest);
  }
  return fmt::format(
      "In cells where threads meet, each page fault is charged {} ns for its "
      "trap and each CPU that leaves idle {} ns, as instructions; {}. Both "
      "are assumptions (benchmarks/harness/time_costs.h); --idle-exit-us takes "
      "another one.",
      trap->second, idle->second, kRest);
}

}  // namespace

std::vector<MachineFact> DescribeMachine(const Comparison& comparison) {
  const Manifest& manifest = comparison.manifest;
  const Environment& environment = comparison.environment;
  std::vector<MachineFact> facts;
  facts.push_back({"run", fmt::format("{}, plan {}, hmmbench {}{}", manifest.id,
                                      manifest.plan, SuiteOf(manifest),
                                      comparison.partial ? ", PARTIAL" : "")});
  for (size_t i = 0; i < comparison.variants.size(); ++i) {
    facts.push_back({i == 0 ? "kernels" : "",
                     DescribeVariant(comparison.variants[i], i == 0)});
  }
  facts.push_back(
      {"machine", fmt::format("{}, {} CPUs", OrUnknown(environment.cpu_model),
                              environment.cpus)});
  if (!environment.nodes.empty()) {
    facts.push_back({"numa", DescribeNuma(environment)});
  }
  facts.push_back({"clock", fmt::format("{}; fidelity {}; time from {}",
                                        OrUnknown(manifest.clock),
                                        OrUnknown(manifest.fidelity),
                                        OrUnknown(environment.time_source))});
  if (const std::string device = DescribeDevice(environment.facts);
      !device.empty()) {
    facts.push_back({"device", device});
  }
  facts.push_back({"accel", manifest.accelerator_reason.empty()
                                ? OrUnknown(manifest.accelerator)
                                : fmt::format("{}: {}", manifest.accelerator,
                                              manifest.accelerator_reason)});
  facts.push_back({"boots", DescribeBoots(comparison)});
  return facts;
}

std::vector<std::string> HowToRead(const Comparison& comparison) {
  std::vector<std::string> notes;
  notes.push_back(fmt::format(
      "[low, high] is the 95 % interval of the ratio over boots. "
      "faster/slower: "
      "all of it beyond {0:.3g} % of the baseline; same: all of it within "
      "{0:.3g} %; inconclusive (?): neither, more boots would tell. Intervals "
      "are "
      "not corrected for the number of cells: about one in twenty misses.",
      comparison.margin * 100));
  notes.emplace_back(
      "Beside a value: its change against the baseline's value in the same "
      "row, *with stars* where the verdict is faster or slower. Ratios in "
      "tables of their own are estimates over pairs of boots.");
  notes.emplace_back(
      "For p99, faster means a shorter tail. Percentiles come from the merged "
      "histogram of all boots and are left out (-) below 10 / (1 - q) "
      "samples.");
  notes.emplace_back(
      "Retries and calls per page are exact counts, CPU and device threads "
      "together. A touch that finds the page already back costs no fault, so "
      "retries can be below 0.");
  notes.emplace_back(
      "starved: at least one boot made no progress in the cell, however fast "
      "the others were; a livelock is a result. Measurements are of the boots "
      "that did not starve. It is proved from inside: who spins comes back to "
      "the same pages, and the lock's holder waits for its CPU. What only "
      "takes long is slow, and inconclusive where a boot was given up. "
      "broken: a touch read wrong data. missing: nothing was measured.");
  const auto any_variant = [&comparison](const auto& is) {
    return std::ranges::any_of(comparison.cells,
                               [&is](const CellComparison& cell) {
                                 return std::ranges::any_of(cell.variants, is);
                               });
  };
  if (any_variant([](const CellSummary& variant) {
        return variant.cut_off.has_value();
      })) {
    notes.emplace_back(
        "Cut off: the cell's own time was over before all planned pages had "
        "come back. >= and <= are bounds for all of them, as if the rest had "
        "taken nothing; nothing is divided by the pages that the cell came to, "
        "as those are the fewer the longer they take. Where one of two kernels "
        "was cut off a verdict is given if the bound is enough for it.");
  }
  if (any_variant([](const CellSummary& variant) {
        return variant.page_return.has_value();
      })) {
    notes.emplace_back(
        "Time to a page's return: from when the first thread could touch it "
        "until all had touched it, with what each thread does after its touch "
        "(the count of its faults, the check of the data).");
  }
  if (comparison.manifest.fidelity == "emulated") {
    notes.emplace_back(
        "Emulated CPUs: compare kernels with each other; absolute times and "
        "NUMA effects are not those of hardware.");
  }
  if (comparison.manifest.clock == "virtual") {
    notes.emplace_back(
        "Virtual clock: one instruction is one nanosecond; caches, NUMA "
        "distance and real parallel speed do not show.");
    notes.emplace_back(
        "CPUs take turns and share that clock: a time there is longer by what "
        "the other running CPUs did meanwhile. So times compare within one "
        "cell, not between numbers of threads. Good for counts, path lengths, "
        "order and exact reproduction; not for scaling or absolute "
        "throughput.");
    notes.push_back(WhatIsCharged(comparison.environment.facts));
    notes.emplace_back(
        "A cell of one thread is exact, and one pair of boots is enough. It is "
        "slower where its shortest touch is slower by more than the margin, or "
        "mean, p50 or p99 of the touches that no timer tick fell into. Its "
        "touches/s have the ticks in them. Cells with a race are compared seed "
        "by seed; the interval is over seeds.");
    for (const CellComparison& cell : comparison.cells) {
      std::vector<std::string> parts;
      for (size_t i = 0; i < cell.variants.size(); ++i) {
        const CellSummary& variant = cell.variants[i];
        if (!variant.one_thread || !variant.mean_touch_ns ||
            !variant.fastest_touch_ns) {
          continue;
        }
        parts.push_back(
            fmt::format("{} {} ({:.1f})", comparison.variants[i].label,
                        *variant.fastest_touch_ns, *variant.mean_touch_ns));
      }
      if (parts.empty()) continue;
      notes.push_back(
          fmt::format("Instructions per touch in {}, fewest (mean without "
                      "timer ticks): {}.",
                      cell.cell, fmt::join(parts, ", ")));
    }
  }
  return notes;
}

}  // namespace hmmbench
