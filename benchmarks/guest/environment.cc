// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/environment.h"

#include <cpuid.h>
#include <sys/utsname.h>
#include <zlib.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "fixtures/measure/counters.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

std::string FirstLine(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

std::string CpuModel() {
  std::ifstream stream("/proc/cpuinfo");
  for (std::string line; std::getline(stream, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "";
}

// The twelve letters with which a hypervisor names itself ("KVMKVMKVM",
// "TCGTCGTCGTCG"); empty on bare metal. CPUID leaf 0x40000000; whether it may
// be asked is bit 31 of ECX of leaf 1.
std::string Hypervisor() {
  unsigned a = 0;
  std::array<unsigned, 3> letters{};
  unsigned features = 0;
  if (__get_cpuid(1, &a, letters.data(), &features, &letters[1]) == 0 ||
      (features & (1U << 31U)) == 0) {
    return "";
  }
  __cpuid(0x40000000, a, letters[0], letters[1], letters[2]);
  std::string name(sizeof letters, '\0');
  std::memcpy(name.data(), letters.data(), sizeof letters);
  return name.substr(0, name.find('\0'));
}

// The word for a kernel option that is set in /proc/config.gz.
std::string ConfiguredPreemption(const std::filesystem::path& config_gz) {
  const auto close = [](gzFile file) { gzclose(file); };
  const std::unique_ptr<gzFile_s, decltype(close)> config(
      gzopen(config_gz.c_str(), "rb"), close);
  if (!config) return "";
  const std::map<std::string_view, std::string> words = {
      {"CONFIG_PREEMPT_NONE=y", "none"},
      {"CONFIG_PREEMPT_VOLUNTARY=y", "voluntary"},
      {"CONFIG_PREEMPT=y", "full"},
      {"CONFIG_PREEMPT_LAZY=y", "lazy"},
      {"CONFIG_PREEMPT_RT=y", "rt"}};
  std::array<char, 512> line{};
  while (gzgets(config.get(), line.data(), line.size()) != nullptr) {
    const std::string_view text(line.data(), std::strcspn(line.data(), "\n"));
    if (const auto word = words.find(text); word != words.end()) {
      return word->second;
    }
  }
  return "";
}

}  // namespace

std::string Preemption(const std::filesystem::path& config_gz,
                       const std::filesystem::path& debug_preempt,
                       std::string_view version) {
  // "none (voluntary) full": the one in brackets is in force.
  const std::string choices = FirstLine(debug_preempt);
  const size_t open = choices.find('(');
  const size_t close = choices.find(')');
  if (open != std::string::npos && close != std::string::npos && open < close) {
    return choices.substr(open + 1, close - open - 1);
  }
  std::string configured = ConfiguredPreemption(config_gz);
  if (!configured.empty()) return configured;
  // Without either, the version tells full preemption only: a kernel without
  // it and one with voluntary preemption look the same.
  if (version.find("PREEMPT_RT") != std::string_view::npos) return "rt";
  if (version.find("PREEMPT_LAZY") != std::string_view::npos) return "lazy";
  if (version.find("PREEMPT ") != std::string_view::npos) return "full";
  return "";
}

Environment DescribeEnvironment(const Clock& clock, const Topology& topology,
                                CounterSet set) {
  Environment environment;
  utsname name{};
  uname(&name);
  environment.kernel_release = name.release;
  environment.kernel_version = name.version;
  environment.command_line = FirstLine("/proc/cmdline");
  environment.preemption = Preemption(
      "/proc/config.gz", "/sys/kernel/debug/sched/preempt", name.version);
  environment.cpu_model = CpuModel();
  topology.Describe(&environment);
  environment.clock = clock.counts_instructions() ? "virtual" : "real";
  environment.time_source = clock.source();
  environment.time_source_hz = clock.hz();
  environment.time_source_overhead_ns = clock.overhead_ns();
  environment.kernel_clocksource = FirstLine(
      "/sys/devices/system/clocksource/clocksource0/current_clocksource");
  const CounterSupport counters = ProbeCounters(set);
  environment.counters = counters.present;
  environment.counters_absent = counters.absent;
  environment.facts = clock.facts();
  const std::string hypervisor = Hypervisor();
  environment.facts["hypervisor"] = hypervisor.empty() ? "none" : hypervisor;
  environment.facts["transparent_hugepage"] =
      FirstLine("/sys/kernel/mm/transparent_hugepage/enabled");
  environment.facts["numa_balancing"] =
      FirstLine("/proc/sys/kernel/numa_balancing");
  std::erase_if(environment.facts,
                [](const auto& fact) { return fact.second.empty(); });
  return environment;
}

}  // namespace hmmbench
