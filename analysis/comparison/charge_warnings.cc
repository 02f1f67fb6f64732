// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/charge_warnings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string>
#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {

std::vector<std::string> ChargeWarnings(
    const std::vector<RunFolder::Boot>& boots) {
  std::set<std::string> charged;
  std::set<std::string> free;
  for (const RunFolder::Boot& boot : boots) {
    if (!boot.scheduled.seed || !boot.stream.environment) continue;
    const bool has =
        boot.stream.environment->facts.contains("page_fault_cost_ns");
    (has ? charged : free).insert(boot.record.variant);
  }
  if (charged.empty() || free.empty()) return {};
  return {fmt::format(
      "page faults and wake-ups are charged for in {}, but not in {}, whose "
      "kernel lacks the boot patches for it: where threads meet, their times "
      "are not comparable",
      fmt::join(charged, ", "), fmt::join(free, ", "))};
}

}  // namespace hmmbench
