// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analysis/verdict/calibration.h"
#include "analysis/verdict/gate.h"
#include "cli/experiment.h"
#include "cli/subcommand.h"
#include "fixtures/base/atomic_file.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/run/request.h"

namespace hmmbench {
namespace {

struct Options {
  ExperimentOptions experiment;
  std::vector<std::filesystem::path> folders;
  std::filesystem::path output = "margins.toml";
  double floor = 0.02;
  int boots = 0;  // 0: as many as were measured
};

// Returns the boots of the baseline in the cell that has most.
int BootsOf(const Comparison& comparison) {
  int most = 2;
  for (const CellComparison& cell : comparison.cells) {
    most = std::max(most, cell.variants.front().boots);
  }
  return most;
}

int RunCalibrate(const Options& options) {
  ExperimentOptions experiment = options.experiment;
  if (experiment.kernels.policies == "usual")
    experiment.kernels.policies = "stock";
  if (experiment.kernels.policies.find(',') == std::string::npos) {
    experiment.kernels.policies += "," + experiment.kernels.policies;
  }
  if (experiment.kernels.variants.size() == 1) {
    experiment.kernels.variants.push_back(experiment.kernels.variants.front());
  }
  if (options.folders.empty() && experiment.dry_run) {
    PrintExperiment(experiment);
    return kExitPass;
  }
  std::vector<RunFolder> runs;
  for (const auto& folder : options.folders) {
    runs.push_back(RunFolder::Open(folder));
  }
  if (runs.empty()) runs.push_back(RunExperiment(experiment));
  const Comparison comparison = Compare(runs, CompareOptions());
  const int boots = options.boots > 0 ? options.boots : BootsOf(comparison);
  const Margins margins = Calibrate(comparison, options.floor, boots);
  const Manifest& manifest = comparison.manifest;
  ReplaceFile(
      options.output,
      ToToml(margins,
             fmt::format("Margins for {} boots a variant ({} blocks), made by "
                         "hmmbench calibrate\nfrom {} of {}: {}, {} clock, {}\n"
                         "{}",
                         boots, boots / 2.0, BootsOf(comparison), manifest.id,
                         comparison.title, manifest.clock, manifest.fidelity,
                         manifest.command)));
  fmt::print("{}: margins of {} cells for {} boots a variant\n",
             options.output.string(), margins.cells.size(), boots);
  return kExitPass;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  // On the virtual clock a kernel does not differ from itself.
  options->experiment.request.guest.clock = ClockChoice::kReal;
  app.add_option("folders", options->folders,
                 "Finished A/A run folders, instead of running anything; "
                 "several of one kernel add their boots");
  AddExperimentOptions(app, options->experiment);
  app.add_option("--output", options->output, "File to write the margins to")
      ->capture_default_str();
  app.add_option("--floor", options->floor,
                 "No margin is below this share: a difference that nobody "
                 "minds, however well it is proved")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--boots", options->boots,
                 "Boots a variant that the gate will have. Default: as many as "
                 "were measured here")
      ->check(CLI::Range(2, 10'000));
  app.footer(
      "Compares a kernel with itself (stock, or the one that --policies names) "
      "and writes for\neach cell and metric the margin within which as many "
      "boots prove nine times out of ten\nthat nothing differs. `hmmbench gate "
      "--margins FILE` reads it.\n"
      "Examples: hmmbench calibrate --plan smoke --blocks 4 --output "
      "margins.toml\n"
      "          hmmbench calibrate results/aa-monday results/aa-tuesday");
  return [options] { return RunCalibrate(*options); };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "calibrate",
                     .summary = "Make a gate's margins from a kernel compared "
                                "with itself",
                     .order = 22,
                     .setup = Setup,
                     .measures = true});

}  // namespace
}  // namespace hmmbench
