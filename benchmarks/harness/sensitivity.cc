// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/sensitivity.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "benchmarks/harness/plan.h"

namespace hmmbench {
namespace {

// A driver takes some time in it, and its shape is an axis.
bool HasDelay(const Cell& cell) {
  const auto takes_time = [&cell](const char* axis) {
    return cell.axes.contains(axis) && cell.Number(axis) != 0;
  };
  return cell.axes.contains("delay_shape") &&
         (takes_time("delay_us") || takes_time("notifier_us") ||
          takes_time("copy_us") || takes_time("copy_sleep_us"));
}

}  // namespace

bool IsContended(const Cell& cell) {
  int64_t threads = cell.scenario->more_threads;
  for (const char* axis :
       {"threads", "devices", "migrators", "writers", "readers"}) {
    if (cell.axes.contains(axis)) threads += cell.Number(axis);
  }
  return threads > 1;
}

Plan SensitivityPlan(const Plan& plan) {
  Plan repeated = plan;
  repeated.cells.clear();
  repeated.visits = 1;
  std::set<std::string> names;
  const auto add = [&](const PlannedCell& cell) {
    if (names.insert(cell.Name()).second) repeated.cells.push_back(cell);
  };
  for (PlannedCell planned : plan.cells) {
    if (!IsContended(planned.cell) || planned.cell.scenario->keeps_cpu) {
      continue;
    }
    planned.rounds = std::min(planned.rounds, plan.sensitivity.rounds);
    add(planned);
    if (!HasDelay(planned.cell)) continue;
    for (const std::string& shape : plan.sensitivity.shapes) {
      planned.cell.axes["delay_shape"] = shape;
      add(planned);
    }
  }
  return repeated;
}

}  // namespace hmmbench
