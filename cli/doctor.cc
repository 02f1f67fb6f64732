// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Reports what this machine can do for the suite, one line for each finding.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "cli/idle_cores.h"
#include "cli/kernel_choice.h"
#include "cli/subcommand.h"
#include "fixtures/base/error.h"
#include "fixtures/device/gpu/gpu_findings.h"
#include "fixtures/guest/guest.h"
#include "fixtures/host/emulated_device.h"
#include "fixtures/host/host_state.h"
#include "fixtures/host/running_kernel.h"
#include "fixtures/kernel/build/open_source.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/patch/series.h"
#include "fixtures/measure/counters.h"
#include "fixtures/placement/topology.h"
#include "fixtures/run/bundle_folder.h"
#include "fixtures/run/host_runner.h"

namespace hmmbench {
namespace {

constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
// Space for a source tree and an object tree of one base, and what is cached of
// it.
constexpr double kDiskGiB = 5;
// Memory for two guest nodes, with room for the host.
constexpr double kMemoryGiB = 3;
// The largest number that `model-check --threads` takes.
constexpr int kMostModelThreads = 64;

class Findings {
 public:
  void Good(std::string_view what, std::string_view finding) {
    Print("ok", what, finding);
  }
  // The machine works, but not as well as it could.
  void Note(std::string_view what, std::string_view finding) {
    Print("--", what, finding);
  }
  // With this missing, `compare` cannot work.
  void Missing(std::string_view what, std::string_view finding) {
    Print("!!", what, finding);
    if (missing_++ == 0) first_ = fmt::format("{}: {}", what, finding);
  }
  [[nodiscard]] int missing() const { return missing_; }
  // The last line: what to do first, or that there is nothing to do.
  [[nodiscard]] std::string Conclusion() const {
    if (missing_ == 0) return "ready";
    return missing_ == 1 ? fmt::format("not ready: {}", first_)
                         : fmt::format("not ready: {} (and {} more above)",
                                       first_, missing_ - 1);
  }

