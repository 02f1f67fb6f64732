// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs the kernel's own tools/testing/selftests/mm/hmm-tests.c, built from the
// kernel's source, or the suite's races on huge folios, in each kernel. A
// policy must pass what the baseline passes, and the kernel must not complain.

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/subcommand.h"
#include "cli/tap.h"
#include "fixtures/base/error.h"
#include "fixtures/guest/guest.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/patch/series.h"
#include "fixtures/run/build_variants.h"
#include "fixtures/run/progress_line.h"

namespace hmmbench {
namespace {

constexpr std::chrono::seconds kLimit{300};
constexpr std::chrono::seconds kProbeLimit{20};

struct Options {
  std::string base = "6.12";
  std::vector<std::string> policies;  // empty: the ones compared by default
  bool all = false;
  std::string preemption;  // empty: the base's default
  std::vector<std::filesystem::path> fragments;
  bool races = false;
};

// The program that runs in the guest.
struct Program {
  std::string name;
  std::filesystem::path file;
};

Program ChooseProgram(const Options& options, const Kernel& kernel) {
  if (!options.races) return {"hmm-tests", kernel.hmm_tests};
  const std::string name = "hmmbench-huge-races";
  return {name, GuestProgram().replace_filename(name)};
}

std::filesystem::path WorkFolder() {
  return DefaultCacheFolder() / "guest" / "hmm-tests";
}

std::filesystem::path Console(const Kernel& kernel) {
  return WorkFolder() / kernel.id / "console.log";
}

// Returns the lines in which the kernel reports a defect of its own: BUG, a
// failed WARN_ON, findings of lockdep and KASAN, tasks and CPUs that hang.
std::vector<std::string> Complaints(const std::filesystem::path& console) {
  std::vector<std::string> complaints;
  std::ifstream stream(console);
  for (std::string line; std::getline(stream, line);) {
    for (const char* mark : {"BUG: ", "WARNING: ", "INFO: ", "Oops: "}) {
      if (line.find(mark) == std::string::npos) continue;
      complaints.push_back(line);
      break;
    }
  }
  return complaints;
}

std::map<std::string, TapResult> RunIn(const Kernel& kernel,
                                       const Program& program,
                                       ProgressLine& line) {
  const auto folder = WorkFolder() / kernel.id;
  std::filesystem::create_directories(folder);
  GuestTask task;
  task.kernel = kernel.vmlinux;
  task.initramfs = folder / "initramfs.cpio";
  MakeInitramfs({{program.file, "/bin/" + program.name}}, task.initramfs);
  // The tests' own verdict is read from their output, line by line.
  task.command = program.name + " > \"$HMMBENCH_OUTPUT\" 2>&1 || true";
  task.accelerator = ProbeAccelerator(task.kernel, task.initramfs,
                                      DefaultCacheFolder(), kProbeLimit);
  task.output = folder / (program.name + ".tap");
  task.console = Console(kernel);
  task.silence_limit = kLimit;
  task.boot_limit = kLimit;
  line.Update(fmt::format("{}: {}", kernel.spec.policy, program.name));
  const BootRecord boot = RunGuest(task, nullptr);
  if (boot.state != BootState::kFinished) {
    throw Error("{}: the guest that ran {} {}: {} (console: {})",
                kernel.spec.policy, program.name, ToString(boot.state),
                boot.reason, task.console.string());
  }
  auto results = ReadTap(task.output);
  if (results.empty()) {
    throw Error("{}: {} reported nothing; see {}", kernel.spec.policy,
                program.name, task.output.string());
  }
  return results;
}

struct Counts {
  int passed = 0;
  int failed = 0;
  int skipped = 0;
};

Counts Count(const std::map<std::string, TapResult>& results) {
  Counts counts;
  for (const auto& [name, result] : results) {
    if (result == TapResult::kPassed) ++counts.passed;
    if (result == TapResult::kFailed) ++counts.failed;
    if (result == TapResult::kSkipped) ++counts.skipped;
  }
  return counts;
}

// Prints each test whose result differs from the baseline's, and returns how
// many there are.
int PrintDifferences(const std::string& label,
                     const std::map<std::string, TapResult>& baseline,
                     const std::map<std::string, TapResult>& results) {
  int differences = 0;
  for (const auto& [name, expected] : baseline) {
    const auto found = results.find(name);
    const std::string got = found == results.end()
                                ? "did not run"
                                : std::string(ToString(found->second));
    if (got == ToString(expected)) continue;
    fmt::print("  {}: {} {}, in the baseline {}\n", label, name, got,
               ToString(expected));
    ++differences;
  }
  return differences;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--base", options->base, "Kernel source to build from")
      ->capture_default_str();
  CLI::Option* policies =
      app.add_option("--policies", options->policies,
                     "Lock policies, separated by commas; the first is the "
                     "baseline. Default: the ones that compare compares")
          ->delimiter(',');
  app.add_flag("--all", options->all, "Every policy of the base")
      ->excludes(policies);
  app.add_option("--preempt", options->preemption,
                 "Preemption model. Default: the base's first");
  app.add_option("--fragment", options->fragments,
                 "More Kconfig fragments, applied last");
  app.add_flag(
      "--races", options->races,
      "Instead of hmm-tests, the suite's races: faults on a huge folio "
      "beside fork, zap, split and unmap (with --fragment for "
      "lockdep or KASAN)");
  app.footer(
      "Exit code 0: every kernel passes, skips and fails the same tests as "
      "the baseline\nand none fails; 1: a difference, a failure or a complaint "
      "of the kernel.");
  return [options] {
    ProgressLine line(std::cerr);
    KernelCache cache(KernelPatchesFolder(), DefaultCacheFolder() / "kernels");
    std::vector<KernelSpec> specs;
    const Series series = ReadSeries(KernelPatchesFolder(), options->base);
    std::vector<std::string> policies =
        options->policies.empty() ? series.compare : options->policies;
    if (options->all) policies = series.PolicyNames();
    for (const auto& policy : policies) {
      specs.push_back({.source = options->base,
                       .policy = policy,
                       .preemption = options->preemption,
                       .fragments = options->fragments});
    }
    const auto kernels = BuildKernels(cache, specs, line);
    std::map<std::string, TapResult> baseline;
    int wrong = 0;
    for (const auto& kernel : kernels) {
      const auto results = RunIn(kernel, ChooseProgram(*options, kernel), line);
      const Counts counts = Count(results);
      line.Finish("");
      fmt::print("{:<20} {} passed, {} failed, {} skipped\n",
                 kernel.spec.policy, counts.passed, counts.failed,
                 counts.skipped);
      wrong += counts.failed;
      const auto complaints = Complaints(Console(kernel));
      if (!complaints.empty()) {
        fmt::print("  {}: the kernel complained: {} (console: {})\n",
                   kernel.spec.policy, complaints.front(),
                   Console(kernel).string());
        ++wrong;
      }
      if (baseline.empty()) {
        baseline = results;
      } else {
        wrong += PrintDifferences(kernel.spec.policy, baseline, results);
      }
    }
    return wrong == 0 ? kExitPass : kExitRegression;
  };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "hmm-tests",
                     .summary = "Run the kernel's own hmm-tests in each kernel",
                     .order = 60,
                     .setup = Setup});

}  // namespace
}  // namespace hmmbench
