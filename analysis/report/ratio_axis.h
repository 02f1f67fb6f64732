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
  // Makes the axis wide enough for all of `ratios`, for 0.8 and for 1.25, but
  // not beyond a factor of a million. Ignores ratios that are not positive
  // finite numbers.
  explicit RatioAxis(const std::vector<double>& ratios);

  // Returns the place of a ratio: 0 at the low end, 1 at the high end. A ratio
  // beyond an end is placed at it.
  [[nodiscard]] double PlaceOf(double ratio) const;
  [[nodiscard]] bool Holds(double ratio) const;

  // Returns at most seven ticks; 1 is among them.
  [[nodiscard]] std::vector<double> Ticks() const;

 private:
  double log_low_;
  double log_high_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_RATIO_AXIS_H_
