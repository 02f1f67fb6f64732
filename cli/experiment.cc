// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/experiment.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "benchmarks/plan.h"
#include "cli/build_kernels.h"
#include "cli/progress_line.h"
#include "cli/subcommand.h"
#include "fixtures/error.h"
#include "fixtures/guest/guest.h"
#include "fixtures/interrupt.h"
#include "fixtures/kernel/content_hash.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/text_file.h"

namespace hmmbench {
namespace {

// A guest under emulation needs seconds to boot; this long without a word is
// not slowness.
constexpr std::chrono::seconds kBootLimit{180};
constexpr std::chrono::seconds kProbeLimit{20};

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
  if (options.blocks > 0) plan.blocks = options.blocks;
  return plan;
}

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

// With what the base chooses where the user did not; a wrong name is said
// before anything is built.
ExperimentOptions Complete(ExperimentOptions options) {
  const Series series = ReadSeries(KernelPatchesFolder(), options.base);
  std::vector<std::string> policies = SplitAtCommas(options.policies);
  if (options.policies == "usual") policies = series.compare;
  if (options.policies == "all" || policies.empty()) {
    policies.clear();
    for (const Policy& policy : series.policies) {
      policies.push_back(policy.name);
    }
  }
  for (const auto& policy : policies) (void)series.FindPolicy(policy);
  options.policies = fmt::format("{}", fmt::join(policies, ","));
  std::vector<std::string> preemptions = SplitAtCommas(options.preemption);
  if (preemptions.empty()) preemptions.emplace_back();
  for (auto& preemption : preemptions) {
    preemption = series.Preemption(preemption);
  }
  options.preemption = fmt::format("{}", fmt::join(preemptions, ","));
  return options;
}

// Every policy under every preemption model; the first is the baseline.
std::vector<KernelSpec> Specs(const ExperimentOptions& options) {
  std::vector<KernelSpec> specs;
  for (const auto& preemption : SplitAtCommas(options.preemption)) {
    for (const auto& policy : SplitAtCommas(options.policies)) {
      specs.push_back({.base = options.base,
                       .policy = policy,
                       .preemption = preemption,
                       .fragments = options.fragments});
    }
  }
  return specs;
}

// Unique among the arms: the policy alone where that is enough.
std::string Label(const KernelSpec& spec, const ExperimentOptions& options) {
  if (options.preemption.find(',') == std::string::npos) return spec.policy;
  return fmt::format("{}-{}", spec.policy, spec.preemption);
}

Accelerator ChooseAccelerator(const ExperimentOptions& options,
                              const std::filesystem::path& kernel,
                              const std::filesystem::path& initramfs) {
  if (options.accelerator != "auto") {
    return {options.accelerator, "asked for with --accel"};
  }
  return ProbeAccelerator(kernel, initramfs, DefaultCacheFolder(), kProbeLimit);
}

// One for each guest program: runs of several checkouts share the cache, and a
// boot must not find another's program.
std::filesystem::path InitramfsFile() {
  return DefaultCacheFolder() / "guest" /
         fmt::format("measure-{}.cpio",
                     ContentHash({ReadTextFile(GuestProgram())}));
}

// Those of programs that nobody has run for a day.
void RemoveOldInitramfs(const std::filesystem::path& folder) {
  const auto old =
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(24);
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".cpio" &&
        entry.last_write_time(ignored) < old) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
}

void WriteInitramfs(const std::filesystem::path& file) {
  std::filesystem::create_directories(file.parent_path());
  MakeInitramfs({{GuestProgram(), "/bin/hmmbench-guest"}}, file);
  RemoveOldInitramfs(file.parent_path());
}

