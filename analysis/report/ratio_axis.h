// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A logarithmic axis of ratios, with 1 in its middle part.

#ifndef HMMBENCH_ANALYSIS_REPORT_RATIO_AXIS_H_
#define HMMBENCH_ANALYSIS_REPORT_RATIO_AXIS_H_

#include <string>
#include <vector>

namespace hmmbench {

class RatioAxis {
 public:
  // Wide enough for all of `ratios` (those that are no positive finite number
  // are left out), 0.8 and 1.25, but not beyond a factor of a million.
  explicit RatioAxis(const std::vector<double>& ratios);

  // Where a ratio stands: 0 at the low end, 1 at the high one; what lies beyond
  // stands at the end.
  [[nodiscard]] double PlaceOf(double ratio) const;
  [[nodiscard]] bool Holds(double ratio) const;

  // At most seven, 1 among them.
  [[nodiscard]] std::vector<double> Ticks() const;

 private:
  double log_low_;
  double log_high_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_RATIO_AXIS_H_
