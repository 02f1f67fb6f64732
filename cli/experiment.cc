// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/experiment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmarks/harness/plan.h"
#include "benchmarks/harness/scenario.h"
#include "benchmarks/harness/sensitivity.h"
#include "benchmarks/harness/sweep.h"
#include "cli/kernel_choice.h"
#include "cli/session.h"
#include "cli/subcommand.h"
#include "fixtures/base/error.h"
#include "fixtures/device/driver_profile.h"
#include "fixtures/guest/guest.h"
#include "fixtures/measure/counters.h"
#include "fixtures/record/guest_plan.h"
#include "fixtures/run/command_line.h"
#include "fixtures/run/request.h"
#include "fixtures/run/runner.h"
#include "fixtures/run/seeds.h"

namespace hmmbench {
namespace {

const std::map<std::string, ClockChoice> kClocks = {
    {"auto", ClockChoice::kAuto},
    {"real", ClockChoice::kReal},
    {"virtual", ClockChoice::kVirtual}};

void AddRunnerOption(CLI::App& app, RunRequest& request) {
  std::vector<std::string> names;
  std::string help;
  for (const RunnerEntry& runner : Runners()) {
    names.push_back(runner.name);
    help += fmt::format("{}{}: {}", help.empty() ? "" : "; ", runner.name,
                        runner.summary);
  }
  app.add_option("--on", request.on, help)
      ->option_text(fmt::format("WORD:{{{}}} [guest]", fmt::join(names, ",")))
      ->check([](const std::string& name) -> std::string {
        try {
          FindRunner(name);
          return "";
        } catch (const Error& error) {
          return error.what();
        }
      });
  app.add_flag("--detach", request.detach,
               "With --on slurm: do not wait; hmmbench attach RUN does");
}

void AddGuestDeviceOptions(CLI::App& app, GuestDeviceOptions& options) {
  app.add_option("--vfio", options.vfio,
                 "Give each guest this PCI device of the host (17:00.0), whose "
                 "IOMMU group is bound to vfio-pci; needs KVM")
      ->option_text("BDF ...");
  app.add_option("--guest-driver", options.drivers,
                 "For --vfio: your own driver, as a folder of modules for the "
                 "guest's kernel or a Debian package "
                 "(fixtures/device/README.md)")
      ->option_text("PATH ...");
}

void AddCountersOption(CLI::App& app, RunRequest& request) {
  app.add_option_function<std::string>(
         "--counters",
         [&request](const std::string& word) {
           request.counters = CounterSetFromString(word);
         },
         "What is counted of each thread: none; events (faults, switches, "
         "cycles); causes: also the calls of the functions that a retried "
         "fault goes through, by kprobes, which slow it down")
      ->option_text("TEXT:{none,events,causes} [events]")
      ->check(CLI::IsMember(CounterSetWords()));
  app.add_flag_callback(
      "--no-counters", [&request] { request.counters = CounterSet::kNone; },
      "The same as --counters none");
}

// Returns what one boot visits. On the virtual clock each seed has its own
// order.
GuestPlan PlanOfBoot(const Plan& plan, const ScheduledBoot& boot) {
  if (boot.turn_us) return SensitivityPlan(plan).ForGuest();
  Plan of_boot = plan;
  const auto number = static_cast<uint64_t>(boot.boot);
  of_boot.cells =
      VisitsOfBoot(plan.cells, plan.visits, boot.seed.value_or(number));
  return of_boot.ForGuest();
}

CommandLine PlanOptions(const ExperimentOptions& options) {
  CommandLine command;
  if (!options.driver.empty()) command.Option("--driver", options.driver);
  if (options.cells.empty()) return command.Option("--plan", options.plan);
  for (const auto& cell : options.cells) command.Option("--cell", cell);
  return command.Option("--rounds", options.rounds);
}

Work WorkOf(const ExperimentOptions& options, const Plan& plan) {
  Work work = {.plan = plan.name,
               .cells = {},
               .scenario_versions = {},
               .options = PlanOptions(options),
               .real_clock = plan.real_clock,
               .rounds = options.rounds,
               .models = {.seeds = plan.sensitivity.seeds},
               .of_boot = [plan](const ScheduledBoot& boot) {
                 return PlanOfBoot(plan, boot);
               }};
  for (const PlannedCell& planned : plan.cells) {
    work.cells.push_back(planned.Name());
    const Scenario& scenario = *planned.cell.scenario;
    work.scenario_versions[scenario.name] = scenario.version;
  }
  // Where nothing races, nothing depends on a model.
  if (!SensitivityPlan(plan).cells.empty()) {
    work.models.turns_us = plan.sensitivity.turns_us;
    work.models.idle_exits_us = plan.sensitivity.idle_exits_us;
  }
  return work;
}

}  // namespace

CLI::Option* AddNumaOption(CLI::App& app, RunRequest& request,
                           const std::string& help) {
  return app
      .add_option_function<std::string>(
          "--numa",
          [&request](const std::string& text) {
            request.guest.numa = ParseNumaLayout(text);
          },
          help)
      ->option_text(fmt::format("LAYOUT [{}]", ToString(request.guest.numa)));
}

CLI::Option* AddSeedsOption(CLI::App& app, RunRequest& request,
                            const std::string& help) {
  return app
      .add_option_function<std::string>(
          "--seeds",
          [&request](const std::string& text) {
            request.guest.seeds = ParseSeeds(text);
          },
          help)
      ->option_text("N|A..B");
}

CLI::Option* AddClockOption(CLI::App& app, RunRequest& request,
                            const std::string& help) {
  std::string usual;
  for (const auto& [word, clock] : kClocks) {
    if (clock == request.guest.clock) usual = word;
  }
  return app
      .add_option_function<std::string>(
          "--clock",
          [&request](const std::string& word) {
            request.guest.clock = kClocks.at(word);
          },
          help)
      ->option_text(fmt::format("TEXT:{{real,virtual,auto}} [{}]", usual))
      ->check(CLI::IsMember({"real", "virtual", "auto"}));
}

void AddExperimentOptions(CLI::App& app, ExperimentOptions& options) {
  RunRequest& request = options.request;
  auto* plan = app.add_option("--plan", options.plan,
                              "Named set of cells, or a .toml file; "
                              "hmmbench list shows them")
                   ->capture_default_str();
  auto* cell =
      app.add_option("--cell", options.cells,
                     "Run this cell instead of a plan; may be repeated. Axes "
                     "that are not named take their defaults: "
                     "same_page/threads:4/delay_us:20")
          ->excludes(plan);
  app.add_option("--rounds", options.rounds, "Rounds of each --cell")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000))
      ->needs(cell);
  app.add_option("--driver", options.driver,
                 "Set the axis driver in every cell that has it: plain, or "
                 "where a named driver spends its time")
      ->check(CLI::IsMember(DriverWords()));
  AddKernelOptions(app, options.kernels);
  app.add_option("--blocks", options.blocks,
                 "Blocks of boots: each runs the kernels forward, then "
                 "backward (ABBA). 0.5 is one boot a kernel. Default: as the "
                 "plan says")
      ->check(CLI::Range(0.5, 1000.0));
  app.add_option("--order", request.order,
                 "On the real clock: a number that stands for the order of the "
                 "boots; each block starts with another kernel. Default: drawn "
                 "by chance, and written into the run");
  AddRunnerOption(app, request);
  app.add_option("--device", request.device,
                 "What faults beside the CPUs: dmirror, the kernel's own "
                 "emulated device; cuda, hip or level-zero, a GPU of this "
                 "machine (--on host) or of the guest (--vfio). hip and "
                 "level-zero are experimental: nobody has run them yet. "
                 "fixtures/device/README.md has their options")
      ->capture_default_str();
  AddNumaOption(app, request,
                "NUMA layout of the guest: NODESxCPUS_PER_NODE, or the CPUs of "
                "each node, which may be 0, with its MiB of memory where it is "
                "another (2+2@0+0@2048); with a distance between nodes "
                "(2x2:21) or a row of them for each node (2x2:10,40/40,10)");
  app.add_option("--accel", request.guest.accelerator,
                 "auto (KVM where it proves itself by booting), kvm or tcg")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "kvm", "tcg"}));
  AddGuestDeviceOptions(app, request.guest.device);
  AddCountersOption(app, request);
  app.add_option("--results", request.results,
                 "Folder that the run's folder is made in");
  app.add_option_function<int>(
         "--silence",
         [&request](int seconds) {
           request.silence = std::chrono::seconds(seconds);
         },
         "Seconds without a record after which a guest counts as hung; it "
         "may take three times as long to boot, and on the virtual clock ten "
         "times as long in between")
      ->option_text("SECONDS [60]")
      ->check(CLI::Range(1, 3600));
  app.add_flag("--fresh", request.guest.fresh,
               "On the virtual clock: measure each boot, also where an earlier "
               "run had the same kernel, plan and seed. It would give the same "
               "bytes, which are kept. HMMBENCH_FRESH=1 says the same");
  app.add_option("--jobs", request.guest.jobs,
                 "Guests at a time, on the virtual clock only: what one "
                 "measures there does not depend on another. Default: one for "
                 "each CPU of this machine")
      ->check(CLI::Range(1, 1024));
  app.add_flag("--dry-run", options.dry_run,
               "Print what would be done, the QEMU command line included");
  AddClockOption(app, request,
                 "real; virtual: the guest's time is the count of its "
                 "instructions, a run comes back to the byte; auto: virtual "
                 "where KVM does not prove itself, unless the plan needs the "
                 "real one");
  AddSeedsOption(app, request,
                 "On the virtual clock: N or A..B, one boot of each kernel for "
                 "each; a seed is one interleaving of the same work. Default: "
                 "as many as the plan's boots of a kernel");
  app.add_option_function<std::string>(
         "--replicates",
         [&request](const std::string& word) {
           request.guest.replicates =
               word == "fork" ? ReplicateChoice::kFork : ReplicateChoice::kBoot;
         },
         "On the virtual clock: fork, a copy of one boot of the kernel for "
         "each "
         "seed; or boot, a boot for each. Their figures are not compared with "
         "each other")
      ->option_text("WORD [fork]")
      ->check(CLI::IsMember({"fork", "boot"}));
  app.add_option(
      "--sensitivity", options.sensitivity,
      "On the virtual clock: contended cells are repeated by so many "
      "boots of each kernel for each of the plan's turn models, in "
      "other shapes of the driver's delay, too; 0 for none. Default "
      "where a report is made: as the plan says, or 1");
  app.add_option("--turns", request.guest.turns_us,
                 "On the virtual clock: periods in us after which a CPU's turn "
                 "ends, instead of the seed's")
      ->delimiter(',')
      ->check(CLI::Range(1, 100'000));
  app.add_option("--idle-exit-us", request.guest.idle_exit_us,
                 "On the virtual clock: us that it takes to wake an idle CPU, "
                 "where cells are contended")
      ->option_text("N [10]")
      ->check(CLI::Range(0, 10'000));
}

Plan ChoosePlan(const ExperimentOptions& options) {
  Plan plan;
  if (options.cells.empty()) {
    plan = FindPlan(options.plan, PlansFolder());
  } else {
    plan.name = "cells";
    for (const auto& name : options.cells) {
      plan.cells.push_back({ParseCell(name), options.rounds});
    }
  }
  if (!options.driver.empty()) {
    plan.cells = CellsOfDriver(std::move(plan.cells), options.driver);
  }
  if (options.blocks > 0) plan.blocks = options.blocks;
  if (options.visits > 0) plan.visits = options.visits;
  if (options.sensitivity) plan.sensitivity.seeds = *options.sensitivity;
  if (!options.knobs.empty()) {
    plan.cells = CrossedWithKnobs(WithoutKnobs(plan.cells), options.knobs);
  }
  return plan;
}

RunRequest RequestOf(const ExperimentOptions& options, const Plan& plan) {
  RunRequest request = options.request;
  request.places = OwnPlaces();
  // For scripts and commands that have no such option. Only the main thread
  // sets it, before it starts others.
  const char* fresh =
      getenv("HMMBENCH_FRESH");  // NOLINT(concurrency-mt-unsafe)
  if (fresh != nullptr && *fresh != '\0') request.guest.fresh = true;
  request.work = WorkOf(options, plan);
  request.blocks = plan.blocks;
  if (request.results.empty()) request.results = ResultsFolder();
  // A runner that boots no kernels refuses a choice of kernels.
  if (FindRunner(request.on).boots_kernels ||
      options.kernels != KernelChoice{}) {
    request.variants = VariantsOf(options.kernels);
  }
  return request;
}

RunFolder RunExperiment(const ExperimentOptions& options) {
  return RunStep(RequestOf(options, ChoosePlan(options)));
}

int ExitCodeWithUnbuilt(const RunFolder& run, int exit_code) {
  for (const UnbuiltVariant& variant : run.manifest().unbuilt) {
    fmt::print(stderr, "hmmbench: error: {} was not measured: {}\n",
               variant.label, variant.error);
  }
  const bool unbuilt = !run.manifest().unbuilt.empty();
  // A regression among the measured kernels is the more important result.
  return unbuilt && exit_code != kExitRegression ? kExitHarnessError
                                                 : exit_code;
}

void PrintExperiment(const ExperimentOptions& options) {
  const Plan plan = ChoosePlan(options);
  fmt::print("{}cells ({}):\n", DescribeRun(RequestOf(options, plan)),
             plan.cells.size());
  for (const auto& planned : plan.cells) {
    fmt::print("  {} x {}\n", planned.Name(), planned.rounds);
  }
}

}  // namespace hmmbench
