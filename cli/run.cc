// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/experiment.h"
#include "cli/subcommand.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

// A starvation is a result like any other, and so is a cell that was given up:
// a continuation runs the cells after it.
bool EveryBootFinished(const RunFolder& folder) {
  std::vector<std::string> warnings;
  const auto boots = folder.ReadBoots(&warnings);
  return warnings.empty() &&
         boots.size() == folder.manifest().schedule.size() &&
         std::all_of(boots.begin(), boots.end(), [](const auto& boot) {
           return boot.record.state == BootState::kFinished ||
                  boot.record.state == BootState::kStarved ||
                  (boot.record.state == BootState::kHung &&
                   (!boot.stream.open_cell.empty() ||
                    (!boot.stream.cells.empty() &&
                     boot.stream.cells.back().outcome == CellOutcome::kSlow)));
         });
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<ExperimentOptions>();
  options->sensitivity.reset();  // as the plan says
  AddExperimentOptions(app, *options);
  app.add_option("--items", options->request.items,
                 "Measure nothing: make a run folder that is split into so "
                 "many work items, for hmmbench item; --resume puts them "
                 "together")
      ->check(CLI::Range(1, 100'000));
  app.footer(
      "Writes a run folder and prints its path; `hmmbench compare FOLDER` "
      "makes a report of it.\n"
      "Example: hmmbench run --policies wait --plan smoke");
  return [options] {
    if (options->dry_run) {
      PrintExperiment(*options);
      return kExitPass;
    }
    const RunFolder folder = RunExperiment(*options);
    fmt::print("{}\n", folder.path().string());
    const Manifest& manifest = folder.manifest();
    if (manifest.items > 0 && manifest.state != "finished") return kExitPass;
    return ExitCodeWithUnbuilt(
        folder, EveryBootFinished(folder) ? kExitPass : kExitHarnessError);
  };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "run",
                     .summary = "Run a plan on kernels and keep the records",
                     .order = 40,
                     .setup = Setup,
                     .measures = true});

}  // namespace
}  // namespace hmmbench
