// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a cell's threads got and what it cost them, beside their latencies:
// retries by cause, fairness, time without progress, and whether the counts are
// consistent.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_ACCOUNTING_H_
#define HMMBENCH_ANALYSIS_COMPARISON_ACCOUNTING_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {

// The identity whose sides differ most, over all boots.
struct WorstIdentity {
  std::string name;
  double residue = 0;  // 0 to 1
};

// One cell on one kernel, over all boots. A value is absent when a boot could
// not count it. Values per page are over the pages of all boots.
struct Accounting {
  std::optional<double> hardware_faults_per_page;
  std::optional<double> in_kernel_attempts_per_page;
  std::optional<double> failed_migrations_per_page;
  std::optional<double> device_busy_per_page;
  std::optional<double> notifier_retries_per_page;
  // Set when the driver tells them apart: faults that moved pages, and faults
  // that found that another one had moved the page.
  std::optional<double> migrating_faults_per_page;
  std::optional<double> losing_faults_per_page;
  std::optional<double> off_cpu_ns_per_page;
  std::optional<double> asleep_ns_per_page;
  std::optional<double> fairness;  // median over boots
  std::optional<double> longest_gap_ns;
  std::optional<WorstIdentity> worst_identity;

  // Called when rates per page have no meaning, because the cell was cut off.
  void ForgetRatesPerPage();
};

Accounting Account(const std::vector<const CellRecord*>& measured);

// Jain's index, (sum x)^2 / (n sum x^2): 1 when all get the same, 1/n when one
// gets everything. Absent for fewer than two shares and when all are 0. See
// Jain, Chiu and Hawe, DEC-TR-301 (1984).
std::optional<double> JainIndex(const std::vector<double>& shares);

// Returns the fairness of the CPU threads' touches a second. Each rate counts
// over the time that the thread spends in touches: threads that meet before
// each page make the same number of touches but wait for them for different
// times.
std::optional<double> Fairness(const CellRecord& cell);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_ACCOUNTING_H_