GuestTask MeasuringTask(const ExperimentOptions& options, const Kernel& kernel,
                        const std::filesystem::path& initramfs,
                        const Accelerator& accelerator, const Plan& plan,
                        const std::filesystem::path& boot_folder) {
  GuestTask task;
  task.kernel = kernel.vmlinux;
  task.initramfs = initramfs;
  task.command =
      "hmmbench-guest --plan /run/hmmbench/input.json"
      " --records \"$HMMBENCH_RECORDS\""
      " --google-benchmark /run/google-benchmark.json"
      " && cat /run/google-benchmark.json > \"$HMMBENCH_OUTPUT\"";
  task.input_json = plan.ToGuestJson();
  task.numa = ParseNumaLayout(options.numa);
  task.accelerator = accelerator;
  task.records = boot_folder / "records.jsonl";
  task.output = boot_folder / "google-benchmark.json";
  task.console = boot_folder / "console.log";
  task.silence_limit = std::chrono::seconds(options.silence_s);
  task.boot_limit = kBootLimit;
  return task;
}

std::string Fidelity(const Accelerator& accelerator) {
  return accelerator.name == "kvm" ? "virtualised" : "emulated";
}

std::string ReproductionCommand(const ExperimentOptions& options,
                                const Plan& plan) {
  std::string command = "./hmmbench compare";
  if (options.cells.empty()) {
    command += " --plan " + options.plan;
  } else {
    for (const auto& cell : options.cells) command += " --cell " + cell;
    command += fmt::format(" --rounds {}", options.rounds);
  }
  command += " --base " + options.base;
  command += " --policies " + options.policies;
  command += " --preempt " + options.preemption;
  for (const auto& fragment : options.fragments) {
    command += " --fragment " + fragment.string();
  }
  command += fmt::format(" --blocks {}", plan.blocks);
  command += " --numa " + options.numa;
  return command;
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

std::vector<Arm> Arms(const std::vector<Kernel>& kernels,
                      const ExperimentOptions& options) {
  std::vector<Arm> arms;
  for (const auto& kernel : kernels) {
    arms.push_back({.label = Label(kernel.spec, options),
                    .base = kernel.spec.base,
                    .policy = kernel.spec.policy,
                    .preemption = kernel.spec.preemption,
                    .kernel_id = kernel.id,
                    .kernel_release = kernel.release,
                    .source = kernel.source});
  }
  return arms;
}

Manifest MakeManifest(const ExperimentOptions& options, const Plan& plan,
                      const std::vector<Kernel>& kernels,
                      const Accelerator& accelerator) {
  Manifest manifest;
  manifest.created = fmt::format(
      "{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(
                                   std::chrono::system_clock::now())));
  manifest.tool_version = HMMBENCH_VERSION;
  manifest.command = ReproductionCommand(options, plan);
  manifest.plan = plan.name;
  for (const auto& planned : plan.cells) {
    manifest.cells.push_back(planned.cell.Name());
  }
  manifest.arms = Arms(kernels, options);
  manifest.schedule =
      AbbaSchedule(static_cast<int>(kernels.size()), plan.blocks);
  manifest.accelerator = accelerator.name;
  manifest.accelerator_reason = accelerator.reason;
  manifest.clock = "real";
  manifest.fidelity = Fidelity(accelerator);
  manifest.host = HostFacts();
  return manifest;
}

// The line on the terminal while boots run, with an estimate from the boots
// that are done.
class BootProgress {
 public:
  BootProgress(const Manifest& manifest, ProgressLine& line)
      : manifest_(manifest), line_(line) {}

  void StartBoot(const ScheduledBoot& boot) {
    boot_ = boot;
    boot_started_ = Clock::now();
    cells_done_ = 0;
    begun_.clear();
    cell_ = "booting";
    Show();
  }

  void OnEvent(const RecordTail::Event& event) {
    if (event.kind == RecordTail::Event::Kind::kBegin) {
      cell_ = event.cell;
      begun_.insert(event.cell);
    }
    if (event.kind == RecordTail::Event::Kind::kCell) ++cells_done_;
    Show();
  }

  // The cells of `plan` that the boot has not come to.
  [[nodiscard]] Plan Left(Plan plan) const {
    std::erase_if(plan.cells, [this](const PlannedCell& planned) {
      return begun_.contains(planned.cell.Name());
    });
    return plan;
  }

