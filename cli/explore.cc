// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Searches interleavings on the virtual clock for the one that hurts most.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "analysis/comparison/summary.h"
#include "cli/experiment.h"
#include "cli/kernel_choice.h"
#include "cli/session.h"
#include "cli/subcommand.h"
#include "fixtures/base/error.h"
#include "fixtures/guest/function_trace.h"
#include "fixtures/guest/guest.h"
#include "fixtures/kernel/build/symbols.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/record/stream_difference.h"
#include "fixtures/run/command_line.h"
#include "fixtures/run/request.h"

namespace hmmbench {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Options {
  ExperimentOptions experiment;
  std::string scenario;
  std::string metric = "retries";
  std::string policy = "trylock";
  uint64_t budget_s = 300;
  uint64_t first_seed = 1;
  std::filesystem::path replay;
};

// Returns how bad a boot is, in terms of the search; the largest value is the
// worst. Returns nothing when the boot measured nothing that the metric needs.
std::optional<double> Badness(const RunFolder::Boot& boot,
                              const std::string& metric) {
  const bool lost = boot.record.state == BootState::kStarved;
  if (metric == "starved" && lost) return 1;
  if (boot.stream.cells.empty()) return std::nullopt;
  const CellRecord& cell = boot.stream.cells.front();
  if (metric == "starved") {
    return cell.outcome == CellOutcome::kStarved ? 1 : 0;
  }
  const CellSummary summary = Summarise({&cell});
  // A boot that was cut off counts as bad as its bound proves.
  if (metric == "retries" && summary.cut_off) {
    const auto& faults = summary.cut_off->faults_per_page_at_least;
    return faults ? std::optional(*faults - 1) : std::nullopt;
  }
  if (metric == "retries") return summary.retries_per_page;
  const auto found = summary.latency.find(MainRole(summary.latency));
  if (found == summary.latency.end()) return std::nullopt;
  if (!found->second.HasSamplesFor(0.99)) {
    throw Error(
        "p99 needs 1000 touches and a boot has {}: ask for more --rounds",
        found->second.count());
  }
  return static_cast<double>(found->second.ValueAtQuantile(0.99));
}

std::string ReplayCommand(const RunFolder& run) {
  return CommandLine({"explore"})
      .Option("--replay", run.path().string())
      .Text();
}

// The functions that a trace follows: the ways into the fault, the work of its
// winner, the waits of its losers, and the waits of a lock's holder.
constexpr std::array<std::string_view, 16> kTraced = {
    "do_swap_page",
    "hmm_range_fault",
    "dmirror_fault",
    "dmirror_devmem_fault",
    "migrate_vma_setup",
    "migrate_device_unmap",
    "migrate_vma_finalize",
    "migration_entry_wait",
    "softleaf_entry_wait_on_locked",
    "migration_entry_wait_on_locked",
    "__folio_lock",
    "folio_unlock",
    "__lru_add_drain_all",
    "lru_add_drain_per_cpu",
    "remove_migration_ptes",
    "schedule",
};

// Returns where these functions start, unless this kernel inlined them.
std::map<uint64_t, std::string> TracedFunctions(const Kernel& kernel) {
  const KernelSymbols symbols(kernel.symbols);
  std::map<uint64_t, std::string> functions;
  for (const std::string_view name : kTraced) {
    for (const uint64_t start : symbols.Starts(name)) functions[start] = name;
  }
  return functions;
}

// Runs one guest for each of these seeds, in a run folder of their own.
RunFolder Try(const Options& options, uint64_t first, uint64_t last) {
  ExperimentOptions experiment = options.experiment;
  experiment.request.guest.clock = ClockChoice::kVirtual;
  experiment.cells = {options.scenario};
  experiment.kernels.policies = options.policy;
  std::vector<uint64_t>& seeds = experiment.request.guest.seeds;
  seeds.resize(last - first + 1);
  std::iota(seeds.begin(), seeds.end(), first);
  return RunExperiment(experiment);
}

// The worst of the seeds that were tried.
class Worst {
 public:
  explicit Worst(const Options& options) : options_(options) {}

  // Takes what the guests of a run say, and prints it.
  void Add(const RunFolder& run) {
    std::vector<std::string> warnings;
    for (const RunFolder::Boot& boot : run.ReadBoots(&warnings)) {
      if (boot.scheduled.continues >= 0) continue;
      const uint64_t seed = boot.scheduled.seed.value_or(0);
      const std::optional<double> value = Badness(boot, options_.metric);
      ++tried_;
      fmt::print("seed {}: {}\n", seed,
                 value ? fmt::format("{} {:.6g}", options_.metric, *value)
                       : "nothing measured");
      if (value && (!seed_ || *value > badness_)) {
        seed_ = seed;
        badness_ = *value;
      }
    }
    std::fflush(stdout);
  }