 private:
  static void Print(std::string_view mark, std::string_view what,
                    std::string_view finding) {
    fmt::print("{} {:<14} {}\n", mark, what, finding);
  }
  int missing_ = 0;
  std::string first_;
};

void CheckCpus(Findings& findings) {
  const Topology topology = Topology::OfThisMachine();
  const size_t cpus = topology.CpuCount();
  std::string text = topology.Summary();
  if (const size_t others = CpusBesideTheMask().size(); others > 0) {
    text += fmt::format(" ({} more are not in this process's mask)", others);
  }
  if (cpus >= 4) {
    findings.Good("processors", text);
  } else {
    findings.Note("processors",
                  text +
                      "; the guest's 4 share them, so read wall-clock "
                      "figures with care");
  }
}

void CheckMemory(Findings& findings) {
  const double gib = static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
                     static_cast<double>(sysconf(_SC_PAGESIZE)) / kGiB;
  const std::string text = fmt::format("{:.0f} GiB", gib);
  if (gib >= kMemoryGiB) {
    findings.Good("memory", text);
  } else {
    findings.Missing(
        "memory", text + fmt::format("; a guest needs {:.0f} GiB", kMemoryGiB));
  }
}

void CheckDisk(Findings& findings) {
  // A bundle builds no kernels.
  if (OwnBundle()) return;
  // The cache folder may not exist yet, so its nearest parent is looked at.
  auto folder = std::filesystem::absolute(DefaultCacheFolder());
  while (!std::filesystem::exists(folder)) folder = folder.parent_path();
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  const double gib = static_cast<double>(space.available) / kGiB;
  const std::string text =
      fmt::format("{:.0f} GiB free for {}", gib, DefaultCacheFolder().string());
  if (!error && gib >= kDiskGiB) {
    findings.Good("disk", text);
  } else {
    findings.Missing("disk", text + fmt::format("; a base needs {:.0f} GiB "
                                                "(XDG_CACHE_HOME moves it)",
                                                kDiskGiB));
  }
}

bool HasProgram(const std::string& name) {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/" + name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

void CheckQemu(Findings& findings) {
  if (OwnBundle() && !OwnBundle()->HasGuest()) {
    findings.Note("guest",
                  "this bundle has none: it measures the running kernel "
                  "(--on host)");
  } else if (HasProgram("qemu-system-x86_64")) {
    findings.Good("guest", "qemu-system-x86_64");
  } else {
    findings.Missing("guest", "no qemu-system-x86_64: install qemu-system-x86");
  }
}

void CheckKvm(Findings& findings) {
  if (!std::filesystem::exists("/dev/kvm")) {
    findings.Note("KVM", "no /dev/kvm: guests run under emulation (TCG)");
  } else if (access("/dev/kvm", R_OK | W_OK) != 0) {
    findings.Note("KVM",
                  "/dev/kvm is there but not for this user (group kvm?): "
                  "guests run under emulation (TCG)");
  } else {
    findings.Note("KVM",
                  "/dev/kvm opens; the first run proves it by booting a "
                  "guest, or falls back to emulation");
  }
}

// Checks whether `model-check` can have guest CPUs that run at the same time.
void CheckParallelCpus(Findings& findings) {
  const auto idle = MeasureIdleCores();
  if (!idle) {
    findings.Note("model-check", "no /proc/stat: idle cores are not known");
    return;
  }
  int threads = std::min(idle->cpus, kMostModelThreads);
  while (threads > 1 && !idle->Fit(threads)) --threads;
  if (threads < 2) {
    findings.Note("model-check", idle->Describe() +
                                     ", and two threads in parallel need two: "
                                     "not here, or not now");
    return;
  }
  findings.Good("model-check", fmt::format("{}: up to {} threads in parallel",
                                           idle->Describe(), threads));
}

void CheckKernels(Findings& findings) {
  if (OwnBundle()) {
    findings.Note("kernels",
                  OwnBundle()->HasGuest()
                      ? fmt::format("{} in this bundle",
                                    fmt::join(OwnBundle()->kernels, ", "))
                      : "none in this bundle");
    return;
  }
  KernelCache cache(KernelPatchesFolder(), DefaultCacheFolder() / "kernels");
  for (const auto& base : ListBases(KernelPatchesFolder())) {
    try {
      const Kernel kernel = cache.Plan({.source = base, .fragments = {}});
      findings.Good("base " + base, kernel.source);
    } catch (const SourceNotFetched& error) {
      findings.Note("base " + base, error.what());
    } catch (const std::exception& error) {
      // The other bases are needed only for comparisons of versions.
      if (base == kDefaultBase) {
        findings.Missing("base " + base, error.what());
      } else {
        findings.Note("base " + base, error.what());
      }
    }
  }
  const auto built = cache.List();
  if (built.empty()) {
    findings.Note("kernels",
                  "none built yet; the first takes some 15 CPU-minutes, each "
                  "further policy half a minute");
  } else {
    findings.Good("kernels", fmt::format("{} built", built.size()));
  }
}

void CheckCounters(Findings& findings) {
  const CounterSupport support = ProbeCounters();
  findings.Note("counters",
                fmt::format("{} on this host{}{} (a guest has its own)",
                            fmt::join(support.present, ", "),
                            support.absent.empty() ? "" : "; not here: ",
                            fmt::join(support.absent, ", ")));
}

void CheckHmm(Findings& findings) {
  try {
    const std::string undone = UndoHostChanges(DefaultCacheFolder());
    if (!undone.empty()) findings.Good("--on host", undone);
  } catch (const Error& error) {
    findings.Note("--on host", error.what());
  }
  const std::string why = WhyNoEmulatedDevice(RunningRelease());
  if (HasEmulatedDevice()) {
    findings.Good("--on host", "test_hmm is loaded");
  } else if (why.empty()) {
    findings.Good("--on host",
                  "the running kernel can have test_hmm; a run loads it and "
                  "unloads it again");
  } else {
    findings.Note("--on host", why);
  }
}

// Checks what a run with --on host depends on.
void CheckHostState(Findings& findings) {
  std::vector<std::string> facts;
  for (const auto& [name, value] : HostState()) {
    facts.push_back(fmt::format("{} {}", name, value));
  }
  findings.Note("host state", fmt::format("{}", fmt::join(facts, ", ")));
}

void CheckGpus(Findings& findings) {
  const std::vector<GpuFinding> gpus = FindGpus();
  if (gpus.empty()) {
    findings.Note("GPU", "none; the kernel's emulated device is used");
  }
  for (const GpuFinding& gpu : gpus) {
    if (gpu.usable) {
      findings.Good("GPU", gpu.text);
    } else {
      findings.Note("GPU", gpu.text);
    }
  }
}

std::function<int()> Setup(CLI::App& app) {
  app.footer(
      "ok: as it should be; --: works with less; !!: compare cannot work.\n"
      "The last line is \"ready\", or what to do first (exit code 3).");
  return [] {
    Findings findings;
    const std::vector<std::pair<const char*, void (*)(Findings&)>> checks = {
        {"processors", CheckCpus}, {"memory", CheckMemory},
        {"disk", CheckDisk},       {"guest", CheckQemu},
        {"KVM", CheckKvm},         {"parallel CPUs", CheckParallelCpus},
        {"kernels", CheckKernels}, {"counters", CheckCounters},
        {"--on host", CheckHmm},   {"host state", CheckHostState},
        {"GPU", CheckGpus}};
    for (const auto& [what, check] : checks) {
      try {
        check(findings);
      } catch (const Interrupted&) {
        throw;
      } catch (const std::exception& error) {
        // The other findings are still worth knowing.
        findings.Missing(what, error.what());
      }
    }
    fmt::print("{}\n", findings.Conclusion());
    return findings.missing() == 0 ? kExitPass : kExitHarnessError;
  };
}

HMMBENCH_SUBCOMMAND(
    registration, {.name = "doctor",
                   .summary = "Say what this machine can do and what it lacks",
                   .order = 20,
                   .setup = Setup});

}  // namespace
}  // namespace hmmbench
