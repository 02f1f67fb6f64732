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
  // If not empty, these cells are measured in place of a plan, `rounds` rounds
  // each.
  std::vector<std::string> cells;
  uint64_t rounds = 20;
  // The value to set the axis "driver" to, in cells that have it. If empty,
  // nothing is set.
  std::string driver;
  // These replace the plan's values; see benchmarks/harness/sweep.h. 0 means
  // the plan's.
  std::map<std::string, std::vector<uint64_t>> knobs;
  uint64_t visits = 0;
  KernelChoice kernels;
  double blocks = 0;  // 0: as the plan says
  // Boots of each kernel and turn model, see benchmarks/harness/sensitivity.h.
  // Absent means the plan's.
  std::optional<uint64_t> sensitivity = 0;
  // The settings that do not depend on a plan. Places, work, variants and
  // blocks are filled in later.
  RunRequest request;
  bool dry_run = false;
};

// Adds the options to the command line.
void AddExperimentOptions(CLI::App& app, ExperimentOptions& options);
// Adds single options, for commands that have few. `help` is the help text of
// the option.
CLI::Option* AddNumaOption(CLI::App& app, RunRequest& request,
                           const std::string& help);
CLI::Option* AddSeedsOption(CLI::App& app, RunRequest& request,
                            const std::string& help);
CLI::Option* AddClockOption(CLI::App& app, RunRequest& request,
                            const std::string& help);

// Returns the plan that the options ask for. Throws Error that names the near
// matches.
Plan ChoosePlan(const ExperimentOptions& options);

// Turns the options into a request for a runner.
RunRequest RequestOf(const ExperimentOptions& options, const Plan& plan);

// Runs the experiment as Run() does and returns the folder. Throws as Run()
// does.
RunFolder RunExperiment(const ExperimentOptions& options);

// Returns `exit_code`, which is about the kernels that were measured. When some
// kernels could not be built and `exit_code` is no regression, returns
// kExitHarnessError instead. Names those kernels on stderr.
int ExitCodeWithUnbuilt(const RunFolder& run, int exit_code);

// Prints what RunExperiment() would do: kernels, order of the boots, the whole
// command line of a boot, cells.
void PrintExperiment(const ExperimentOptions& options);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_EXPERIMENT_H_
