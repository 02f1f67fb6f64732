// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// plan -> kernels -> guests -> run folder: what `run` and `compare` share.

#ifndef HMMBENCH_CLI_EXPERIMENT_H_
#define HMMBENCH_CLI_EXPERIMENT_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/harness/plan.h"
#include "cli/guest_device.h"
#include "cli/kernel_choice.h"
#include "fixtures/guest/guest.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/record/run_folder.h"

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
  double blocks = 0;               // 0: as the plan says
  std::optional<uint64_t> order;   // see cli/boot_order.h; drawn if absent
  std::string on = "guest";        // or "host": this machine, no guest
  std::string device = "dmirror";  // see fixtures/device/open_device.h
  std::string numa = "2x2";
  std::string accelerator = "auto";  // or "kvm", "tcg"
  std::string clock = "auto";        // or "real", "virtual"
  // On a virtual clock: "8" is 1..8, "3..5"; "" is one for each boot of a
  // variant.
  std::string seeds;
  std::vector<int> turns_us;  // instead of the seed's
  // Likewise, instead of the guest program's (benchmarks/harness/time_costs.h).
  std::optional<int> idle_exit_us;
  // On the virtual clock, too, threads start at the same moment after each
  // meeting, whatever the seed.
  bool together = false;
  // Of each kernel and turn model, see benchmarks/harness/sensitivity.h;
  // absent: as the plan says.
  std::optional<uint64_t> sensitivity = 0;
  std::filesystem::path results;    // empty: the repository's results/
  GuestDeviceOptions guest_device;  // of the host's, in every guest
  std::string counters = "events";  // or "none", "causes"
  int silence_s = 60;
  unsigned jobs = 0;  // guests at a time; 0: as many as do not disturb others
  // Called before each boot with what it is going to be, which it may add to;
  // the folder is the boot's. Never twice at the same time.
  std::function<void(const Kernel&, const std::filesystem::path&, GuestTask&)>
      prepare = nullptr;
  // What the run folder says reproduces it; empty: a `compare`.
  std::string command;
  bool dry_run = false;
};

// The options as they appear on the command line.
void AddExperimentOptions(CLI::App& app, ExperimentOptions& options);

// The numbers that --seeds names. Throws Error that shows the form.
std::vector<uint64_t> ParseSeeds(std::string_view text);
// Every variant once for each seed, so that variants are compared seed by seed.
std::vector<ScheduledBoot> SeedSchedule(int variants,
                                        const std::vector<uint64_t>& seeds);
// Adds boots of every variant for each turn model, with the seeds 1, 2 and so
// on.
void AddSensitivity(const Sensitivity& sensitivity, int variants,
                    std::vector<ScheduledBoot>* schedule);

// What the options say to measure. Throws Error that names the near matches.
Plan ChoosePlan(const ExperimentOptions& options);
// The same as it appears on the command line, with a space in front.
std::string PlanArguments(const ExperimentOptions& options);
// Of this machine, by name: kernel, processor, load.
std::map<std::string, std::string> HostFacts();

// Runs it, with progress on stderr, and returns the folder. A boot that hangs,
// panics or dies is recorded and the run goes on; so is a kernel that cannot be
// built. Throws Error when none can or no guest can be started, Interrupted on
// Ctrl-C; what was measured before is in the folder, whose path the message
// names.
RunFolder RunExperiment(const ExperimentOptions& given);

// `exit_code`, what is known of the kernels that were measured; where some
// could not be built and that is no regression, kExitHarnessError. Says on
// stderr which those are.
int ExitCodeWithUnbuilt(const RunFolder& run, int exit_code);

// Prints what RunExperiment() would do: kernels, order of the boots, cells and
// the whole QEMU command line.
void PrintExperiment(const ExperimentOptions& given);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_EXPERIMENT_H_
