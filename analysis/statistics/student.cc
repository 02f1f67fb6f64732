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

StudentFit PairedStudent(const std::vector<double>& differences,
                         const VariancePrior& prior) {
  const auto n = static_cast<double>(differences.size());
  const SampleVariance variance =
      Moderate({.variance = Variance(differences), .degrees = n - 1}, prior);
  return {.estimate = Mean(differences),
          .standard_error = std::sqrt(variance.variance / n),
          .degrees = variance.degrees};
}

StudentFit WelchStudent(const std::vector<double>& from,
                        const std::vector<double>& to,
                        const TwoPriors& priors) {
  const auto n_from = static_cast<double>(from.size());
  const auto n_to = static_cast<double>(to.size());
  return WelchFit(
      Mean(to) - Mean(from),
      Moderate({.variance = Variance(from), .degrees = n_from - 1},
               priors.from),
      n_from,
      Moderate({.variance = Variance(to), .degrees = n_to - 1}, priors.to),
      n_to);
}

StudentFit WelchFit(double estimate, const SampleVariance& from, double n_from,
                    const SampleVariance& to, double n_to) {
  const double v_from = from.variance / n_from;
  const double v_to = to.variance / n_to;
  const double v = v_from + v_to;
  StudentFit fit{.estimate = estimate, .standard_error = std::sqrt(v)};
  // Welch and Satterthwaite's; 0 / 0 without spread.
  if (v > 0) {
    fit.degrees =
        v * v / (v_from * v_from / from.degrees + v_to * v_to / to.degrees);
  }
  return fit;
}

double NormalScore(double t, double degrees) {
  constexpr double kMany = 1e8;
  if (degrees > kMany) return std::abs(t);
  return (8 * degrees + 1) / (8 * degrees + 3) *
         std::sqrt(degrees * std::log1p(t * t / degrees));
}

}  // namespace hmmbench
