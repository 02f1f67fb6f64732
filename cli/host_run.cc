// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/host_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/utsname.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/harness/plan.h"
#include "cli/boot_order.h"
#include "cli/build_kernels.h"
#include "cli/bundle_folder.h"
#include "cli/experiment.h"
#include "cli/kernel_choice.h"
#include "cli/progress_line.h"
#include "cli/run_schedule.h"
#include "cli/subcommand.h"
#include "fixtures/base/content_hash.h"
#include "fixtures/base/error.h"
#include "fixtures/base/not_on_this_machine.h"
#include "fixtures/device/open_device.h"
#include "fixtures/host/device_for_host.h"
#include "fixtures/host/emulated_device.h"
#include "fixtures/host/host_state.h"
#include "fixtures/host/loaded_module.h"
#include "fixtures/host/run_program.h"
#include "fixtures/host/running_kernel.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/record/records.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

void CheckOptions(const ExperimentOptions& options) {
  ParseDeviceSpec(options.device);
  if (options.clock == "virtual" || !options.seeds.empty() ||
      !options.turns_us.empty() || options.idle_exit_us) {
    throw Error(
        "the virtual clock is that of a guest: leave out --clock, --seeds, "
        "--turns and --idle-exit-us, or --on host");
  }
  if (options.kernels != KernelChoice{}) {
    throw Error(
        "with --on host the kernel that is running is measured: leave out what "
        "chooses kernels (--variant, --base, --policies and the like); to "
        "compare "
        "some, boot each and give the run folders to hmmbench compare");
  }
}

// Names what a killed run left loaded, for the next one or `doctor` to unload.
std::filesystem::path Journal() {
  return DefaultCacheFolder() / "loaded-module";
}

// The emulated device, loaded where it is not there; then it goes with what
// this returns.
std::unique_ptr<LoadedModule> HaveEmulatedDevice(ProgressLine& line) {
  const std::string left = UndoHostChanges();
  if (!left.empty()) line.Finish(left);
  if (HasEmulatedDevice()) return nullptr;
  const std::string why = WhyNoEmulatedDevice(RunningRelease());
  if (!why.empty()) throw NotOnThisMachine("{}", why);
  if (OwnBundle()) {
    throw NotOnThisMachine(
        "test_hmm is not loaded and a bundle cannot build it: load it "
        "(modprobe test_hmm), or name a GPU with --device");
  }
  const std::filesystem::path file =
      DeviceModuleForHost(KernelPatchesFolder(), DefaultCacheFolder(),
                          [&line](const BuildProgress& progress) {
                            line.Update(Describe(progress));
                          });
  line.Finish("");
  return std::make_unique<LoadedModule>("test_hmm", file, Journal());
}

// The running kernel as the only variant of the run.
Variant RunningKernel() {
  utsname names{};
  uname(&names);
  return {
      .label = "host",
      .base = "this machine's",
      .policy = "kernel",
      .preemption = "",
      .kernel_id = ContentHash({names.release, names.version, names.machine}),
      .kernel_release = names.release,
      .source = fmt::format("{} {}", names.sysname, names.version)};
}

std::string ReproductionCommand(const ExperimentOptions& options,
                                const Plan& plan) {
  std::string command = "./hmmbench compare --on host";
  command += " --device " + options.device + PlanArguments(options);
  command += fmt::format(" --blocks {}", plan.blocks);
  if (options.counters != "events") {
    command += " --counters " + options.counters;
  }
  return command;
}

Manifest MakeManifest(const ExperimentOptions& options, const Plan& plan) {
  Manifest manifest;
  manifest.tool_version = HMMBENCH_VERSION;
  manifest.command = ReproductionCommand(options, plan);
  manifest.plan = plan.name;
  for (const auto& planned : plan.cells) {
    manifest.cells.push_back(planned.Name());
  }
  manifest.variants = {RunningKernel()};
  manifest.schedule = AbbaSchedule(1, plan.blocks, 0);
  manifest.accelerator = "none";
  manifest.accelerator_reason = "no guest: on this machine itself";
  manifest.clock = "real";
  manifest.host = HostFacts();
  manifest.host.merge(HostState());
  manifest.host["device"] = options.device;
  manifest.fidelity =
      manifest.host["hypervisor"] == "on" ? "virtualised" : "bare metal";
  return manifest;
}

ProgramTask MeasuringTask(const ExperimentOptions& options,
                          const std::filesystem::path& folder) {
  return {.command = {GuestProgram(), "--plan", folder / "input.json",
                      "--device", options.device, "--counters",
                      options.counters, "--records", folder / "records.jsonl",
                      "--google-benchmark", folder / "google-benchmark.json"},
          .records = folder / "records.jsonl",
          .console = folder / "console.log",
          .silence_limit = std::chrono::seconds(options.silence_s)};
}

void WritePlan(const Plan& plan, const std::filesystem::path& file) {
  std::ofstream stream(file, std::ios::binary);
  stream << plan.ToGuestJson();
  stream.flush();
  if (!stream) throw Error("cannot write {}: is the disk full?", file.string());
}

}  // namespace

std::string UndoHostChanges() {
  const std::string module = UnloadLeftBehind(Journal());
  if (module.empty()) return "";
  return fmt::format("unloaded {}, which a run that was killed had left",
                     module);
}

RunFolder RunOnHost(const ExperimentOptions& options, const Plan& plan) {
  CheckOptions(options);
  ProgressLine line(std::cerr);
  std::unique_ptr<LoadedModule> module;
  if (options.device == kDefaultDevice) module = HaveEmulatedDevice(line);
  const auto parent =
      options.results.empty() ? ResultsFolder() : options.results;
  RunFolder folder = RunFolder::Create(parent, MakeManifest(options, plan));
  RunSchedule(folder, plan, 1, line,
              [&](const ScheduledBoot&, const Plan& cells,
                  const std::filesystem::path& boot_folder,
                  const OnRecordEvent& on_event, BootRecord& record) {
                const ProgramTask task = MeasuringTask(options, boot_folder);
                WritePlan(cells, boot_folder / "input.json");
                record = RunProgram(task, on_event);
              });
  return folder;
}

void PrintHostRun(const ExperimentOptions& options, const Plan& plan) {
  CheckOptions(options);
  const Variant kernel = RunningKernel();
  fmt::print("kernel:\n  {} {} {}\n", kernel.label, kernel.kernel_release,
             kernel.kernel_id);
  fmt::print("processes: {}\n", AbbaSchedule(1, plan.blocks, 0).size());
  fmt::print("cells ({}):\n", plan.cells.size());
  for (const auto& planned : plan.cells) {
    fmt::print("  {} x {}\n", planned.Name(), planned.rounds);
  }
  fmt::print(
      "program:\n  {}\n",
      fmt::join(MeasuringTask(options, "results/RUN/boots/000").command, " "));
}

}  // namespace hmmbench
