// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// plan -> kernels -> guests -> run folder: what `run` and `compare` share.

#ifndef HMMBENCH_CLI_EXPERIMENT_H_
#define HMMBENCH_CLI_EXPERIMENT_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/harness/plan.h"
#include "cli/kernel_choice.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/run/request.h"

namespace hmmbench {

struct ExperimentOptions {
  std::string plan = "default";
  // Instead of a plan: these cells, `rounds` rounds each.
  std::vector<std::string> cells;
  uint64_t rounds = 20;
  // What the axis "driver" is set to, in cells that have it; empty: nothing.
  std::string driver;
  // Instead of the plan's; see benchmarks/harness/sweep.h. 0: as the plan says.
  std::map<std::string, std::vector<uint64_t>> knobs;
  uint64_t visits = 0;
  KernelChoice kernels;
  double blocks = 0;  // 0: as the plan says
  // Of each kernel and turn model, see benchmarks/harness/sensitivity.h;
  // absent: as the plan says.
  std::optional<uint64_t> sensitivity = 0;
  // What does not depend on a plan: places, work, variants and blocks are
  // filled in later.
  RunRequest request;
  bool dry_run = false;
};

// The options as they appear on the command line.
void AddExperimentOptions(CLI::App& app, ExperimentOptions& options);
// Single ones, for commands that have few. `help` is that of the option.
CLI::Option* AddNumaOption(CLI::App& app, RunRequest& request,
                           const std::string& help);
CLI::Option* AddSeedsOption(CLI::App& app, RunRequest& request,
                            const std::string& help);
CLI::Option* AddClockOption(CLI::App& app, RunRequest& request,
                            const std::string& help);

// What the options say to measure. Throws Error that names the near matches.
Plan ChoosePlan(const ExperimentOptions& options);

// The same for a runner.
RunRequest RequestOf(const ExperimentOptions& options, const Plan& plan);

// Runs it as Run() does and returns the folder. Throws as Run() does.
RunFolder RunExperiment(const ExperimentOptions& options);

// `exit_code`, what is known of the kernels that were measured; where some
// could not be built and that is no regression, kExitHarnessError. Says on
// stderr which those are.
int ExitCodeWithUnbuilt(const RunFolder& run, int exit_code);

// Prints what RunExperiment() would do: kernels, order of the boots, the whole
// command line of a boot, cells.
void PrintExperiment(const ExperimentOptions& options);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_EXPERIMENT_H_
