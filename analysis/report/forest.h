// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Ratios with their intervals, drawn in the rows of an HTML table: a forest
// plot. All rows of a column have the same logarithmic axis.

#ifndef HMMBENCH_ANALYSIS_REPORT_FOREST_H_
#define HMMBENCH_ANALYSIS_REPORT_FOREST_H_

#include <string>
#include <vector>

#include "analysis/report/document.h"
#include "analysis/report/ratio_axis.h"

namespace hmmbench {

class ForestAxis {
 public:
  // The axis holds the ratios of `entries`. The band is as wide as the margin
  // on both sides of 1.
  ForestAxis(const std::vector<const Entry*>& entries, double margin);

  // The axis with its numbers, for the table's head: an <svg> element.
  [[nodiscard]] std::string Head() const;
  // The same for a row; only the band where the entry has no ratio.
  [[nodiscard]] std::string Row(const Entry& entry) const;

 private:
  [[nodiscard]] double XOf(double ratio) const;
  [[nodiscard]] std::string Background() const;
  [[nodiscard]] std::string End(double ratio, bool right) const;

  RatioAxis axis_;
  double margin_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_FOREST_H_
