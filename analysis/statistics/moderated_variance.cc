// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/moderated_variance.h"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>

#include "analysis/statistics/statistics.h"

namespace hmmbench {
namespace {

// The x > 0 with trigamma(x) = y, by Newton's method on 1 / trigamma, which is
// nearly straight (the appendix of Smyth's paper).
double TrigammaInverse(double y) {
  constexpr double kHuge = 1e7;
  constexpr double kTiny = 1e-6;
  if (y > kHuge) return 1 / std::sqrt(y);
  if (y < kTiny) return 1 / y;
  constexpr int kMostSteps = 50;
  constexpr double kSmallStep = 1e-10;
  double x = 0.5 + 1 / y;
  for (int i = 0; i < kMostSteps; ++i) {
    const double value = boost::math::trigamma(x);
    const double step = value * (1 - value / y) / boost::math::polygamma(2, x);
    x += step;
    if (-step / x < kSmallStep) break;
  }
  return x;
}

}  // namespace

VariancePrior FitVariancePrior(const std::vector<SampleVariance>& variances) {
  constexpr double kLeastShare = 1e-5;
  VariancePrior prior;
  if (variances.size() < 2) return prior;
  std::vector<double> all;
  all.reserve(variances.size());
  for (const SampleVariance& one : variances) all.push_back(one.variance);
  const double least = kLeastShare * Median(all);
  if (least <= 0) return prior;
  std::vector<double> logs;
  double expected = 0;
  prior.most_degrees = 0;
  for (const SampleVariance& one : variances) {
    const double half = one.degrees / 2;
    logs.push_back(std::log(std::max(one.variance, least)) -
                   boost::math::digamma(half) + std::log(half));
    expected += boost::math::trigamma(half);
    prior.most_degrees += one.degrees;
  }
  expected /= static_cast<double>(logs.size());
  const double beyond = Variance(logs) - expected;
  if (beyond > 0) {
    const double half = TrigammaInverse(beyond);
    prior.degrees = 2 * half;
    prior.variance =
        std::exp(Mean(logs) + boost::math::digamma(half) - std::log(half));
  } else {
    prior.degrees = std::numeric_limits<double>::infinity();
    prior.variance = std::exp(Mean(logs));
  }
  return prior;
}

SampleVariance Moderate(const SampleVariance& sample,
                        const VariancePrior& prior) {
  if (prior.degrees == 0) return sample;
  SampleVariance moderated{
      .variance = prior.variance,
      .degrees = std::min(prior.degrees + sample.degrees, prior.most_degrees)};
  if (std::isfinite(prior.degrees)) {
    moderated.variance =
        (prior.degrees * prior.variance + sample.degrees * sample.variance) /
        (prior.degrees + sample.degrees);
  }
  return moderated;
}

}  // namespace hmmbench