  [[nodiscard]] bool Starves() const {
    return options_.metric == "starved" && badness_ > 0;
  }
  [[nodiscard]] const std::optional<uint64_t>& seed() const { return seed_; }

  // One line, and how often the rest of all seeds can at most starve.
  [[nodiscard]] std::string Text() const {
    std::string text =
        fmt::format("worst of {} seeds: seed {}, {} {:.6g}", tried_,
                    seed_.value_or(0), options_.metric, badness_);
    if (options_.metric == "starved" && badness_ == 0 && tried_ > 0) {
      // What is left at 95 % confidence when n draws did not show it.
      const double share = 1 - std::pow(0.05, 1 / static_cast<double>(tried_));
      text += fmt::format(
          "; with 95 % confidence fewer than 1 in {:.0f} of such schedules "
          "starve",
          1 / share);
    }
    return text;
  }

 private:
  const Options& options_;
  uint64_t tried_ = 0;
  std::optional<uint64_t> seed_;
  double badness_ = 0;
};

// Seeds of any run: the budget's end and a starvation are looked for between
// runs. The first has as many as run at a time.
constexpr uint64_t kMostSeeds = 64;

// Removes what takes the most room.
void LeaveRecordsOnly(const RunFolder& run) {
  for (const ScheduledBoot& boot : run.manifest().schedule) {
    const std::filesystem::path folder = run.BootFolder(boot);
    for (const char* file : {"console.log", "google-benchmark.json"}) {
      std::filesystem::remove(folder / file);
    }
  }
}

int Search(const Options& options) {
  const auto end = SteadyClock::now() + std::chrono::seconds(options.budget_s);
  Worst worst(options);
  uint64_t seeds = std::max(1U, std::thread::hardware_concurrency());
  uint64_t next = options.first_seed;
  std::vector<std::filesystem::path> tried;
  try {
    while (SteadyClock::now() < end && !worst.Starves()) {
      const auto start = SteadyClock::now();
      // Of a search that was cut short: how many depended on its time.
      if (const std::optional<RunFolder> begun = BegunRun()) {
        const std::vector<ScheduledBoot>& boots = begun->manifest().schedule;
        // It is the worst once more: the search had come to its end.
        if (boots.front().seed != next) break;
        seeds = boots.back().seed.value_or(next) - next + 1;
      }
      const RunFolder run = Try(options, next, next + seeds - 1);
      worst.Add(run);
      // Kept until the end, for a search that is cut short.
      tried.push_back(run.path());
      LeaveRecordsOnly(run);
      next += seeds;
      // As many more as there is time for, as far as these tell.
      const auto each =
          std::max(SteadyClock::duration(1),
                   (SteadyClock::now() - start) / static_cast<int64_t>(seeds));
      const auto left = static_cast<uint64_t>(
          std::max<int64_t>(1, (end - SteadyClock::now()) / each));
      seeds = std::min({2 * seeds, left, kMostSeeds});
    }
  } catch (const Interrupted&) {
    if (worst.seed()) fmt::print("{}\n", worst.Text());
    throw;
  }
  if (!worst.seed()) {
    throw Error(
        "no boot of {} measured anything in {} s; try a larger --budget",
        options.scenario, options.budget_s);
  }
  // Once more, in a run of its own that can be kept.
  const RunFolder kept = Try(options, *worst.seed(), *worst.seed());
  for (const auto& folder : tried) std::filesystem::remove_all(folder);
  fmt::print("{}\nreplay: {}\n", worst.Text(), ReplayCommand(kept));
  return kExitPass;
}

// Runs a kept boot again and compares it byte by byte.
int Replay(const Options& options) {
  const RunFolder kept = RunFolder::Open(options.replay);
  const Manifest& manifest = kept.manifest();
  const auto fact = [&manifest](const char* name) {
    const auto found = manifest.host.find(name);
    return found == manifest.host.end() ? std::string() : found->second;
  };
  Options again = options;
  again.experiment.request.guest.turns_us.clear();
  again.experiment.request.guest.idle_exit_us.reset();
  std::istringstream rounds(fact("guest rounds"));
  if (manifest.clock != "virtual" || manifest.variants.size() != 1 ||
      manifest.cells.size() != 1 || manifest.schedule.empty() ||
      !manifest.schedule.front().seed || !(rounds >> again.experiment.rounds)) {
    throw Error("{} is not a run that explore has kept",
                options.replay.string());
  }
  again.scenario = manifest.cells.front();
  again.policy = manifest.variants.front().policy;
  again.experiment.kernels.base = manifest.variants.front().base;
  again.experiment.kernels.preemption = manifest.variants.front().preemption;
  again.experiment.request.guest.numa = ParseNumaLayout(fact("guest numa"));
  std::istringstream turns(fact("guest turns"));
  for (int period = 0; turns >> period; turns.ignore()) {
    again.experiment.request.guest.turns_us.push_back(period);
  }
  std::istringstream idle_exit(fact("guest idle exit us"));
  if (int us = 0; idle_exit >> us)
    again.experiment.request.guest.idle_exit_us = us;
  // A run that does not say it is of boots.
  again.experiment.request.guest.replicates = fact("replicates") == "fork"
                                                  ? ReplicateChoice::kFork
                                                  : ReplicateChoice::kBoot;
  std::optional<FunctionTrace> trace;
  std::filesystem::path trace_file;
  again.experiment.request.prepare = [&](const Kernel& kernel,
                                         const std::filesystem::path& folder,
                                         GuestTask& task) {
    trace_file = folder / "trace.txt";
    trace.emplace(TracedFunctions(kernel), trace_file);
    task.execution_log = trace->Log();
  };
  const uint64_t seed = *manifest.schedule.front().seed;
  const RunFolder replayed = Try(again, seed, seed);
  const auto records = [](const RunFolder& run) {
    return run.BootFolder(run.manifest().schedule.front()) / "records.jsonl";
  };
  const auto& host = replayed.manifest().host;
  if (const auto image = host.find("guest image");
      image != host.end() && image->second != fact("guest image")) {
    throw Error(
        "{} was made by another guest program, and another one is another "
        "schedule: build the version that made it",
        options.replay.string());
  }
  const auto difference = FirstDifference(records(kept), records(replayed));
  fmt::print("trace: {}\n", trace_file.string());
  for (const auto& [function, entries] : trace->Finish()) {
    fmt::print("  {:<32} {:>10} times\n", function, entries);
  }
  fmt::print("{}\n{}\n", replayed.path().string(),
             difference ? "DIFFERENT: " + ToString(*difference)
                        : "replayed to the byte");
  return difference ? kExitRegression : kExitPass;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* replay = app.add_option("--replay", options->replay,
                                "Run what was kept once more, write down which "
                                "functions of the fault's path each CPU "
                                "enters, and check that it is the same to the "
                                "byte");
  app.add_option("--scenario", options->scenario,
                 "Cell to search in: mixed_range/variant:blind")
      ->excludes(replay);
  app.add_option("--metric", options->metric,
                 "What the worst has most of: retries (a page), p99 (ns) or "
                 "starved (ends the search)")
      ->capture_default_str()
      ->check(CLI::IsMember({"retries", "p99", "starved"}));
  app.add_option("--policy", options->policy, "Lock policy")
      ->capture_default_str();
  app.add_option("--budget", options->budget_s,
                 "Time after which no further boot starts: 90s, 5m, 1h")
      ->capture_default_str()
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, uint64_t>{{"s", 1}, {"m", 60}, {"h", 3600}},
          CLI::AsNumberWithUnit::CASE_SENSITIVE));
  app.add_option("--first-seed", options->first_seed, "Where to begin")
      ->capture_default_str();
  app.add_option("--rounds", options->experiment.rounds, "Rounds of a boot")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  AddSourceOptions(app, options->experiment.kernels);
  AddNumaOption(app, options->experiment.request, "NUMA layout of the guest");
  app.add_option("--turns", options->experiment.request.guest.turns_us,
                 "Periods in us after which a CPU's turn ends, instead of the "
                 "seed's")
      ->delimiter(',')
      ->check(CLI::Range(1, 100'000));
  app.add_option("--results", options->experiment.request.results,
                 "Folder that run folders are made in");
  app.footer(
      "Runs some seeds after the other on the virtual clock and keeps a run "
      "folder of the\nworst one.\n"
      "Examples: hmmbench explore --scenario mixed_range/variant:blind "
      "--metric starved --rounds 40\n"
      "          hmmbench explore --scenario same_page --policy wait --metric "
      "retries --budget 10m\n"
      "          hmmbench explore --replay results/RUN");
  return [options] {
    if (!options->replay.empty()) return Replay(*options);
    if (options->scenario.empty()) {
      throw Error("name the cell to search in: --scenario same_page/threads:4");
    }
    return Search(*options);
  };
}

HMMBENCH_SUBCOMMAND(
    registration,
    {.name = "explore",
     .summary = "Search interleavings for the worst one, and replay it",
     .order = 46,
     .setup = Setup,
     .measures = true});

}  // namespace
}  // namespace hmmbench
