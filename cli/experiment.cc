// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/experiment.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "benchmarks/harness/plan.h"
#include "benchmarks/harness/sensitivity.h"
#include "benchmarks/harness/sweep.h"
#include "cli/boot_order.h"
#include "cli/build_kernels.h"
#include "cli/host_run.h"
#include "cli/kernel_choice.h"
#include "cli/progress_line.h"
#include "cli/run_schedule.h"
#include "cli/subcommand.h"
#include "fixtures/base/child.h"
#include "fixtures/base/content_hash.h"
#include "fixtures/base/error.h"
#include "fixtures/base/interrupt.h"
#include "fixtures/device/driver_profile.h"
#include "fixtures/device/open_device.h"
#include "fixtures/guest/guest.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/patch/patch_file.h"
#include "fixtures/kernel/source/source_name.h"
#include "fixtures/kernel/variant.h"
#include "fixtures/measure/counters.h"
#include "fixtures/placement/topology.h"

namespace hmmbench {
namespace {

// A guest under emulation needs seconds to boot; this long without a word is
// not slowness.
constexpr std::chrono::seconds kBootLimit{180};
constexpr std::chrono::seconds kProbeLimit{20};
// How much longer the host waits for a guest on a virtual clock: its CPUs take
// turns, and a second of theirs is half a minute and more when they all work.
constexpr int kVirtualPatience = 20;
// An initramfs that no run has asked for in this time goes.
constexpr std::chrono::hours kInitramfsKept{24};

// With what the plan chooses where the user did not.
ExperimentOptions Complete(ExperimentOptions options, const Plan& plan) {
  if (options.clock == "auto" && plan.real_clock) options.clock = "real";
  if (!options.order) options.order = DrawOrderSeed();
  return options;
}

Accelerator ChooseAccelerator(const ExperimentOptions& options,
                              const std::filesystem::path& kernel,
                              const std::filesystem::path& initramfs) {
  if (options.clock == "virtual") {
    return {"tcg", "the virtual clock needs emulation"};
  }
  if (options.accelerator != "auto") {
    return {options.accelerator, "asked for with --accel"};
  }
  return ProbeAccelerator(kernel, initramfs, DefaultCacheFolder(), kProbeLimit);
}

// What guests are made of, beside the kernel.
struct GuestImage {
  std::filesystem::path initramfs;
  std::string id;  // of its contents
};

// Named by its contents: whoever builds another guest program meanwhile does
// not change a run that is under way. On a virtual clock another image is
// another schedule.
// `modules` are loaded before the guest's program runs.
GuestImage WriteInitramfs(const GuestDevice& device,
                          const std::vector<std::filesystem::path>& modules) {
  const auto folder = DefaultCacheFolder() / "guest";
  std::filesystem::create_directories(folder);
  const auto fresh = folder / fmt::format("measure.{}", getpid());
  std::vector<InitramfsEntry> entries = {
      {GuestProgram(), "/bin/hmmbench-guest"}};
  entries.insert(entries.end(), device.files().begin(), device.files().end());
  for (const auto& module : modules) {
    entries.push_back({module, "/modules/" + module.filename().string()});
  }
  MakeInitramfs(entries, fresh);
  std::ifstream stream(fresh, std::ios::binary);
  const std::string id =
      ContentHash({std::string(std::istreambuf_iterator<char>(stream), {})});
  const auto file = folder / fmt::format("measure-{}.cpio", id);
  std::filesystem::rename(fresh, file);
  const auto now = std::filesystem::file_time_type::clock::now();
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::error_code ignored;  // another process may be doing the same
    if (entry.path().filename().string().starts_with("measure") &&
        entry.last_write_time(ignored) + kInitramfsKept < now) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
  return {file, id};
}

// One for each kernel; those without modules are the same file.
std::vector<GuestImage> WriteInitramfs(const GuestDevice& device,
                                       const std::vector<Kernel>& kernels) {
  const GuestImage plain =
      WriteInitramfs(device, std::vector<std::filesystem::path>());
  std::vector<GuestImage> images;
  for (const Kernel& kernel : kernels) {
    images.push_back(kernel.modules.empty()
                         ? plain
                         : WriteInitramfs(device, kernel.modules));
  }
  return images;
}

bool IsVirtual(const ExperimentOptions& options,
               const Accelerator& accelerator) {
  return options.clock == "virtual" ||
         (options.clock == "auto" && accelerator.name == "tcg");
}

std::vector<uint64_t> Seeds(const ExperimentOptions& options,
                            const Plan& plan) {
  if (!options.seeds.empty()) return ParseSeeds(options.seeds);
  std::vector<uint64_t> seeds(
      static_cast<size_t>(std::max(1L, std::lround(2 * plan.blocks))));
  std::iota(seeds.begin(), seeds.end(), 1);
  return seeds;
}

std::vector<ScheduledBoot> Schedule(const ExperimentOptions& options,
                                    const Plan& plan, int variants,
                                    bool virtual_clock) {
  if (!virtual_clock) {
    return AbbaSchedule(variants, plan.blocks, options.order.value());
  }
  std::vector<ScheduledBoot> schedule =
      SeedSchedule(variants, Seeds(options, plan));
  // Nothing depends on a model where nothing races.
  if (!SensitivityPlan(plan).cells.empty()) {
    AddSensitivity(plan.sensitivity, variants, &schedule);
  }
  return schedule;
}

// Guests at a time.
unsigned AtOnce(const ExperimentOptions& options, bool virtual_clock) {
  if (virtual_clock) {
    return options.jobs != 0
               ? options.jobs
               : std::max(1U, std::thread::hardware_concurrency());
  }
  if (options.jobs > 1) {
    throw Error(
        "on a real clock guests disturb each other's times: leave out --jobs, "
        "or add --clock virtual");
  }
  return 1;
}

// A mistake is said now, not after minutes of building.
void CheckOptions(const ExperimentOptions& options) {
  NumaLayoutOf(options.numa, options.guest_device);
  if (ParseDeviceSpec(options.device).kind != DeviceKind::kDmirror &&
      options.guest_device.vfio.empty()) {
    throw Error(
        "a guest has {} only: add --on host for this machine's {}, or --vfio",
        kDefaultDevice, options.device);
  }
  if (options.clock == "real") AtOnce(options, false);
  if (options.clock == "virtual" && options.accelerator == "kvm") {
    throw Error("--clock virtual needs emulation: leave out --accel kvm");
  }
  CheckGuestDevice(options.guest_device, options.clock, options.accelerator,
                   NumaLayoutOf(options.numa, options.guest_device));
  if (!options.seeds.empty()) ParseSeeds(options.seeds);
  if (options.clock == "real" &&
      (!options.seeds.empty() || !options.turns_us.empty() ||
       options.idle_exit_us)) {
    throw Error(
        "--seeds, --turns and --idle-exit-us are of the virtual clock: add "
        "--clock virtual");
  }
}

GuestTask MeasuringTask(const ExperimentOptions& options, const Kernel& kernel,
                        const std::filesystem::path& initramfs,
                        const Accelerator& accelerator, const Plan& plan,
                        const ScheduledBoot& boot,
                        const std::filesystem::path& boot_folder) {
  const std::optional<uint64_t>& seed = boot.seed;
  GuestTask task;
  task.kernel = kernel.vmlinux;
  task.initramfs = initramfs;
  const std::string seed_option =
      seed ? " --seed \"$(cat /sys/firmware/qemu_fw_cfg/by_name/opt/hmmbench/"
             "seed/raw)\""
           : "";
  const std::string together_option =
      seed && options.together ? " --together" : "";
  const std::optional<int>& idle_exit_us =
      boot.idle_exit_us ? boot.idle_exit_us : options.idle_exit_us;
  const std::string idle_exit_option =
      seed && idle_exit_us ? fmt::format(" --idle-exit-us {}", *idle_exit_us)
                           : "";
  const std::string device_option =
      options.device == kDefaultDevice ? "" : " --device " + options.device;
  task.command = "hmmbench-guest --plan /run/hmmbench/input.json" +
                 seed_option + together_option + device_option +
                 idle_exit_option + " --counters " + options.counters +
                 " --records \"$HMMBENCH_RECORDS\""
                 " --google-benchmark /run/google-benchmark.json"
                 " && cat /run/google-benchmark.json > \"$HMMBENCH_OUTPUT\"";
  task.input_json = plan.ToGuestJson();
  task.numa = NumaLayoutOf(options.numa, options.guest_device);
  if (!seed) task.host = PlaceOnHost(Topology::OfThisMachine(), task.numa);
  task.accelerator = accelerator;
  task.records = boot_folder / "records.jsonl";
  task.output = boot_folder / "google-benchmark.json";
  task.console = boot_folder / "console.log";
  task.silence_limit = std::chrono::seconds(options.silence_s);
  task.boot_limit = kBootLimit;
  if (seed) {
    task.virtual_clock = VirtualClockOfSeed(*seed);
    if (!options.turns_us.empty()) {
      task.virtual_clock->turns_us = options.turns_us;
    }
    if (boot.turn_us) {
      task.virtual_clock->turns_us = TurnsOfMean(*boot.turn_us);
    }
    task.silence_limit *= kVirtualPatience;
    task.boot_limit *= kVirtualPatience;
  }
  return task;
}

// What to say of a kernel that the suite has not built and that says nothing in
// a guest; "" of one that it has.
std::string WhatToDoAbout(const Kernel& kernel,
                          const std::filesystem::path& console) {
  if (!IsFinished(ParseSourceName(kernel.spec.source))) return "";
  return fmt::format(
      "; {} does not come up in a guest ({} says how far it came): name its "
      "source, which is built with all that a guest needs",
      kernel.source, console.string());
}

std::string Fidelity(const Accelerator& accelerator, bool virtual_clock) {
  if (virtual_clock) return "virtual";
  return accelerator.name == "kvm" ? "virtualised" : "emulated";
}

std::string ReproductionCommand(const ExperimentOptions& options,
                                const Plan& plan,
                                const std::vector<VariantSpec>& variants,
                                bool virtual_clock) {
  if (!options.command.empty()) return options.command;
  std::string command = "./hmmbench compare";
  command += PlanArguments(options);
  command += VariantOptions(variants);
  command += fmt::format(" --blocks {}", plan.blocks);
  if (!virtual_clock) {
    command += fmt::format(" --order {}", options.order.value());
  }
  command += " --numa " + options.numa;
  for (const auto& address : options.guest_device.vfio) {
    command += " --vfio " + address;
  }
  for (const auto& driver : options.guest_device.drivers) {
    command += " --guest-driver " + driver.string();
  }
  if (options.device != kDefaultDevice) {
    command += " --device " + options.device;
  }
  command += " --clock " + std::string(virtual_clock ? "virtual" : "real");
  if (options.counters != "events")
    command += " --counters " + options.counters;
  if (!options.seeds.empty()) command += " --seeds " + options.seeds;
  if (options.sensitivity && virtual_clock) {
    command += fmt::format(" --sensitivity {}", *options.sensitivity);
  }
  if (!options.turns_us.empty()) {
    command += fmt::format(" --turns {}", fmt::join(options.turns_us, ","));
  }
  if (options.idle_exit_us) {
    command += fmt::format(" --idle-exit-us {}", *options.idle_exit_us);
  }
  return command;
}

// "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)".
std::string QemuVersion() {
  const ChildResult result =
      RunChild({.arguments = {"qemu-system-x86_64", "--version"}}, nullptr);
  return result.output.substr(0, result.output.find('\n'));
}

// The variants that there are kernels of.
std::vector<Variant> Variants(const std::vector<BuiltVariant>& built) {
  std::vector<Variant> variants;
  for (const BuiltVariant& one : built) {
    if (!one.kernel) continue;
    const Kernel& kernel = *one.kernel;
    Variant variant = {.label = one.variant.label,
                       .base = kernel.spec.source,
                       .policy = kernel.spec.policy,
                       .preemption = kernel.spec.preemption,
                       .kernel_id = kernel.id,
                       .kernel_release = kernel.release,
                       .source = kernel.source,
                       .missing = kernel.missing};
    for (const NamedPatch& patch : one.variant.kernel.patches) {
      variant.patches.push_back(fmt::format(
          "{}, sha256 {}", patch.name, ContentHash({PatchBody(patch.file)})));
    }
    for (const auto& fragment : one.variant.kernel.fragments) {
      variant.fragments.push_back(fragment);
    }
    variants.push_back(variant);
  }
  return variants;
}

std::vector<UnbuiltVariant> UnbuiltVariants(
    const std::vector<BuiltVariant>& built) {
  std::vector<UnbuiltVariant> variants;
  for (const BuiltVariant& one : built) {
    if (one.kernel) continue;
    const bool baseline = &one == &built.front();
    variants.push_back(
        {.label = one.variant.label,
         .base = one.variant.kernel.source,
         .error = one.error + (baseline ? "; it was to be the baseline" : "")});
  }
  return variants;
}

std::vector<VariantSpec> SpecsOf(const std::vector<BuiltVariant>& built) {
  std::vector<VariantSpec> specs;
  specs.reserve(built.size());
  for (const BuiltVariant& one : built) specs.push_back(one.variant);
  return specs;
}

Manifest MakeManifest(const ExperimentOptions& options, const Plan& plan,
                      const std::vector<BuiltVariant>& built,
                      const Accelerator& accelerator, const GuestImage& image) {
  const bool virtual_clock = IsVirtual(options, accelerator);
  Manifest manifest;
  manifest.created = fmt::format(
      "{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(
                                   std::chrono::system_clock::now())));
  manifest.tool_version = HMMBENCH_VERSION;
  manifest.command =
      ReproductionCommand(options, plan, SpecsOf(built), virtual_clock);
  manifest.plan = plan.name;
  for (const auto& planned : plan.cells) {
    manifest.cells.push_back(planned.Name());
  }
  manifest.variants = Variants(built);
  manifest.unbuilt = UnbuiltVariants(built);
  manifest.schedule = Schedule(
      options, plan, static_cast<int>(manifest.variants.size()), virtual_clock);
  manifest.accelerator = accelerator.name;
  manifest.accelerator_reason = accelerator.reason;
  manifest.clock = virtual_clock ? "virtual" : "real";
  manifest.fidelity = Fidelity(accelerator, virtual_clock);
  manifest.host = HostFacts();
  manifest.host["guest image"] = image.id;
  if (options.device != kDefaultDevice) {
    manifest.host["device"] = options.device;
  }
  if (!virtual_clock) {
    manifest.host["guest on host"] =
        PlaceOnHost(Topology::OfThisMachine(),
                    NumaLayoutOf(options.numa, options.guest_device))
            .summary;
  }
  if (virtual_clock) {
    // What a figure depends on beside the kernel, see
    // analysis/comparison/comparable.h.
    manifest.host["qemu"] = QemuVersion();
    manifest.host["kernel compiler"] = CompilerVersion();
    manifest.host["guest cpu"] = "max";
    // What a replay has to know beside cells, kernels and seeds.
    manifest.host["guest numa"] = options.numa;
    manifest.host["guest rounds"] = std::to_string(options.rounds);
    manifest.host["guest turns"] =
        fmt::format("{}", fmt::join(options.turns_us, ","));
    if (options.idle_exit_us) {
      manifest.host["guest idle exit us"] =
          std::to_string(*options.idle_exit_us);
    }
  }
  return manifest;
}

}  // namespace

