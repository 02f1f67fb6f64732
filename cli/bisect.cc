// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds the commit of a kernel tree that made it worse. It uses `git bisect
// run` with the gate as its judge. For each commit git runs this program again,
// as `hmmbench bisect OPTIONS --step FOLDER`.

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/verdict/gate.h"
#include "analysis/verdict/gate_policy.h"
#include "analysis/verdict/metric.h"
#include "cli/bisection.h"
#include "cli/experiment.h"
#include "cli/judge_commit.h"
#include "cli/kernel_choice.h"
#include "cli/measure_gate.h"
#include "cli/subcommand.h"
#include "fixtures/base/child.h"
#include "fixtures/base/error.h"
#include "fixtures/kernel/build/make_variables.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/variant.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/run/build_variants.h"
#include "fixtures/run/progress_line.h"

namespace hmmbench {
namespace {

struct Options {
  GateMeasurement measurement;
  std::string good;
  std::string bad;
  std::string metric = "throughput";
  double margin = 0.05;
  bool first_parent = false;
  std::vector<std::string> skip;
  std::filesystem::path resume;
  std::filesystem::path step;
  std::string commit;
};

// Returns a variant of the tree at a commit, with the options for its build.
std::string VariantText(const Options& options, const std::string& tree,
                        const std::string& commit, const std::string& label) {
  const KernelChoice& kernels = options.measurement.experiment.kernels;
  std::string variant = fmt::format("tree:{}@{},label={}", tree, commit, label);
  if (!kernels.preemption.empty()) variant += ",preempt=" + kernels.preemption;
  for (const auto& patch : kernels.patches) variant += ",patch=" + patch;
  const std::vector<std::string> profiles = ProfilesOf(kernels);
  if (profiles.size() > 1) {
    throw Error(
        "each commit is built once, so --config-profile can only name "
        "one");
  }
  return variant + ConfigText(kernels, profiles.front());
}

GatePolicy PolicyOf(const Options& options) {
  GatePolicy policy;
  GatePolicy::Rule rule;
  rule.cells = {"*"};
  rule.metrics = {MetricFromString(options.metric)};
  policy.rules.push_back(rule);
  policy.default_margin = options.margin;
  return policy;
}

// True when a boot of a variant came far enough to print something.
bool Booted(const std::vector<RunFolder>& runs, int variant) {
  return std::ranges::any_of(runs, [variant](const RunFolder& run) {
    std::vector<std::string> warnings;
    const auto boots = run.ReadBoots(&warnings);
    return std::ranges::any_of(boots, [variant](const RunFolder::Boot& boot) {
      return boot.scheduled.variant == variant && boot.record.boot_s > 0;
    });
  });
}

// Builds a commit's kernel. Returns why it cannot be built, or "" when it can.
std::string WhyUnbuilt(const KernelChoice& kernels) {
  KernelCache cache(KernelPatchesFolder(), DefaultCacheFolder() / "kernels");
  ProgressLine line(std::cerr);
  try {
    BuildVariants(cache, VariantsOf(kernels), line);
    return "";
  } catch (const Interrupted&) {
    throw;
  } catch (const CompilerTooNew&) {
    throw;  // of all commits alike
  } catch (const Error& error) {
    return error.what();
  }
}

// Builds the commit and the good one and measures both.
TriedCommit Try(const Options& options, const Bisection& bisection,
                const std::string& commit) {
  TriedCommit tried;
  tried.commit = commit;
  tried.subject = bisection.Subject(commit);
  const auto variant = [&](const std::string& of, const std::string& label) {
    return VariantText(options, bisection.request().tree.string(), of, label);
  };
  const std::string label = commit.substr(0, 12);
  GateMeasurement measurement = options.measurement;
  ExperimentOptions& experiment = measurement.experiment;
  experiment.request.results = bisection.RunsFolder();
  experiment.kernels = KernelChoice();
  experiment.kernels.variants = {variant(commit, label)};
  if (const std::string why = WhyUnbuilt(experiment.kernels); !why.empty()) {
    tried.reason = "does not build: " + why;
    return tried;
  }
  experiment.kernels.variants = {variant(bisection.request().good, "good"),
                                 variant(commit, label)};
  std::vector<RunFolder> runs;
  const GateResult gate = MeasureGate(measurement, PolicyOf(options), runs);
  tried.run = runs.front().path().string();
  if (!Booted(runs, 0)) {
    throw Error("the good commit {} does not boot; see {}",
                bisection.request().good, tried.run);
  }
  if (!Booted(runs, 1)) {
    tried.reason = "does not boot";
    return tried;
  }
  CommitJudgement judgement =
      JudgeCommit(gate, MetricFromString(options.metric));
  tried.outcome = judgement.outcome;
  tried.reason = std::move(judgement.reason);
  return tried;
}

// Tries one commit for `git bisect run`, which would take the exit code of
// another command's failure for a bad commit.
int Step(const Options& options) {
  try {
    Bisection bisection = Bisection::Open(options.step);
    const std::string commit =
        options.commit.empty() ? bisection.Current() : options.commit;
    std::optional<TriedCommit> tried = bisection.Find(commit);
    if (!tried) {
      tried = Try(options, bisection, commit);
      bisection.Add(*tried);
    }
    fmt::print(stderr, "{} {}: {}\n", commit.substr(0, 12),
               ToString(tried->outcome), tried->reason);
    return ExitCodeOf(tried->outcome);
  } catch (const std::exception& error) {
    fmt::print(stderr, "hmmbench: error: {}\n", error.what());
    return kBisectAbort;
  }
}

// Returns the words that the user wrote after "bisect".
std::vector<std::string> OwnArguments() {
  std::ifstream stream("/proc/self/cmdline");
  std::vector<std::string> arguments;
  for (std::string word; std::getline(stream, word, '\0');) {
    arguments.push_back(word);
  }
  const auto name = std::ranges::find(arguments, "bisect");
  return {name == arguments.end() ? name : name + 1, arguments.end()};
}

std::vector<std::string> StepCommand(const Bisection& bisection,
                                     const std::string& commit) {
  std::vector<std::string> command = {
      std::filesystem::read_symlink("/proc/self/exe").string(), "bisect"};
  const auto& arguments = bisection.request().arguments;
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.insert(command.end(), {"--step", bisection.folder().string()});
  if (!commit.empty()) command.insert(command.end(), {"--commit", commit});
  return command;
}

// Prints what git and the steps say, without git's quoting of the step.
void Tell(std::string_view line) {
  if (!line.starts_with("running ")) fmt::print(stderr, "{}\n", line);
}

// Checks that the bad commit is bad. If it were not, the search would name some
// commit at random.
void CheckThatBadIsBad(Bisection& bisection) {
  const std::string bad = bisection.request().bad;
  if (!bisection.Find(bad)) {
    const ChildResult step = RunChild({.arguments = StepCommand(bisection, bad),
                                       .folder = bisection.request().folder},
                                      Tell);
    bisection = Bisection::Open(bisection.folder());
    if (!bisection.Find(bad)) {
      throw Error(
          "{} could not be measured; hmmbench bisect --resume {} tries "
          "it again",
          bad, bisection.folder().string());
    }
  }
  const TriedCommit tried = *bisection.Find(bad);
  if (tried.outcome != BisectOutcome::kBad) {
    throw Error(
        "the bad commit {} is not seen to be worse than the good one ({}); "
        "another --cell, a smaller --margin or more --most-blocks may show it",
        bad.substr(0, 12), tried.reason);
  }
}

int Search(const Options& options) {
  Bisection bisection =
      options.resume.empty()
          ? Bisection::Create(
                options.measurement.experiment.request.results.empty()
                    ? ResultsFolder()
                    : options.measurement.experiment.request.results,
                {.tree = options.measurement.experiment.kernels.tree,
                 .good = options.good,
                 .bad = options.bad,
                 .arguments = OwnArguments(),
                 .folder = std::filesystem::current_path(),
                 .first_parent = options.first_parent,
                 .skip = options.skip})
          : Bisection::Open(options.resume);
  fmt::print(stderr, "bisection: {}\n", bisection.folder().string());
  Bisection::Result result;
  try {
    CheckThatBadIsBad(bisection);
    result = bisection.Run(StepCommand(bisection, ""), Tell);
  } catch (const Interrupted&) {
    throw Interrupted("interrupted; hmmbench bisect --resume {} goes on",
                      bisection.folder().string());
  }
  fmt::print("{}", bisection.Table());
  if (!result.first_bad.empty()) {
    fmt::print("first bad commit: {} {}\n", result.first_bad,
               bisection.Subject(result.first_bad));
    return kExitPass;
  }
  fmt::print("the first bad commit is one of these:\n");
  for (const std::string& commit : result.could_be) {
    fmt::print("  {} {}\n", commit, bisection.Subject(commit));
  }
  return kExitInconclusive;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  AddExperimentOptions(app, options->measurement.experiment);
  app.add_option("--good", options->good,
                 "Commit that is as it should be: what others are compared "
                 "with");
  app.add_option("--bad", options->bad, "Commit that is worse");
  app.add_option("--metric", options->metric,
                 "What it is worse by; a cell that starves or reads wrong data "
                 "is bad in any case")
      ->capture_default_str()
      ->check(CLI::IsMember(MetricNames()));
  app.add_option("--margin", options->margin,
                 "A commit that is worse by more than this share is bad: half "
                 "of what the bad one lost, or less")
      ->capture_default_str()
      ->check(CLI::Range(0.0001, 10.0));
  AddGateMeasurementOptions(app, options->measurement);
  app.add_flag("--first-parent", options->first_parent,
               "Search among merges: what one brought in counts as one commit");
  app.add_option("--skip", options->skip,
                 "A revision, or a range A..B, that is known not to build or "
                 "boot; may be repeated")
      ->expected(1)
      ->option_text("REV");
  app.add_option("--resume", options->resume,
                 "Folder of a bisection that was cut short: go on with it; no "
                 "other option is needed");
  // Only the driver itself uses this option.
  app.add_option("--step", options->step)->group("");
  app.add_option("--commit", options->commit)->group("");
  app.footer(
      "Has `git bisect run` search in a clone that borrows the tree's objects: "
      "the tree, its HEAD\nand its branches stay as they are. Each commit is "
      "built, booted and gated against the good\none; one that does not build "
      "or boot, panics, or stays inconclusive, is skipped.\n"
      "Exit codes: 0 found; 2 skipped commits hide it; 3 could not be done.\n"
      "Examples: hmmbench bisect --tree ~/linux --good v6.12 --bad HEAD --cell "
      "fault_path\n"
      "          hmmbench bisect --tree ~/linux --good A --bad B \\\n"
      "              --cell same_page/threads:4/delay_us:0 --metric retries "
      "--most-blocks 4");
  return [options] {
    if (!options->step.empty()) return Step(*options);
    if (options->resume.empty() &&
        (options->good.empty() || options->bad.empty() ||
         options->measurement.experiment.kernels.tree.empty())) {
      throw Error(
          "name the tree and both ends of the search: --tree DIR --good REV "
          "--bad REV");
    }
    return Search(*options);
  };
}

HMMBENCH_SUBCOMMAND(
    registration,
    {.name = "bisect",
     .summary = "Find the commit of a kernel tree that made it worse",
     .order = 25,
     .setup = Setup});

}  // namespace
}  // namespace hmmbench
