// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs the kernel's own tools/testing/selftests/mm/hmm-tests.c, built from the
// kernel's source, in each kernel. A policy must pass what the baseline passes.

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

#include "cli/build_kernels.h"
#include "cli/progress_line.h"
#include "cli/subcommand.h"
#include "cli/tap.h"
#include "fixtures/error.h"
#include "fixtures/guest/guest.h"
#include "fixtures/kernel/kernel.h"

namespace hmmbench {
namespace {

constexpr std::chrono::seconds kLimit{300};
constexpr std::chrono::seconds kProbeLimit{20};

struct Options {
  std::string base = "6.12";
  std::vector<std::string> policies = {"stock", "trylock", "wait"};
  std::string preemption = "none";
};

std::filesystem::path WorkFolder() {
  return DefaultCacheFolder() / "guest" / "hmm-tests";
}

std::map<std::string, TapResult> RunIn(const Kernel& kernel,
                                       ProgressLine& line) {
  const auto folder = WorkFolder() / kernel.id;
  std::filesystem::create_directories(folder);
  GuestTask task;
  task.kernel = kernel.vmlinux;
  task.initramfs = folder / "initramfs.cpio";
  MakeInitramfs({{kernel.hmm_tests, "/bin/hmm-tests"}}, task.initramfs);
  // The tests' own verdict is read from their output, line by line.
  task.command = "hmm-tests > \"$HMMBENCH_OUTPUT\" 2>&1 || true";
  task.accelerator = ProbeAccelerator(task.kernel, task.initramfs,
                                      DefaultCacheFolder(), kProbeLimit);
  task.output = folder / "hmm-tests.tap";
  task.console = folder / "console.log";
  task.silence_limit = kLimit;
  task.boot_limit = kLimit;
  line.Update(fmt::format("{}: hmm-tests", kernel.spec.policy));
  const BootRecord boot = RunGuest(task, nullptr);
  if (boot.state != BootState::kFinished) {
    throw Error("{}: the guest that ran hmm-tests {}: {} (console: {})",
                kernel.spec.policy, ToString(boot.state), boot.reason,
                task.console.string());
  }
  auto results = ReadTap(task.output);
  if (results.empty()) {
    throw Error("{}: hmm-tests reported nothing; see {}", kernel.spec.policy,
                task.output.string());
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

// Tests whose result is not the baseline's; prints each.
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
  app.add_option("--policies", options->policies,
                 "Lock policies, separated by commas; the first is the "
                 "baseline")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--preempt", options->preemption, "Preemption model")
      ->capture_default_str();
  app.footer(
      "Exit code 0: every kernel passes, skips and fails the same tests as "
      "the baseline\nand none fails; 1: a difference or a failure.");
  return [options] {
    ProgressLine line(std::cerr);
    KernelCache cache(KernelPatchesFolder(), DefaultCacheFolder() / "kernels");
    std::vector<KernelSpec> specs;
    for (const auto& policy : options->policies) {
      specs.push_back({.base = options->base,
                       .policy = policy,
                       .preemption = options->preemption,
                       .fragments = {}});
    }
    const auto kernels = BuildKernels(cache, specs, line);
    std::map<std::string, TapResult> baseline;
    int wrong = 0;
    for (const auto& kernel : kernels) {
      const auto results = RunIn(kernel, line);
      const Counts counts = Count(results);
      line.Finish("");
      fmt::print("{:<20} {} passed, {} failed, {} skipped\n",
                 kernel.spec.policy, counts.passed, counts.failed,
                 counts.skipped);
      wrong += counts.failed;
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