  void FinishBoot() {
    const std::chrono::duration<double> took = Clock::now() - boot_started_;
    finished_s_ += took.count();
    ++finished_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void Show() {
    const auto& arm = manifest_.arms[static_cast<size_t>(boot_.arm)];
    const std::string shown = cell_.substr(0, cell_.find('/'));
    std::string text =
        fmt::format("boot {}/{} {}: {} ({}/{} cells done)", boot_.boot + 1,
                    manifest_.schedule.size(), arm.label, shown, cells_done_,
                    manifest_.cells.size());
    if (finished_ > 0) {
      const std::chrono::duration<double> running =
          Clock::now() - boot_started_;
      const double each = finished_s_ / finished_;
      const auto boots = static_cast<double>(manifest_.schedule.size());
      text +=
          fmt::format(", about {} left",
                      Minutes(each * (boots - finished_) - running.count()));
    }
    line_.Update(text);
  }

  const Manifest& manifest_;
  ProgressLine& line_;
  ScheduledBoot boot_;
  std::string cell_;
  std::set<std::string> begun_;
  size_t cells_done_ = 0;
  Clock::time_point boot_started_;
  double finished_s_ = 0;
  int finished_ = 0;
};

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
  app.add_option("--base", options.base, "Kernel source to build from")
      ->capture_default_str();
  app.add_option(
         "--policies", options.policies,
         "Lock policies to compare, separated by commas; the first is "
         "the baseline. usual (if not given): stock and two more of the "
         "base; all, or no value: every one")
      ->expected(0, 1)
      ->default_str("all")  // what it takes without a value
      ->option_text("NAME,... [usual]");
  app.add_option("--preempt", options.preemption,
                 "Preemption model: none, voluntary or full (6.12), lazy or "
                 "full (7.3); several, separated by commas, are compared like "
                 "policies. Default: the base's first");
  app.add_option("--fragment", options.fragments,
                 "More Kconfig fragments for the kernels, applied last");
  app.add_option("--blocks", options.blocks,
                 "Blocks of boots: each runs the kernels forward, then "
                 "backward (ABBA). 0.5 is one boot a kernel. Default: as the "
                 "plan says")
      ->check(CLI::Range(0.5, 1000.0));
  app.add_option("--numa", options.numa,
                 "NUMA layout of the guest: NODESxCPUS_PER_NODE[:DISTANCE]")
      ->capture_default_str();
  app.add_option("--accel", options.accelerator,
                 "auto (KVM where it proves itself by booting), kvm or tcg")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "kvm", "tcg"}));
  app.add_option("--results", options.results,
                 "Folder that the run's folder is made in");
  app.add_option("--silence", options.silence_s,
                 "Seconds without a record after which a guest counts as "
                 "starved or hung")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  app.add_flag("--dry-run", options.dry_run,
               "Print what would be done, the QEMU command line included");
}

std::vector<ScheduledBoot> AbbaSchedule(int arms, double blocks) {
  const auto passes = std::max<int64_t>(1, std::lround(2 * blocks));
  std::vector<ScheduledBoot> schedule;
  for (int pass = 0; pass < passes; ++pass) {
    for (int i = 0; i < arms; ++i) {
      schedule.push_back({.boot = static_cast<int>(schedule.size()),
                          .arm = pass % 2 == 0 ? i : arms - 1 - i,
                          .block = pass / 2});
    }
  }
  return schedule;
}

