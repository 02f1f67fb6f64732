// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/accounting.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "analysis/statistics/statistics.h"
#include "fixtures/record/records.h"
#include "fixtures/record/retry_accounting.h"

namespace hmmbench {
namespace {

using Records = std::vector<const CellRecord*>;

// Per page over all boots; absent where a boot did not count it.
template <typename CountOf>
std::optional<double> CountedPerPage(const Records& measured,
                                     const CountOf& count_of) {
  uint64_t sum = 0;
  uint64_t pages = 0;
  for (const CellRecord* record : measured) {
    const std::optional<uint64_t> count = count_of(*record);
    if (!count) return std::nullopt;
    sum += *count;
    pages += record->pages;
  }
  if (pages == 0) return std::nullopt;
  return static_cast<double>(sum) / static_cast<double>(pages);
}

std::optional<double> PerPage(const Records& measured,
                              std::optional<uint64_t> RetryCauses::*cause) {
  return CountedPerPage(measured, [cause](const CellRecord& record) {
    return CausesOf(record).*cause;
  });
}

// The same for a counter of the device.
std::optional<double> PerPage(const Records& measured, const char* counter) {
  return CountedPerPage(
      measured, [counter](const CellRecord& record) -> std::optional<uint64_t> {
        const auto found = record.device.find(counter);
        if (found == record.device.end()) return std::nullopt;
        return found->second;
      });
}

std::optional<double> LongestGap(const Records& measured) {
  std::optional<double> longest;
  for (const CellRecord* record : measured) {
    for (const ThreadRecord& thread : record->threads) {
      if (!thread.longest_gap_ns) continue;
      longest = std::max(longest.value_or(0),
                         static_cast<double>(*thread.longest_gap_ns));
    }
  }
  return longest;
}

std::optional<WorstIdentity> Worst(const Records& measured) {
  std::optional<WorstIdentity> worst;
  for (const CellRecord* record : measured) {
    for (const Identity& identity : record->identities) {
      const double residue = Residue(identity);
      if (!worst || residue > worst->residue) {
        worst = WorstIdentity{identity.name, residue};
      }
    }
  }
  return worst;
}

}  // namespace

std::optional<double> JainIndex(const std::vector<double>& shares) {
  double sum = 0;
  double squares = 0;
  for (const double share : shares) {
    sum += share;
    squares += share * share;
  }
  if (shares.size() < 2 || squares == 0) return std::nullopt;
  return sum * sum / (static_cast<double>(shares.size()) * squares);
}

std::optional<double> Fairness(const CellRecord& cell) {
  std::vector<double> rates;
  for (const ThreadRecord& thread : cell.threads) {
    if (thread.role != "cpu") continue;
    if (thread.touches > 0 && !thread.touch_ns) return std::nullopt;
    const auto ns = static_cast<double>(thread.touch_ns.value_or(0));
    rates.push_back(ns == 0 ? 0 : static_cast<double>(thread.touches) / ns);
  }
  return JainIndex(rates);
}

Accounting Account(const Records& measured) {
  Accounting accounting;
  if (measured.empty()) return accounting;
  accounting.hardware_faults_per_page =
      PerPage(measured, &RetryCauses::hardware_faults);
  accounting.in_kernel_attempts_per_page =
      PerPage(measured, &RetryCauses::in_kernel_attempts);
  accounting.failed_migrations_per_page =
      PerPage(measured, &RetryCauses::failed_migrations);
  accounting.device_busy_per_page = PerPage(measured, &RetryCauses::fault_busy);
  accounting.notifier_retries_per_page =
      PerPage(measured, &RetryCauses::notifier_retries);
  accounting.migrating_faults_per_page = PerPage(measured, "migrating_faults");
  accounting.losing_faults_per_page = PerPage(measured, "losing_faults");
  accounting.off_cpu_ns_per_page = PerPage(measured, &RetryCauses::off_cpu_ns);
  accounting.asleep_ns_per_page = PerPage(measured, &RetryCauses::asleep_ns);
  std::vector<double> fairness;
  for (const CellRecord* record : measured) {
    if (const auto index = Fairness(*record)) fairness.push_back(*index);
  }
  if (!fairness.empty()) accounting.fairness = Median(fairness);
  accounting.longest_gap_ns = LongestGap(measured);
  accounting.worst_identity = Worst(measured);
  return accounting;
}

void Accounting::ForgetRatesPerPage() {
  for (auto* rate :
       {&hardware_faults_per_page, &in_kernel_attempts_per_page,
        &failed_migrations_per_page, &device_busy_per_page,
        &notifier_retries_per_page, &migrating_faults_per_page,
        &losing_faults_per_page, &off_cpu_ns_per_page, &asleep_ns_per_page}) {
    rate->reset();
  }
}

}  // namespace hmmbench
