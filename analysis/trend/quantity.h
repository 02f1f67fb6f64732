// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a trend can be of: each metric that can be judged, and each figure that
// reports show.

#ifndef HMMBENCH_ANALYSIS_TREND_QUANTITY_H_
#define HMMBENCH_ANALYSIS_TREND_QUANTITY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/cell_figures.h"
#include "analysis/verdict/metric.h"
#include "fixtures/record/records.h"

namespace hmmbench {

class Quantity {
 public:
  // Both lists become quantities by themselves.
  Quantity(Metric metric);                      // NOLINT: a metric is one
  explicit Quantity(const CellFigure& figure);  // of CellFigures()

  // As in policy files and reports for programs.
  [[nodiscard]] std::string_view Name() const;
  // For a sentence.
  [[nodiscard]] std::string_view Words() const;
  [[nodiscard]] bool IsDuration() const;  // in ns; else a rate or a count
  // Absent for a figure: more of it is neither good nor bad by itself.
  [[nodiscard]] std::optional<Better> BetterIs() const;

  // What one boot measured, in the quantity's own unit; absent where it did
  // not. `alone`: one thread alone on the virtual clock, whose throughput is
  // told by its shortest touch.
  [[nodiscard]] std::optional<double> ValueOf(const CellRecord& record,
                                              bool alone) const;
  // False where ticks of the timer make a value of one thread alone on the
  // virtual clock depend on more than the kernel's path.
  [[nodiscard]] bool IsExactAlone() const;
  // True where a record that was cut off still gives a value.
  [[nodiscard]] bool OutlivesCutOff(bool alone) const;

  friend bool operator==(const Quantity& one, const Quantity& other) {
    return one.Name() == other.Name();
  }

 private:
  std::optional<Metric> metric_;
  const CellFigure* figure_ = nullptr;
};

// Throws Error that names the near matches.
Quantity QuantityFromString(std::string_view name);
std::vector<std::string> QuantityNames();

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TREND_QUANTITY_H_
