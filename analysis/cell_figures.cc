// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/cell_figures.h"

#include <cstdint>
#include <optional>

#include "analysis/censored_quantile.h"
#include "analysis/notation.h"

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
  // Where the planned pages are more than the faults there is no news.
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

}  // namespace hmmbench
