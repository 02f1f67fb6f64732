// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/student.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "analysis/statistics/statistics.h"

namespace hmmbench {

Tails StudentFit::At(double edge) const {
  if (standard_error == 0) {
    return {.below = estimate < edge ? 0.0 : 1.0,
            .above = estimate > edge ? 0.0 : 1.0};
  }
  const boost::math::students_t t(degrees);
  const double distance = (estimate - edge) / standard_error;
  if (std::isinf(distance)) {
    return {.below = distance < 0 ? 0.0 : 1.0,
            .above = distance > 0 ? 0.0 : 1.0};
  }
  return {.below = boost::math::cdf(t, distance),
          .above = boost::math::cdf(boost::math::complement(t, distance))};
}

Bounds StudentFit::Interval(double level) const {
  if (standard_error == 0) return {estimate, estimate};
  const double half =
      standard_error * boost::math::quantile(boost::math::complement(
                           boost::math::students_t(degrees), (1 - level) / 2));
  return {estimate - half, estimate + half};
}

StudentFit PairedStudent(const std::vector<double>& differences) {
  const auto n = static_cast<double>(differences.size());
  return {.estimate = Mean(differences),
          .standard_error = std::sqrt(Variance(differences) / n),
          .degrees = n - 1};
}

StudentFit WelchStudent(const std::vector<double>& from,
                        const std::vector<double>& to) {
  const auto n_from = static_cast<double>(from.size());
  const auto n_to = static_cast<double>(to.size());
  const double v_from = Variance(from) / n_from;
  const double v_to = Variance(to) / n_to;
  const double v = v_from + v_to;
  StudentFit fit{.estimate = Mean(to) - Mean(from),
                 .standard_error = std::sqrt(v)};
  // Welch and Satterthwaite's; 0 / 0 without spread.
  if (v > 0) {
    fit.degrees =
        v * v / (v_from * v_from / (n_from - 1) + v_to * v_to / (n_to - 1));
  }
  return fit;
}

}  // namespace hmmbench
