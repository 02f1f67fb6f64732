// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/idle_cores.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "fixtures/base/text_file.h"

namespace hmmbench {
namespace {

// The share of each core that timers and daemons may take.
constexpr double kOwnNoise = 0.1;

std::optional<HostCpuTimes> Times(const std::filesystem::path& proc) {
  return ParseHostCpuTimes(TextFileIfAny(proc / "stat"), sysconf(_SC_CLK_TCK));
}

}  // namespace

bool IdleCores::Fit(int threads) const {
  return threads <= cpus && idle >= threads * (1 - kOwnNoise);
}

std::string IdleCores::Describe() const {
  return fmt::format("{:.1f} of {} cores idle", idle, cpus);
}

IdleCores IdleBetween(const HostCpuTimes& before, const HostCpuTimes& after,
                      double seconds) {
  const double used =
      after.busy_s - before.busy_s + after.steal_s - before.steal_s;
  return {.cpus = after.cpus,
          .idle = std::clamp(after.cpus - used / seconds, 0.0,
                             static_cast<double>(after.cpus))};
}

std::optional<IdleCores> MeasureIdleCores(std::chrono::milliseconds time,
                                          const std::filesystem::path& proc) {
  const auto start = std::chrono::steady_clock::now();
  const auto before = Times(proc);
  if (!before) return std::nullopt;
  std::this_thread::sleep_for(time);
  const auto after = Times(proc);
  if (!after) return std::nullopt;
  const std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  return IdleBetween(*before, *after, seconds.count());
}

}  // namespace hmmbench
