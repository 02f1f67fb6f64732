// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/cut_off.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/report/notation.h"
#include "analysis/statistics/statistics.h"

namespace hmmbench {
namespace {

constexpr double kNsPerSecond = 1e9;

// Absent where nothing was touched.
std::optional<double> MostTouchesPerSecond(const CellRecord& record) {
  const auto touches = ForAllPlanned(record, record.touches);
  const auto ns = std::accumulate(record.round_ns.begin(),
                                  record.round_ns.end(), uint64_t{0});
  if (!touches || ns == 0) return std::nullopt;
  return *touches * kNsPerSecond / static_cast<double>(ns);
}

}  // namespace

bool IsCutOff(const CellRecord& record) {
  return record.cut_off_by_ns.has_value();
}

uint64_t PlannedPages(const CellRecord& record) {
  return IsCutOff(record) ? record.planned_pages.value_or(record.pages)
                          : record.pages;
}

std::optional<double> ForAllPlanned(const CellRecord& record, uint64_t done) {
  if (record.pages == 0 || done == 0) return std::nullopt;
  return static_cast<double>(done) / static_cast<double>(record.pages) *
         static_cast<double>(PlannedPages(record));
}

uint64_t NotMade(const CellRecord& record, uint64_t done) {
  const double all = ForAllPlanned(record, done).value_or(0);
  return static_cast<uint64_t>(
      std::llround(std::max(0.0, all - static_cast<double>(done))));
}

std::optional<CutOff> SummariseCutOff(
    const std::vector<const CellRecord*>& measured) {
  CutOff sum;
  std::vector<double> most;
  uint64_t faults = 0;
  uint64_t cpu_ns = 0;
  uint64_t calls = 0;
  bool all_count_calls = true;
  for (const CellRecord* record : measured) {
    if (IsCutOff(*record)) {
      ++sum.boots;
      sum.limit_ns = std::max(sum.limit_ns, *record->cut_off_by_ns);
    }
    sum.rounds += record->rounds;
    sum.planned_rounds += record->planned_rounds.value_or(record->rounds);
    sum.pages += record->pages;
    sum.planned_pages += PlannedPages(*record);
    if (const auto rate = MostTouchesPerSecond(*record)) most.push_back(*rate);
    for (const ThreadRecord& thread : record->threads) {
      faults += thread.minor_faults + thread.major_faults;
      cpu_ns += thread.user_ns + thread.system_ns;
    }
    const auto found = record->device.find("migrate_to_ram");
    all_count_calls = all_count_calls && found != record->device.end();
    if (found != record->device.end()) calls += found->second;
    for (const auto& [role, latency] : record->latency) {
      sum.not_made[role] += NotMade(*record, latency.count());
    }
  }
  if (sum.boots == 0) return std::nullopt;
  // The bound of a boot without a value is infinite.
  if (most.size() == measured.size()) sum.touches_per_s_at_most = Median(most);
  const auto a_planned_page = [&sum](uint64_t count) -> std::optional<double> {
    // That a count is at least 0 says nothing new.
    if (count == 0 || sum.planned_pages == 0) return std::nullopt;
    return static_cast<double>(count) / static_cast<double>(sum.planned_pages);
  };
  sum.faults_per_page_at_least = a_planned_page(faults);
  sum.cpu_ns_per_page_at_least = a_planned_page(cpu_ns);
  if (all_count_calls) {
    sum.migrate_to_ram_per_page_at_least = a_planned_page(calls);
  }
  return sum;
}

Bound BoundOf(Metric metric) {
  return metric == Metric::kThroughput ? Bound::kAtMost : Bound::kAtLeast;
}

Bound Inverse(Bound bound) {
  switch (bound) {
    case Bound::kAtLeast:
      return Bound::kAtMost;
    case Bound::kAtMost:
      return Bound::kAtLeast;
    case Bound::kNone:
      break;
  }
  return Bound::kNone;
}

void MakeBound(Bound bound, const std::optional<double>& p_beyond,
               Effect* effect) {
  if (bound == Bound::kNone) return;
  effect->bound = bound;
  if (effect->interval) {
    if (bound == Bound::kAtLeast) {
      effect->interval->high = std::numeric_limits<double>::infinity();
    } else {
      effect->interval->low = 0;
    }
  }
  effect->p_change = p_beyond;
  effect->p_same.reset();
}

std::string WhyCutOff(const CutOff& cut_off, int boots) {
  std::string text = fmt::format(
      "{:.3g} s of the cell's own time were over after {} of {} pages",
      static_cast<double>(cut_off.limit_ns) / kNsPerSecond,
      Grouped(cut_off.pages), Grouped(cut_off.planned_pages));
  if (boots > 1) {
    text += fmt::format(" in {} boots, of which {} {} cut off", boots,
                        cut_off.boots, cut_off.boots == 1 ? "was" : "were");
  }
  return text;
}

}  // namespace hmmbench
