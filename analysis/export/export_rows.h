// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a run measured, one row for each boot, cell and metric: the one table
// that every format of `hmmbench export` writes.

#ifndef HMMBENCH_ANALYSIS_EXPORT_EXPORT_ROWS_H_
#define HMMBENCH_ANALYSIS_EXPORT_EXPORT_ROWS_H_

#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

struct ExportRow {
  int run = 0;  // index in ExportTable::runs
  ScheduledBoot boot;
  std::string cell;
  int visit = 0;  // how often the boot had measured the cell before
  // "measured", "starved" and so on, or, for a cell in which the guest was
  // lost, how the boot ended.
  std::string outcome;
  // A cell that has no value has one row, with empty metric and unit.
  std::string metric;
  std::string unit;  // "1/s", "ns", "ns/page", "1/page", "1"
  std::optional<double> value;
  // The cell was cut off by its limit: the value is only a bound.
  Bound bound = Bound::kNone;
};

struct ExportTable {
  std::vector<Manifest> runs;
  std::vector<ExportRow> rows;
  std::vector<std::string> warnings;  // boots that could not be read

  [[nodiscard]] const Manifest& RunOf(const ExportRow& row) const {
    return runs.at(static_cast<size_t>(row.run));
  }
  [[nodiscard]] const Variant& KernelOf(const ExportRow& row) const {
    return RunOf(row).variants.at(static_cast<size_t>(row.boot.variant));
  }
};

// The boots of a comparison, and no repetition with another model of turns.
bool IsOfComparison(const ExportRow& row);

// Throws Interrupted on Ctrl-C.
ExportTable ReadExportTable(const std::vector<RunFolder>& runs);

// One cell and metric of a kernel, over the boots of the comparison.
struct ExportFigure {
  const ExportRow* first = nullptr;  // says of what
  std::vector<double> values;        // one a boot; never empty
};

// In the order of the rows; without bounds.
std::vector<ExportFigure> FiguresOf(const ExportTable& table);

// The shortest text that is read back as the same number: "0.1", "1e+20".
std::string ExactNumber(double value);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_EXPORT_EXPORT_ROWS_H_
