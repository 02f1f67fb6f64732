// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The same races on the virtual clock, on CPUs that run at the same time, and
// on paper.

#include "analysis/model/model_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/harness/plan.h"
#include "cli/experiment.h"
#include "cli/idle_cores.h"
#include "cli/kernel_choice.h"
#include "cli/subcommand.h"
#include "fixtures/base/atomic_file.h"
#include "fixtures/base/error.h"
#include "fixtures/guest/guest.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/run/request.h"

namespace hmmbench {
namespace {

constexpr const char* kPlan = "model-check";
// The number of blocks of stock that measure how long a fault takes on the
// parallel CPUs.
constexpr double kControlBlocks = 0.5;

using Folders = std::vector<std::filesystem::path>;

struct Options {
  ExperimentOptions experiment;
  int threads = 2;
  std::filesystem::path on_virtual;
  std::filesystem::path on_parallel;
  std::filesystem::path output;
  ModelCheckOptions check;
};

// Returns the plan's cells for so many threads.
std::vector<std::string> CellsOf(const Plan& plan, int threads) {
  std::vector<std::string> names;
  for (const PlannedCell& planned : plan.cells) {
    Cell cell = planned.cell;
    if (cell.axes.contains("threads")) {
      // The threads of a device count too.
      const int64_t devices =
          cell.axes.contains("devices") ? cell.Number("devices") : 0;
      cell.axes["threads"] =
          std::to_string(std::max<int64_t>(1, threads - devices));
    }
    names.push_back(cell.Name());
  }
  return names;
}

// Returns the same cells with `scale` times their delays.
std::vector<std::string> Scaled(std::vector<std::string> cells, double scale) {
  for (std::string& name : cells) {
    Cell cell = ParseCell(name);
    if (!cell.axes.contains("delay_us")) continue;
    const auto delay = static_cast<double>(cell.Number("delay_us"));
    cell.axes["delay_us"] = std::to_string(std::llround(delay * scale));
    name = cell.Name();
  }
  return cells;
}

// Cells that are named one by one have a common number of rounds.
uint64_t RoundsOf(const Plan& plan) {
  uint64_t rounds = 1;
  for (const PlannedCell& cell : plan.cells) {
    rounds = std::max(rounds, cell.rounds);
  }
  return rounds;
}

int GuestCpus(const ExperimentOptions& experiment) {
  return experiment.request.guest.numa.Cpus();
}

void NeedIdleCores(int guest_cpus) {
  const auto idle = MeasureIdleCores();
  if (idle && !idle->Fit(guest_cpus)) {
    throw Error(
        "{}, and a guest of {} CPUs needs one for each of them: wait until the "
        "host is idle, use fewer threads, or name a run of another machine "
        "with --parallel",
        idle->Describe(), guest_cpus);
  }
}

ExperimentOptions VirtualExperiment(const Options& options, const Plan& plan) {
  ExperimentOptions experiment = options.experiment;
  GuestOptions& guest = experiment.request.guest;
  guest.clock = ClockChoice::kVirtual;
  // Threads start as they do on parallel CPUs.
  guest.together = true;
  guest.accelerator = "auto";
  experiment.cells = CellsOf(plan, options.threads);
  return experiment;
}

// Returns the experiment without cells.
ExperimentOptions ParallelExperiment(const Options& options) {
  ExperimentOptions experiment = options.experiment;
  experiment.request.guest.clock = ClockChoice::kReal;
  experiment.request.guest.seeds.clear();
  return experiment;
}

// Measures the ns of an uncontended fault, in boots of their own. `passing`
// gets their folder, which is kept until the end, for a check that is cut
// short.
double MeasureFault(ExperimentOptions experiment, Folders& passing) {
  experiment.kernels.policies = "stock";
  experiment.cells = {"fault_path"};
  experiment.blocks = kControlBlocks;
  std::vector<uint64_t>& seeds = experiment.request.guest.seeds;
  if (!seeds.empty()) seeds = {1};
  const RunFolder alone = RunExperiment(experiment);
  passing.push_back(alone.path());
  return UncontendedFaultNs(alone);
}

RunFolder MeasureParallel(const Options& options, const Plan& plan,
                          double virtual_fault_ns, Folders& passing) {
  ExperimentOptions experiment = ParallelExperiment(options);
  const double fault_ns = MeasureFault(experiment, passing);
  fmt::print("a fault takes {:.1f} us on the virtual clock, {:.1f} us here\n",
             virtual_fault_ns / 1e3, fault_ns / 1e3);
  experiment.cells =
      Scaled(CellsOf(plan, options.threads), fault_ns / virtual_fault_ns);
  return RunExperiment(experiment);
}

// Measures the same on the virtual clock. A delay, and the time to wake a CPU,
// last as many faults as they did in the parallel run, not as many as were
// planned for it, because a fault takes longer in one boot than in another.
RunFolder MeasureVirtual(const Options& options, const Plan& plan,
                         const RunFolder& on_parallel,
                         double virtual_fault_ns) {
  ExperimentOptions experiment = VirtualExperiment(options, plan);
  const double scale = virtual_fault_ns / UncontendedFaultNs(on_parallel);
  experiment.cells = Scaled(on_parallel.manifest().cells, scale);
  if (const auto wakeup_us = WakeupUs(on_parallel, options.check)) {
    std::optional<int>& idle_exit_us = experiment.request.guest.idle_exit_us;
    idle_exit_us = static_cast<int>(std::lround(*wakeup_us * scale));
    fmt::print(
        "a wake-up takes {:.0f} us here, so it is given {} us on the virtual "
        "clock\n",
        *wakeup_us, *idle_exit_us);
  }
  return RunExperiment(experiment);
}

int Report(const Options& options, const RunFolder& on_virtual,
           const RunFolder& on_parallel) {
  const ModelCheck check = CheckModel(on_virtual, on_parallel, options.check);
  const std::string text = ModelCheckText(check);
  fmt::print("{}", text);
  const std::filesystem::path folder =
      options.output.empty() ? on_parallel.path() : options.output;
  std::filesystem::create_directories(folder);
  ReplaceFile(folder / "model-check.txt", text);
  ReplaceFile(folder / "model-check.json", ModelCheckJson(check));
  fmt::print("\nreport: {}\n", (folder / "model-check.txt").string());
  switch (check.agreement) {
    case Agreement::kHolds:
      return kExitPass;
    case Agreement::kFails:
      return kExitRegression;
    case Agreement::kUndecided:
      break;
  }
  return kExitInconclusive;
}

int RunModelCheck(Options options) {
  ExperimentOptions& experiment = options.experiment;
  const Plan plan = FindPlan(kPlan, PlansFolder());
  NumaLayout& numa = experiment.request.guest.numa;
  if (numa.nodes == 0) {
    numa.nodes = 1;
    numa.cpus_per_node = options.threads;
  }
  experiment.rounds = RoundsOf(plan);
  if (experiment.blocks == 0) experiment.blocks = plan.blocks;
  const int guest_cpus = GuestCpus(experiment);
  if (guest_cpus < options.threads) {
    throw Error("--numa {} has {} CPUs for {} threads, which need one each",
                ToString(numa), guest_cpus, options.threads);
  }
  if (experiment.dry_run) {
    PrintExperiment(VirtualExperiment(options, plan));
    ExperimentOptions parallel = ParallelExperiment(options);
    parallel.cells = CellsOf(plan, options.threads);
    fmt::print(
        "\nthe same on parallel CPUs, with delays as many times longer as a "
        "fault takes there:\n");
    PrintExperiment(parallel);
    return kExitPass;
  }
  // This is checked now, and not after minutes of measuring.
  if (options.on_parallel.empty()) NeedIdleCores(guest_cpus);
  std::optional<RunFolder> on_virtual;
  if (!options.on_virtual.empty()) {
    on_virtual = RunFolder::Open(options.on_virtual);
  }
  Folders passing;
  const double fault_ns =
      on_virtual ? UncontendedFaultNs(*on_virtual)
                 : MeasureFault(VirtualExperiment(options, plan), passing);
  std::optional<RunFolder> on_parallel;
  if (options.on_parallel.empty()) {
    NeedIdleCores(guest_cpus);
    on_parallel = MeasureParallel(options, plan, fault_ns, passing);
  } else {
    on_parallel = RunFolder::Open(options.on_parallel);
  }
  if (!on_virtual) {
    on_virtual = MeasureVirtual(options, plan, *on_parallel, fault_ns);
  }
  for (const auto& folder : passing) std::filesystem::remove_all(folder);
  return Report(options, *on_virtual, *on_parallel);
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  ExperimentOptions& experiment = options->experiment;
  experiment.kernels.policies = "stock,trylock,wait";
  experiment.request.guest.numa.nodes = 0;  // not given
  experiment.request.guest.seeds = {1, 2, 3};
  app.add_option("--virtual", options->on_virtual,
                 "A finished run on the virtual clock, instead of measuring");
  app.add_option("--parallel", options->on_parallel,
                 "A finished run on CPUs that ran at the same time (KVM, "
                 "--clock real, --on host), of this or another machine");
  app.add_option("--threads", options->threads,
                 "That touch a page at once; each needs an idle core")
      ->capture_default_str()
      ->check(CLI::Range(2, 64));
  AddNumaOption(app, experiment.request, "NUMA layout of the guest")
      ->option_text("LAYOUT [1xTHREADS]");
  AddSeedsOption(app, experiment.request,
                 "Interleavings on the virtual clock: N or A..B")
      ->option_text("N|A..B [3]");
  app.add_option("--blocks", experiment.blocks,
                 "Blocks of two boots a kernel on the parallel CPUs")
      ->option_text("N [2]")
      ->check(CLI::Range(0.5, 1000.0));
  app.add_option("--policies", experiment.kernels.policies,
                 "Lock policies; stock is what speeds are compared with")
      ->capture_default_str();
  AddSourceOptions(app, experiment.kernels);
  app.add_option("--accel", experiment.request.guest.accelerator,
                 "Of the parallel CPUs: auto, kvm or tcg")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "kvm", "tcg"}));
  app.add_option("--pages", options->check.pages,
                 "Races simulated for each cell and policy")
      ->capture_default_str()
      ->check(CLI::Range(2, 10'000'000));
  app.add_option("--results", experiment.request.results,
                 "Folder that the runs' folders are made in");
  app.add_option("--output", options->output,
                 "Folder for the report (default: the parallel run's)");
  app.add_flag("--dry-run", experiment.dry_run,
               "Print what would be done, the QEMU command lines included");
  app.footer(
      "Runs plan model-check on CPUs that run at the same time, then on the "
      "virtual clock, with\ndelays and wake-ups scaled by what a fault takes, "
      "and simulates the same races on paper. Writes\nmodel-check.txt and "
      "model-check.json.\n"
      "Exit code 0: the virtual clock's races agree with parallel CPUs; 1: "
      "they do not; 2: undecided;\n3: could not be done (too few idle cores "
      "among others).\n"
      "Examples: hmmbench model-check\n"
      "          hmmbench model-check --threads 4 --blocks 4\n"
      "          hmmbench model-check --virtual results/RUN1 --parallel "
      "results/RUN2");
  return [options] { return RunModelCheck(*options); };
}

HMMBENCH_SUBCOMMAND(
    registration,
    {.name = "model-check",
     .summary = "Check the virtual clock's races against CPUs in parallel",
     .order = 46,
     .setup = Setup,
     .measures = true});

}  // namespace
}  // namespace hmmbench
