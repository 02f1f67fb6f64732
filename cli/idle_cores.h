// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Whether as many CPUs of a guest as it has can run at the same time here, now.

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

  // Whether so many run at the same time, each on a core of its own. What a
  // host does by itself is allowed for.
  [[nodiscard]] bool Fit(int threads) const;
  // "1.9 of 2 cores idle"
  [[nodiscard]] std::string Describe() const;
};

// Between two readings of /proc/stat that are `seconds` apart.
IdleCores IdleBetween(const HostCpuTimes& before, const HostCpuTimes& after,
                      double seconds);

// Looks for so long. Absent where /proc/stat does not say.
std::optional<IdleCores> MeasureIdleCores(
    std::chrono::milliseconds time = std::chrono::seconds(1),
    const std::filesystem::path& proc = "/proc");

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_IDLE_CORES_H_