void AddExperimentOptions(CLI::App& app, ExperimentOptions& options) {
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
  app.add_option("--order", options.order,
                 "On the real clock: a number that stands for the order of the "
                 "boots; each block starts with another kernel. Default: drawn "
                 "by chance, and written into the run");
  app.add_option("--on", options.on,
                 "guest; host: this machine itself, under the kernel that is "
                 "running, each boot being a process")
      ->capture_default_str()
      ->check(CLI::IsMember({"guest", "host"}));
  app.add_option("--device", options.device,
                 "What faults beside the CPUs: dmirror, the kernel's own "
                 "emulated device; cuda, hip or level-zero, a GPU of this "
                 "machine (--on host) or of the guest (--vfio). hip and "
                 "level-zero are experimental: nobody has run them yet. "
                 "fixtures/device/README.md has their options")
      ->capture_default_str();
  app.add_option("--numa", options.numa,
                 "NUMA layout of the guest: NODESxCPUS_PER_NODE, with a "
                 "distance between nodes (2x2:21) or a row of them for each "
                 "node (2x2:10,40/40,10)")
      ->capture_default_str();
  app.add_option("--accel", options.accelerator,
                 "auto (KVM where it proves itself by booting), kvm or tcg")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "kvm", "tcg"}));
  AddGuestDeviceOptions(app, options.guest_device);
  app.add_option("--counters", options.counters,
                 "What is counted of each thread: none; events (faults, "
                 "switches, cycles); causes: also the calls of the functions "
                 "that a retried fault goes through, by kprobes, which slow it "
                 "down")
      ->capture_default_str()
      ->check(CLI::IsMember(CounterSetWords()));
  app.add_flag_callback(
      "--no-counters", [&options] { options.counters = "none"; },
      "The same as --counters none");
  app.add_option("--results", options.results,
                 "Folder that the run's folder is made in");
  app.add_option("--silence", options.silence_s,
                 "Seconds without a record after which a guest counts as hung")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  app.add_option("--jobs", options.jobs,
                 "Guests at a time, on the virtual clock only: what one "
                 "measures there does not depend on another. Default: one for "
                 "each CPU of this machine")
      ->check(CLI::Range(1, 1024));
  app.add_flag("--dry-run", options.dry_run,
               "Print what would be done, the QEMU command line included");
  app.add_option("--clock", options.clock,
                 "real; virtual: the guest's time is the count of its "
                 "instructions, a run comes back to the byte; auto: virtual "
                 "where KVM does not prove itself, unless the plan needs the "
                 "real one")
      ->capture_default_str()
      ->check(CLI::IsMember({"real", "virtual", "auto"}));
  app.add_option("--seeds", options.seeds,
                 "On the virtual clock: N or A..B, one boot of each kernel for "
                 "each; a seed is one interleaving of the same work. Default: "
                 "as many as the plan's boots of a kernel");
  app.add_option(
      "--sensitivity", options.sensitivity,
      "On the virtual clock: contended cells are repeated by so many "
      "boots of each kernel for each of the plan's turn models, in "
      "other shapes of the driver's delay, too; 0 for none. Default "
      "where a report is made: as the plan says, or 1");
  app.add_option("--turns", options.turns_us,
                 "On the virtual clock: periods in us after which a CPU's turn "
                 "ends, instead of the seed's")
      ->delimiter(',')
      ->check(CLI::Range(1, 100'000));
  app.add_option("--idle-exit-us", options.idle_exit_us,
                 "On the virtual clock: us that it takes to wake an idle CPU, "
                 "where cells are contended")
      ->option_text("N [10]")
      ->check(CLI::Range(0, 10'000));
}

std::vector<uint64_t> ParseSeeds(std::string_view text) {
  const auto wrong = [text] {
    return Error(
        "--seeds {}: it is a number (8: the seeds 1 to 8) or a range "
        "(3..5)",
        text);
  };
  const auto number = [&wrong](std::string_view digits) {
    uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) {
      throw wrong();
    }
    return value;
  };
  constexpr uint64_t kMostSeeds = 100'000;
  const size_t dots = text.find("..");
  const uint64_t first =
      dots == std::string_view::npos ? 1 : number(text.substr(0, dots));
  const uint64_t last =
      number(dots == std::string_view::npos ? text : text.substr(dots + 2));
  if (last < first || last - first >= kMostSeeds) throw wrong();
  std::vector<uint64_t> seeds(last - first + 1);
  std::iota(seeds.begin(), seeds.end(), first);
  return seeds;
}

std::vector<ScheduledBoot> SeedSchedule(int variants,
                                        const std::vector<uint64_t>& seeds) {
  std::vector<ScheduledBoot> schedule;
  for (size_t block = 0; block < seeds.size(); ++block) {
    for (int variant = 0; variant < variants; ++variant) {
      schedule.push_back({.boot = static_cast<int>(schedule.size()),
                          .variant = variant,
                          .block = static_cast<int>(block),
                          .seed = seeds[block]});
    }
  }
  return schedule;
}

void AddSensitivity(const Sensitivity& sensitivity, int variants,
                    std::vector<ScheduledBoot>* schedule) {
  std::vector<uint64_t> seeds(sensitivity.seeds);
  std::iota(seeds.begin(), seeds.end(), 1);
  int block = schedule->empty() ? 0 : schedule->back().block + 1;
  for (size_t model = 0; model < sensitivity.turns_us.size(); ++model) {
    for (ScheduledBoot boot : SeedSchedule(variants, seeds)) {
      boot.boot = static_cast<int>(schedule->size());
      boot.block += block;
      boot.turn_us = sensitivity.turns_us[model];
      boot.idle_exit_us =
          sensitivity.idle_exits_us[model % sensitivity.idle_exits_us.size()];
      schedule->push_back(boot);
    }
    block = schedule->back().block + 1;
  }
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

std::string PlanArguments(const ExperimentOptions& options) {
  std::string arguments;
  if (!options.driver.empty()) arguments = " --driver " + options.driver;
  if (options.cells.empty()) return arguments + " --plan " + options.plan;
  for (const auto& cell : options.cells) arguments += " --cell " + cell;
  return arguments + fmt::format(" --rounds {}", options.rounds);
}

std::map<std::string, std::string> HostFacts() {
  std::map<std::string, std::string> facts;
  utsname names{};
  if (uname(&names) == 0) {
    facts["kernel"] = fmt::format("{} {}", names.sysname, names.release);
    facts["machine"] = names.machine;
  }
  facts["cpus"] = std::to_string(std::thread::hardware_concurrency());
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.starts_with("model name")) {
      facts["cpu"] = line.substr(line.find(':') + 2);
      break;
    }
  }
  std::ifstream load("/proc/loadavg");
  if (std::string one; load >> one) facts["load at start"] = one;
  return facts;
}

RunFolder RunExperiment(const ExperimentOptions& given) {
  const Plan plan = ChoosePlan(given);
  if (given.on == "host") return RunOnHost(given, plan);
  const ExperimentOptions options = Complete(given, plan);
  CheckOptions(options);
  ProgressLine line(std::cerr);
  KernelCache cache(KernelPatchesFolder(), DefaultCacheFolder() / "kernels");
  const std::vector<BuiltVariant> built =
      BuildVariants(cache, VariantsOf(options.kernels), line);
  std::vector<Kernel> kernels;
  for (const BuiltVariant& one : built) {
    if (one.kernel) kernels.push_back(*one.kernel);
  }

  const GuestDevice device(options.guest_device);
  const std::vector<GuestImage> images = WriteInitramfs(device, kernels);
  line.Update("choosing an accelerator");
  const Accelerator accelerator = ChooseAccelerator(
      options, kernels.front().vmlinux, images.front().initramfs);
  line.Finish(fmt::format("accelerator: {} ({})", accelerator.name,
                          accelerator.reason));
  const unsigned at_once = AtOnce(options, IsVirtual(options, accelerator));

  const auto parent =
      options.results.empty() ? ResultsFolder() : options.results;
  RunFolder folder = RunFolder::Create(
      parent, MakeManifest(options, plan, built, accelerator, images.front()));
  std::mutex preparing;
  RunSchedule(
      folder, plan, at_once, line,
      [&](const ScheduledBoot& boot, const Plan& cells,
          const std::filesystem::path& boot_folder,
          const OnRecordEvent& on_event, BootRecord& record) {
        const auto variant = static_cast<size_t>(boot.variant);
        const Kernel& kernel = kernels[variant];
        GuestTask task =
            MeasuringTask(options, kernel, images[variant].initramfs,
                          accelerator, cells, boot, boot_folder);
        device.AddTo(&task);
        if (options.prepare) {
          const std::scoped_lock lock(preparing);
          options.prepare(kernel, boot_folder, task);
        }
        record.qemu = QemuCommand(task);
        record = RunGuest(task, on_event);
        if (record.state != BootState::kFinished && record.boot_s == 0) {
          record.reason += WhatToDoAbout(kernel, task.console);
        }
      });
  return folder;
}

int ExitCodeWithUnbuilt(const RunFolder& run, int exit_code) {
  for (const UnbuiltVariant& variant : run.manifest().unbuilt) {
    fmt::print(stderr, "hmmbench: error: {} was not measured: {}\n",
               variant.label, variant.error);
  }
  const bool unbuilt = !run.manifest().unbuilt.empty();
  // A regression of those that were measured says more.
  return unbuilt && exit_code != kExitRegression ? kExitHarnessError
                                                 : exit_code;
}

void PrintExperiment(const ExperimentOptions& given) {
  const Plan plan = ChoosePlan(given);
  if (given.on == "host") {
    PrintHostRun(given, plan);
    return;
  }
  const ExperimentOptions options = Complete(given, plan);
  CheckOptions(options);
  KernelCache cache(KernelPatchesFolder(), DefaultCacheFolder() / "kernels");
  const std::vector<VariantSpec> variants = VariantsOf(options.kernels);
  std::vector<Kernel> kernels;
  for (const VariantSpec& variant : variants)
    kernels.push_back(cache.Plan(variant.kernel));

  fmt::print("kernels:\n");
  for (size_t i = 0; i < kernels.size(); ++i) {
    const Kernel& kernel = kernels[i];
    fmt::print(
        "  {:<12} {} {}, preempt {}, {} ({})\n", variants[i].label,
        kernel.source, kernel.id,
        kernel.spec.preemption.empty() ? "its default" : kernel.spec.preemption,
        kernel.built ? "built" : "to be built",
        kernel.release.empty() ? "version not known yet" : kernel.release);
  }
  // Without booting anything: whether KVM works is proved in the real run.
  const bool unproved =
      options.accelerator == "auto" && options.clock != "virtual";
  const char* const likely = options.guest_device.vfio.empty() ? "tcg" : "kvm";
  const Accelerator accelerator{
      options.accelerator == "auto" ? likely : options.accelerator, ""};
  const std::vector<ScheduledBoot> schedule =
      Schedule(options, plan, static_cast<int>(kernels.size()),
               IsVirtual(options, accelerator));
  std::vector<std::string> order;
  order.reserve(schedule.size());
  for (const auto& boot : schedule) {
    order.push_back(variants[static_cast<size_t>(boot.variant)].label);
  }
  fmt::print("boots ({}): {}\n", schedule.size(), fmt::join(order, " "));
  fmt::print("cells ({}):\n", plan.cells.size());
  for (const auto& planned : plan.cells) {
    fmt::print("  {} x {}\n", planned.Name(), planned.rounds);
  }
  GuestTask task =
      MeasuringTask(options, kernels.front(), "measure.cpio", accelerator, plan,
                    schedule.front(), "results/RUN/boots/000");
  GuestDevice(options.guest_device).AddTo(&task);
  fmt::print("guest{}:\n  {}\n",
             unproved && options.guest_device.vfio.empty()
                 ? " (tcg shown; kvm is used where it proves itself)"
                 : "",
             fmt::join(QemuCommand(task), " "));
}

}  // namespace hmmbench