RunFolder RunExperiment(const ExperimentOptions& given) {
  const ExperimentOptions options = Complete(given);
  const Plan plan = ChoosePlan(options);
  // A mistake is said now, not after minutes of building.
  ParseNumaLayout(options.numa);
  ProgressLine line(std::cerr);
  KernelCache cache(KernelPatchesFolder(), DefaultCacheFolder() / "kernels");
  const std::vector<Kernel> kernels = BuildKernels(cache, Specs(options), line);

  const std::filesystem::path initramfs = InitramfsFile();
  WriteInitramfs(initramfs);
  line.Update("choosing an accelerator");
  const Accelerator accelerator =
      ChooseAccelerator(options, kernels.front().vmlinux, initramfs);
  line.Finish(fmt::format("accelerator: {} ({})", accelerator.name,
                          accelerator.reason));

  const auto parent =
      options.results.empty() ? ResultsFolder() : options.results;
  RunFolder folder = RunFolder::Create(
      parent, MakeManifest(options, plan, kernels, accelerator));
  const Manifest& manifest = folder.manifest();

  BootProgress progress(manifest, line);
  struct Job {
    ScheduledBoot boot;
    Plan plan;
  };
  std::deque<Job> jobs;
  for (const auto& boot : manifest.schedule) jobs.push_back({boot, plan});
  for (; !jobs.empty(); jobs.pop_front()) {
    const ScheduledBoot boot = jobs.front().boot;
    const auto arm = static_cast<size_t>(boot.arm);
    const GuestTask task =
        MeasuringTask(options, kernels[arm], initramfs, accelerator,
                      jobs.front().plan, folder.BootFolder(boot));
    progress.StartBoot(boot);
    BootRecord record;
    try {
      record = RunGuest(task, [&](const RecordTail::Event& event) {
        progress.OnEvent(event);
      });
    } catch (const Interrupted&) {
      line.Finish("");
      record.boot = boot.boot;
      record.arm = manifest.arms[arm].label;
      record.state = BootState::kInterrupted;
      record.reason = "interrupted by the user";
      record.qemu = QemuCommand(task);
      folder.WriteBoot(record);
      folder.SetState("interrupted");
      throw Interrupted(
          "interrupted in boot {} of {}; what was measured is in {}: hmmbench "
          "compare {} reports it",
          boot.boot + 1, manifest.schedule.size(), folder.path().string(),
          folder.path().string());
    }
    record.boot = boot.boot;
    record.arm = manifest.arms[arm].label;
    folder.WriteBoot(record);
    progress.FinishBoot();
    if (record.state != BootState::kFinished) {
      line.Finish(fmt::format("boot {}/{} {}: {}: {}", boot.boot + 1,
                              manifest.schedule.size(), record.arm,
                              ToString(record.state), record.reason));
    }
    // A guest that a cell has killed does not take the cells after it along.
    const Plan left = progress.Left(jobs.front().plan);
    const bool in_a_cell = left.cells.size() < jobs.front().plan.cells.size();
    if ((record.state == BootState::kStarved ||
         record.state == BootState::kPanicked) &&
        in_a_cell && !left.cells.empty()) {
      jobs.insert(jobs.begin() + 1, {folder.AppendContinuation(boot), left});
    }
  }
  folder.SetState("finished");
  line.Finish("");
  return folder;
}

void PrintExperiment(const ExperimentOptions& given) {
  const ExperimentOptions options = Complete(given);
  const Plan plan = ChoosePlan(options);
  ParseNumaLayout(options.numa);
  KernelCache cache(KernelPatchesFolder(), DefaultCacheFolder() / "kernels");
  std::vector<Kernel> kernels;
  for (const auto& spec : Specs(options)) kernels.push_back(cache.Plan(spec));

  fmt::print("kernels:\n");
  for (const auto& kernel : kernels) {
    fmt::print("  {:<12} {} {}, preempt {}, {} ({})\n", kernel.spec.policy,
               kernel.source, kernel.id, kernel.spec.preemption,
               kernel.built ? "built" : "to be built", kernel.release);
  }
  const auto schedule =
      AbbaSchedule(static_cast<int>(kernels.size()), plan.blocks);
  std::vector<std::string> order;
  order.reserve(schedule.size());
  for (const auto& boot : schedule) {
    order.push_back(
        Label(kernels[static_cast<size_t>(boot.arm)].spec, options));
  }
  fmt::print("boots ({}): {}\n", schedule.size(), fmt::join(order, " "));
  fmt::print("cells ({}):\n", plan.cells.size());
  for (const auto& planned : plan.cells) {
    fmt::print("  {} x {}\n", planned.cell.Name(), planned.rounds);
  }
  // Without booting anything: whether KVM works is proved in the real run.
  const Accelerator accelerator{
      options.accelerator == "auto" ? "tcg" : options.accelerator, ""};
  const GuestTask task =
      MeasuringTask(options, kernels.front(), InitramfsFile(), accelerator,
                    plan, "results/RUN/boots/000");
  fmt::print("guest{}:\n  {}\n",
             options.accelerator == "auto"
                 ? " (tcg shown; kvm is used where it proves itself)"
                 : "",
             fmt::join(QemuCommand(task), " "));
}

}  // namespace hmmbench
