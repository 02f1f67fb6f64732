// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/time_costs.h"

#include <filesystem>
#include <fstream>

namespace hmmbench {
namespace {

bool Write(const std::filesystem::path& file, std::chrono::nanoseconds cost) {
  // An ofstream would make the file where there is none.
  std::fstream stream(file, std::ios::in | std::ios::out);
  stream << cost.count() << "\n" << std::flush;
  return static_cast<bool>(stream);
}

}  // namespace

bool ChargeTime(const TimeCosts& costs, const std::filesystem::path& folder) {
  return Write(folder / "page_fault_cost", costs.page_fault) &&
         Write(folder / "idle_exit_cost", costs.idle_exit);
}

}  // namespace hmmbench
