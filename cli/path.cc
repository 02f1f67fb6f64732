// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The instructions of an uncontended fault, function by function.

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/experiment.h"
#include "cli/fault_path.h"
#include "cli/kernel_choice.h"
#include "cli/subcommand.h"
#include "fixtures/base/error.h"
#include "fixtures/guest/execution_log.h"
#include "fixtures/kernel/build/symbols.h"
#include "fixtures/measure/counters.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/run/request.h"

namespace hmmbench {
namespace {

// Room for a hundred and more faults of 8,000 instructions, with a line of 80
// bytes for each instruction, and for the code between them.
constexpr uint64_t kLogBytes = uint64_t{320} << 20U;
// More rounds than the log has room for. The guest is ended when the log is
// full.
constexpr uint64_t kRounds = 100'000;

struct Options {
  ExperimentOptions experiment;
  std::string cell = "fault_path";
  size_t rows = 25;
};

struct LoggedKernel {
  std::filesystem::path symbols;
  std::filesystem::path log;
};

FaultPath Read(const LoggedKernel& kernel) {
  const KernelSymbols symbols(kernel.symbols);
  FaultPathReader reader(symbols);
  std::ifstream stream(kernel.log);
  for (std::string line; std::getline(stream, line);) {
    if (const auto executed = ParseExecuted(line)) reader.Feed(*executed);
  }
  const auto path = reader.Usual();
  if (!path) {
    throw Error("{} has no whole fault that migrated a page",
                kernel.log.string());
  }
  return *path;
}

int Measure(const Options& options) {
  std::map<std::filesystem::path, LoggedKernel> kernels;  // by boot folder
  ExperimentOptions experiment = options.experiment;
  experiment.request.guest.clock = ClockChoice::kVirtual;
  experiment.request.guest.seeds = {1};
  experiment.request.guest.replicates = ReplicateChoice::kBoot;
  experiment.cells = {options.cell};
  experiment.rounds = kRounds;
  // An open counter of page faults would add instructions to the path.
  experiment.request.counters = CounterSet::kNone;
  experiment.request.prepare = [&kernels](const Kernel& kernel,
                                          const std::filesystem::path& folder,
                                          GuestTask& task) {
    const KernelSymbols symbols(kernel.symbols);
    kernels[folder] = {.symbols = kernel.symbols,
                       .log = folder / "instructions.log"};
    task.execution_log = {
        .file = kernels[folder].log,
        .ranges = {{.start = symbols.text_start(),
                    .bytes = symbols.text_end() - symbols.text_start()}},
        .each_instruction_until_bytes = kLogBytes};
  };
  const RunFolder run = RunExperiment(experiment);

  std::vector<std::string> labels;
  std::vector<FaultPath> paths;
  for (const ScheduledBoot& boot : run.manifest().schedule) {
    const LoggedKernel& kernel = kernels.at(run.BootFolder(boot));
    labels.push_back(
        run.manifest().variants[static_cast<size_t>(boot.variant)].label);
    paths.push_back(Read(kernel));
    std::filesystem::remove(kernel.log);
  }
  fmt::print("Instructions of a usual fault in {}, by function:\n\n{}",
             run.manifest().cells.front(),
             FaultPathTable(labels, paths, options.rows));
  fmt::print(
      "\nOf the faults that were seen whole as many were as long as that:");
  for (size_t i = 0; i < paths.size(); ++i) {
    fmt::print("{} {} {} of {}", i == 0 ? "" : ",", labels[i], paths[i].alike,
               paths[i].faults);
  }
  fmt::print(
      ".\nEach turn of a repeated string instruction counts, as it does in the "
      "virtual\nclock's time.\n");
  std::filesystem::remove_all(run.path());
  return kExitPass;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--policies", options->experiment.kernels.policies,
                 "Lock policies to compare, separated by commas; the first is "
                 "the baseline")
      ->option_text("NAME,... [usual]");
  AddSourceOptions(app, options->experiment.kernels);
  app.add_option("--cell", options->cell, "Whose faults: one thread's")
      ->capture_default_str();
  app.add_option("--rows", options->rows,
                 "How many of the functions that do not differ are shown")
      ->capture_default_str();
  app.footer(
      "Boots each kernel once on the virtual clock, has QEMU write down every "
      "instruction that a few faults execute in the kernel, and counts them.\n"
      "Examples: hmmbench path\n"
      "          hmmbench path --policies trylock,trylock+longer-path --rows "
      "0");
  return [options] { return Measure(*options); };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "path",
                     .summary = "Show which functions a fault's instructions "
                                "go to",
                     .order = 47,
                     .setup = Setup});

}  // namespace
}  // namespace hmmbench
