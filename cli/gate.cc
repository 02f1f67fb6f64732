// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/gate.h"

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/experiment.h"
#include "cli/measure_gate.h"
#include "cli/subcommand.h"
#include "fixtures/base/atomic_file.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

struct Options {
  GateMeasurement measurement;
  std::vector<std::filesystem::path> folders;
  std::filesystem::path policy;
  std::filesystem::path margins;
  std::filesystem::path junit;
  std::filesystem::path markdown;
};

int ExitCodeOf(GateOutcome outcome) {
  switch (outcome) {
    case GateOutcome::kPass:
      return kExitPass;
    case GateOutcome::kRegression:
      return kExitRegression;
    case GateOutcome::kInconclusive:
      return kExitInconclusive;
    case GateOutcome::kNothing:
      return kExitSkipped;
  }
  return kExitHarnessError;
}

GatePolicy PolicyOf(const Options& options) {
  GatePolicy policy;
  if (!options.policy.empty()) policy = ReadGatePolicy(options.policy);
  if (!options.margins.empty())
    policy.calibrated = ReadMargins(options.margins);
  return policy;
}

int RunGate(const Options& options) {
  if (options.folders.empty() && options.measurement.experiment.dry_run) {
    PrintExperiment(options.measurement.experiment);
    return kExitPass;
  }
  const GatePolicy policy = PolicyOf(options);
  std::vector<RunFolder> runs;
  for (const auto& folder : options.folders) {
    runs.push_back(RunFolder::Open(folder));
  }
  const FamilyOptions& family = options.measurement.family;
  const GateResult result =
      options.folders.empty() ? MeasureGate(options.measurement, policy, runs)
                              : LookAtRuns(runs, policy, family, family.alpha);
  fmt::print("{}", GateText(result));
  if (!options.junit.empty()) ReplaceFile(options.junit, GateJUnit(result));
  if (!options.markdown.empty()) {
    ReplaceFile(options.markdown, GateMarkdown(result));
  }
  int exit_code = ExitCodeOf(result.outcome);
  for (const RunFolder& run : runs) {
    exit_code = ExitCodeWithUnbuilt(run, exit_code);
  }
  return exit_code;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("folders", options->folders,
                 "Finished run folders to judge, instead of running anything");
  // The plan decides.
  options->measurement.experiment.sensitivity.reset();
  AddExperimentOptions(app, options->measurement.experiment);
  app.add_option("--policy", options->policy,
                 "TOML file: which cells and metrics, margins, what to do with "
                 "inconclusive ones; see analysis/README.md");
  app.add_option("--margins", options->margins,
                 "TOML file of margins that `hmmbench calibrate` has made, "
                 "instead of the policy's");
  app.add_option("--junit", options->junit, "Write JUnit XML to this file");
  app.add_option("--markdown", options->markdown,
                 "Write a summary in Markdown to this file");
  AddGateMeasurementOptions(app, options->measurement);
  app.footer(
      "Every kernel against the first. Without a policy: throughput, p99, "
      "faults\nand migrate_to_ram() calls per page of every cell, margin 10 %; "
      "counts and virtual-clock figures that no "
      "chance is in are gated exactly.\nStarved cells, wrong data and panics "
      "always fail.\n"
      "Exit codes: 0 pass; 1 regression (starved and broken included); 2 "
      "inconclusive;\n            3 could not be done; 77 nothing to gate.\n"
      "Examples: hmmbench gate --policies stock,wait --plan smoke --junit "
      "gate.xml\n"
      "          hmmbench gate --clock virtual --policies stock,stock   # A/A\n"
      "          hmmbench gate --policy gate.toml --blocks 2 --most-blocks 8\n"
      "          hmmbench gate results/20261122-210000-default");
  return [options] { return RunGate(*options); };
}

HMMBENCH_SUBCOMMAND(
    registration,
    {.name = "gate",
     .summary = "Compare kernels with a verdict as exit code, for CI",
     .order = 20,
     .setup = Setup,
     .measures = true});

}  // namespace
}  // namespace hmmbench
