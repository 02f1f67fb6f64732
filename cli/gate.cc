// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analysis/alpha_spending.h"
#include "cli/experiment.h"
#include "cli/subcommand.h"
#include "fixtures/record/atomic_file.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

struct Options {
  ExperimentOptions experiment;
  std::vector<std::filesystem::path> folders;
  std::filesystem::path policy;
  std::filesystem::path margins;
  std::filesystem::path junit;
  std::filesystem::path markdown;
  double most_blocks = 0;  // 0: one look
  FamilyOptions family;
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

// Blocks of boots of an arm; on the virtual clock two seeds count as one.
double BlocksOf(const RunFolder& run) {
  const Manifest& manifest = run.manifest();
  return static_cast<double>(manifest.schedule.size()) /
         static_cast<double>(2 * std::max<size_t>(1, manifest.arms.size()));
}

// The seeds after those of `run`, as many.
std::string NextSeeds(const RunFolder& run) {
  uint64_t first = UINT64_MAX;
  uint64_t last = 0;
  for (const ScheduledBoot& boot : run.manifest().schedule) {
    first = std::min(first, boot.seed.value_or(1));
    last = std::max(last, boot.seed.value_or(1));
  }
  return fmt::format("{}..{}", last + 1, last + (last - first + 1));
}

GateResult Look(const std::vector<RunFolder>& runs, const GatePolicy& policy,
                FamilyOptions family, double alpha) {
  family.alpha = alpha;
  return Gate(Compare(runs, CompareOptionsOf(policy, family)), policy);
}

// Boots block after block until nothing is open or the cap is reached; `runs`
// becomes their folders.
GateResult Measure(const Options& options, const GatePolicy& policy,
                   std::vector<RunFolder>& runs) {
  ExperimentOptions experiment = options.experiment;
  runs = {RunExperiment(experiment)};
  const double blocks = BlocksOf(runs.front());
  const auto looks =
      std::max(1, static_cast<int>(options.most_blocks / blocks));
  const std::vector<double> alphas = SpendAlpha(options.family.alpha, looks);
  GateResult result = Look(runs, policy, options.family, alphas.front());
  for (int look = 1; look < looks; ++look) {
    if (result.outcome != GateOutcome::kInconclusive) break;
    fmt::print(stderr, "look {} of {}: {}; booting {} more blocks\n", look,
               looks, Headline(result), blocks);
    if (runs.back().manifest().clock == "virtual") {
      experiment.seeds = NextSeeds(runs.back());
    }
    runs.push_back(RunExperiment(experiment));
    GateResult now =
        Look(runs, policy, options.family, alphas[static_cast<size_t>(look)]);
    KeepSettled(result, &now);
    result = std::move(now);
  }
  for (const RunFolder& run : runs) {
    fmt::print("run: {}\n", run.path().string());
  }
  return result;
}

int RunGate(const Options& options) {
  if (options.folders.empty() && options.experiment.dry_run) {
    PrintExperiment(options.experiment);
    return kExitPass;
  }
  const GatePolicy policy = PolicyOf(options);
  std::vector<RunFolder> runs;
  for (const auto& folder : options.folders) {
    runs.push_back(RunFolder::Open(folder));
  }
  const GateResult result =
      options.folders.empty()
          ? Measure(options, policy, runs)
          : Look(runs, policy, options.family, options.family.alpha);
  fmt::print("{}", GateText(result));
  if (!options.junit.empty()) ReplaceFile(options.junit, GateJUnit(result));
  if (!options.markdown.empty()) {
    ReplaceFile(options.markdown, GateMarkdown(result));
  }
  const int exit_code = ExitCodeOf(result.outcome);
  return options.folders.empty() ? ExitCodeWithUnbuilt(runs.front(), exit_code)
                                 : exit_code;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("folders", options->folders,
                 "Finished run folders to judge, instead of running anything");
  AddExperimentOptions(app, options->experiment);
  app.add_option("--policy", options->policy,
                 "TOML file: which cells and metrics, margins, what to do with "
                 "inconclusive ones; see analysis/README.md");
  app.add_option("--margins", options->margins,
                 "TOML file of margins that `hmmbench calibrate` has made, "
                 "instead of the policy's");
  app.add_option("--junit", options->junit, "Write JUnit XML to this file");
  app.add_option("--markdown", options->markdown,
                 "Write a summary in Markdown to this file");
  app.add_option("--most-blocks", options->most_blocks,
                 "Go on while inconclusive, --blocks at a time, up to so many; "
                 "the looks share the error probability")
      ->check(CLI::Range(0.5, 1000.0));
  app.add_option("--alpha", options->family.alpha,
                 "Probability of one false alarm or more in all cells together")
      ->capture_default_str()
      ->check(CLI::Range(0.0001, 0.5));
  app.footer(
      "Every kernel against the first. Without a policy: throughput and p99 of "
      "every cell,\nmargin 10 %; counts and virtual-clock figures that no "
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
     .setup = Setup});

}  // namespace
}  // namespace hmmbench
