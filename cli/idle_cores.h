// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Tells whether the CPUs of a guest can all run at the same time on this
// machine now.

#ifndef HMMBENCH_CLI_IDLE_CORES_H_
#define HMMBENCH_CLI_IDLE_CORES_H_

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "fixtures/guest/host_activity.h"

namespace hmmbench {

struct IdleCores {
  int cpus = 0;     // of the host
  double idle = 0;  // that nobody used, in cores

  // True when so many threads can run at the same time, each on a core of its
  // own. It allows for the host's own small load.
  [[nodiscard]] bool Fit(int threads) const;
  // "1.9 of 2 cores idle"
  [[nodiscard]] std::string Describe() const;
};

// Computes the idle cores between two readings of /proc/stat that are `seconds`
// apart.
IdleCores IdleBetween(const HostCpuTimes& before, const HostCpuTimes& after,
                      double seconds);

// Watches for so long. Returns nothing when /proc/stat does not tell.
std::optional<IdleCores> MeasureIdleCores(
    std::chrono::milliseconds time = std::chrono::seconds(1),
    const std::filesystem::path& proc = "/proc");

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_IDLE_CORES_H_
