// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/cell_figures.h"

#include <array>
#include <cstdint>
#include <optional>

#include "analysis/report/notation.h"
#include "analysis/statistics/censored_quantile.h"

namespace hmmbench {
namespace {

std::string AtLeast(const std::optional<double>& value) {
  return value ? Sign(Bound::kAtLeast) + Count(*value) : std::string(kAbsent);
}

std::string QuantileText(const std::optional<CensoredQuantile>& quantile) {
  if (!quantile) return std::string(kAbsent);
  return Sign(quantile->at_least ? Bound::kAtLeast : Bound::kNone) +
         Duration(static_cast<double>(quantile->ns));
}

std::optional<double> MostFaults(const CellSummary& summary) {
  if (!summary.max_faults_per_touch) return std::nullopt;
  return static_cast<double>(*summary.max_faults_per_touch);
}

template <auto Member>
std::optional<double> Of(const CellSummary& summary) {
  return summary.accounting.*Member;
}

template <auto Member>
std::string CountOf(const CellSummary& summary) {
  return Count(summary.accounting.*Member);
}

template <auto Member>
std::string DurationOf(const CellSummary& summary) {
  return Duration(summary.accounting.*Member);
}

uint64_t NotMade(const CellSummary& summary, const std::string& role) {
  if (!summary.cut_off) return 0;
  const auto found = summary.cut_off->not_made.find(role);
  return found == summary.cut_off->not_made.end() ? 0 : found->second;
}

}  // namespace

std::string Sign(Bound bound) {
  switch (bound) {
    case Bound::kAtLeast:
      return ">=";
    case Bound::kAtMost:
      return "<=";
    case Bound::kNone:
      break;
  }
  return "";
}

std::string ThroughputText(const CellSummary& summary) {
  if (!summary.cut_off) return Count(summary.touches_per_s);
  const auto& most = summary.cut_off->touches_per_s_at_most;
  return most ? Sign(Bound::kAtMost) + Count(*most) : std::string(kAbsent);
}

std::string FaultsText(const CellSummary& summary) {
  if (summary.cut_off)
    return AtLeast(summary.cut_off->faults_per_page_at_least);
  if (!summary.retries_per_page) return std::string(kAbsent);
  return Count(*summary.retries_per_page + 1);
}

std::string RetriesText(const CellSummary& summary) {
  if (!summary.cut_off) return Count(summary.retries_per_page);
  const auto& faults = summary.cut_off->faults_per_page_at_least;
  // If there are more planned pages than faults, the bound says nothing new.
  if (!faults || *faults <= 1) return std::string(kAbsent);
  return AtLeast(*faults - 1);
}

std::string MigrationsText(const CellSummary& summary) {
  return summary.cut_off
             ? AtLeast(summary.cut_off->migrate_to_ram_per_page_at_least)
             : Count(summary.migrate_to_ram_per_page);
}

std::string CpuText(const CellSummary& summary) {
  if (!summary.cut_off) return Duration(summary.cpu_ns_per_page);
  const auto& least = summary.cut_off->cpu_ns_per_page_at_least;
  return least ? Sign(Bound::kAtLeast) + Duration(*least)
               : std::string(kAbsent);
}

std::string MostFaultsText(const CellSummary& summary) {
  if (!summary.max_faults_per_touch) return std::string(kAbsent);
  return Sign(summary.cut_off ? Bound::kAtLeast : Bound::kNone) +
         Count(static_cast<double>(*summary.max_faults_per_touch));
}

std::optional<CensoredQuantile> LatencyQuantile(const CellSummary& summary,
                                                const std::string& role,
                                                double q) {
  const auto found = summary.latency.find(role);
  if (found == summary.latency.end()) return std::nullopt;
  return QuantileWith(found->second, NotMade(summary, role), q);
}

std::string LatencyText(const CellSummary& summary, const std::string& role,
                        double q) {
  return QuantileText(LatencyQuantile(summary, role, q));
}

std::string LongestText(const CellSummary& summary, const std::string& role) {
  const auto found = summary.latency.find(role);
  if (found == summary.latency.end() || found->second.empty()) {
    return std::string(kAbsent);
  }
  return Sign(summary.cut_off ? Bound::kAtLeast : Bound::kNone) +
         Duration(static_cast<double>(found->second.max()));
}

std::string ReturnText(const CellSummary& summary, double q) {
  if (!summary.page_return) return std::string(kAbsent);
  return QuantileText(QuantileWith(summary.page_return->returned,
                                   summary.page_return->not_returned, q));
}

std::optional<Effect> TellingThroughput(const CellSummary& summary) {
  const std::optional<Effect>& effect = summary.throughput;
  if (!effect || !summary.whole) return effect;
  const bool contradicts =
      (summary.verdict == Verdict::kSlower && effect->ratio >= 1) ||
      (summary.verdict == Verdict::kFaster && effect->ratio <= 1);
  return contradicts ? std::nullopt : effect;
}

std::string RatioText(const Effect& effect) {
  return Sign(effect.bound) + Ratio(effect.ratio);
}

std::span<const CellFigure> CellFigures() {
  static constexpr std::array<CellFigure, 17> kFigures = {{
      {"retries_per_page", "retries per page (faults per touched page - 1)",
       "retries / page", false, RetriesText,
       [](const CellSummary& cell) { return cell.retries_per_page; }},
      {"max_faults_per_touch", "most faults of one touch",
       "most faults / touch", false, MostFaultsText, MostFaults, true},
      {"hardware_faults_per_page",
       "hardware faults (exceptions of CPU threads) per page",
       "hardware faults", true, CountOf<&Accounting::hardware_faults_per_page>,
       Of<&Accounting::hardware_faults_per_page>},
      {"in_kernel_attempts_per_page",
       "attempts inside the kernel per page (hmm_range_fault())",
       "attempts in the kernel", true,
       CountOf<&Accounting::in_kernel_attempts_per_page>,
       Of<&Accounting::in_kernel_attempts_per_page>},
      {"migrate_to_ram_per_page", "migrate_to_ram() calls per page",
       "migrate_to_ram() calls", true, MigrationsText,
       [](const CellSummary& cell) { return cell.migrate_to_ram_per_page; }},
      {"failed_migrations_per_page",
       "migrate_to_ram() calls that moved nothing, per page",
       "that moved nothing", true,
       CountOf<&Accounting::failed_migrations_per_page>,
       Of<&Accounting::failed_migrations_per_page>},
      {"device_busy_per_page", "-EBUSY of hmm_range_fault() per page", "-EBUSY",
       true, CountOf<&Accounting::device_busy_per_page>,
       Of<&Accounting::device_busy_per_page>},
      {"notifier_retries_per_page",
       "device faults begun again after an invalidation, per page",
       "invalidated", true, CountOf<&Accounting::notifier_retries_per_page>,
       Of<&Accounting::notifier_retries_per_page>},
      {"migrating_faults_per_page",
       "faults that moved pages (major ones), per page", "major faults", true,
       CountOf<&Accounting::migrating_faults_per_page>,
       Of<&Accounting::migrating_faults_per_page>},
      {"losing_faults_per_page",
       "faults that found them moved (minor ones), per page", "minor faults",
       true, CountOf<&Accounting::losing_faults_per_page>,
       Of<&Accounting::losing_faults_per_page>},
      {"cpu_ns_per_page", "CPU time of all threads per page", "CPU time / page",
       false, CpuText,
       [](const CellSummary& cell) { return cell.cpu_ns_per_page; }},
      {"off_cpu_ns_per_page", "time asleep or preempted in touches, per page",
       "time off the CPU / page", false,
       DurationOf<&Accounting::off_cpu_ns_per_page>,
       Of<&Accounting::off_cpu_ns_per_page>},
      {"asleep_ns_per_page", "of that asleep, per page",
       "of that asleep / page", false,
       DurationOf<&Accounting::asleep_ns_per_page>,
       Of<&Accounting::asleep_ns_per_page>},
      {"voluntary_switches_per_page", "voluntary switches per page",
       "voluntary switches / page", false,
       [](const CellSummary& cell) {
         return Count(cell.voluntary_switches_per_page);
       },
       [](const CellSummary& cell) {
         return cell.voluntary_switches_per_page;
       }},
      {"involuntary_switches_per_page", "involuntary switches per page",
       "involuntary switches / page", false,
       [](const CellSummary& cell) {
         return Count(cell.involuntary_switches_per_page);
       },
       [](const CellSummary& cell) {
         return cell.involuntary_switches_per_page;
       }},
      {"fairness", "fairness of CPU threads (Jain's index, 1 = all alike)",
       "fairness", false, CountOf<&Accounting::fairness>,
       Of<&Accounting::fairness>},
      {"longest_gap_ns", "longest time without progress of a thread",
       "longest time without progress", false,
       DurationOf<&Accounting::longest_gap_ns>,
       Of<&Accounting::longest_gap_ns>},
  }};
  return kFigures;
}

}  // namespace hmmbench
