// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/clock_source.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace hmmbench {

void AwaitFinalClockSource(std::chrono::milliseconds limit,
                           const std::filesystem::path& file) {
  constexpr std::chrono::milliseconds kPoll(10);
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < deadline) {
    std::ifstream stream(file);
    std::string name;
    if (!(stream >> name) || name != "tsc-early") return;
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace hmmbench
