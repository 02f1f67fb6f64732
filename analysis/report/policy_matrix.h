// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Every policy beside every other in every cell: one row a kernel, one column a
// cell, a verdict and the figure that matters in each place.

#ifndef HMMBENCH_ANALYSIS_REPORT_POLICY_MATRIX_H_
#define HMMBENCH_ANALYSIS_REPORT_POLICY_MATRIX_H_

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace hmmbench {

struct PolicyEntry {
  Verdict verdict = Verdict::kMissing;
  // A measured baseline has no word, because the others are measured against
  // it.
  std::string word;
  // For the baseline: faults and migrate_to_ram() calls per page, or those of
  // the two that it has, or its touches a second. For the others: the
  // throughput's ratio, or in how many boots it starved ("19/20"). "" when
  // there is none.
  std::string figure;
  // Faults and calls per page of any kernel; "" where no page was counted.
  std::string per_page;
};

struct PolicyTable {
  struct Column {
    const CellComparison* cell = nullptr;
    std::string name;  // scenario and the axes that tell it from others
  };
  struct Row {
    std::string label;
    std::vector<PolicyEntry> entries;  // as columns
  };
  std::vector<Column> columns;
  std::vector<Row> rows;  // as Comparison::variants
};

// Points into `comparison`, which must outlive the result.
PolicyTable MakePolicyTable(const Comparison& comparison);

// Explains in one line those signs that the table has.
std::string PolicyTableKey(const PolicyTable& table);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_POLICY_MATRIX_H_
