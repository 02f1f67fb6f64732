// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/accounting.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "analysis/statistics.h"
#include "fixtures/record/records.h"
#include "fixtures/record/retry_accounting.h"

namespace hmmbench {
namespace {

using Records = std::vector<const CellRecord*>;

// Per page over all boots; absent where a boot did not count it.
std::optional<double> PerPage(const Records& measured,
                              std::optional<uint64_t> RetryCauses::*cause) {
  uint64_t sum = 0;
  uint64_t pages = 0;
  for (const CellRecord* record : measured) {
    const std::optional<uint64_t> count = CausesOf(*record).*cause;
    if (!count) return std::nullopt;
    sum += *count;
    pages += record->pages;
  }
  if (pages == 0) return std::nullopt;
  return static_cast<double>(sum) / static_cast<double>(pages);
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
  for (auto* rate : {&hardware_faults_per_page, &in_kernel_attempts_per_page,
                     &failed_migrations_per_page, &device_busy_per_page,
                     &notifier_retries_per_page, &off_cpu_ns_per_page,
                     &asleep_ns_per_page}) {
    rate->reset();
  }
}

const std::vector<AccountingColumn>& AccountingColumns() {
  static const std::vector<AccountingColumn> columns = {
      {"hardware_faults_per_page", "hardware faults per page",
       &Accounting::hardware_faults_per_page, false, false},
      {"in_kernel_attempts_per_page",
       "attempts inside the kernel per page (hmm_range_fault())",
       &Accounting::in_kernel_attempts_per_page, false, true},
      {"failed_migrations_per_page",
       "migrate_to_ram() calls that moved nothing, per page",
       &Accounting::failed_migrations_per_page, false, true},
      {"device_busy_per_page", "-EBUSY of hmm_range_fault() per page",
       &Accounting::device_busy_per_page, false, true},
      {"notifier_retries_per_page",
       "device faults begun again after an invalidation, per page",
       &Accounting::notifier_retries_per_page, false, true},
      {"off_cpu_ns_per_page", "time asleep or preempted in touches, per page",
       &Accounting::off_cpu_ns_per_page, true, true},
      {"asleep_ns_per_page", "of that asleep, per page",
       &Accounting::asleep_ns_per_page, true, true},
      {"fairness", "fairness of CPU threads (Jain's index, 1 = all alike)",
       &Accounting::fairness, false, true},
      {"longest_gap_ns", "longest time without progress of a thread",
       &Accounting::longest_gap_ns, true, true},
  };
  return columns;
}

}  // namespace hmmbench
