// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/ratio_axis.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>

namespace hmmbench {
namespace {

constexpr double kFurthest = 1e6;
constexpr size_t kMostTicks = 7;

bool IsPlottable(double ratio) { return std::isfinite(ratio) && ratio > 0; }

}  // namespace

RatioAxis::RatioAxis(const std::vector<double>& ratios) {
  double low = 0.8;
  double high = 1.25;
  for (const double ratio : ratios) {
    if (!IsPlottable(ratio)) continue;
    low = std::min(low, std::max(ratio, 1 / kFurthest));
    high = std::max(high, std::min(ratio, kFurthest));
  }
  // Some room beside the outermost.
  constexpr double kRoom = 0.04;
  const double span = std::log(high / low);
  log_low_ = std::log(low) - kRoom * span;
  log_high_ = std::log(high) + kRoom * span;
}

double RatioAxis::PlaceOf(double ratio) const {
  if (ratio <= 0) return 0;
  const double place = (std::log(ratio) - log_low_) / (log_high_ - log_low_);
  return std::clamp(place, 0.0, 1.0);
}

bool RatioAxis::Holds(double ratio) const {
  if (!IsPlottable(ratio)) return false;
  return std::log(ratio) >= log_low_ && std::log(ratio) <= log_high_;
}

std::vector<double> RatioAxis::Ticks() const {
  const auto within = [this](const std::vector<double>& candidates) {
    std::vector<double> ticks;
    std::ranges::copy_if(candidates, std::back_inserter(ticks),
                         [this](double tick) { return Holds(tick); });
    return ticks;
  };
  // From the finest to the coarsest; the first that does not crowd is taken.
  std::vector<std::vector<double>> choices = {
      {0.8, 0.9, 1, 1.1, 1.25}, {0.5, 0.67, 0.8, 1, 1.25, 1.5, 2}};
  std::vector<double> doubling;
  std::vector<double> one_three;
  for (int exponent = -6; exponent <= 6; ++exponent) {
    for (const double digit : {1.0, 2.0, 5.0}) {
      doubling.push_back(digit * std::pow(10, exponent));
    }
    for (const double digit : {1.0, 3.0}) {
      one_three.push_back(digit * std::pow(10, exponent));
    }
  }
  choices.push_back(std::move(doubling));
  choices.push_back(std::move(one_three));
  for (const int step : {1, 2, 3}) {
    std::vector<double> powers;
    for (int exponent = -9; exponent <= 9; ++exponent) {
      if (exponent % step == 0) powers.push_back(std::pow(10, exponent));
    }
    choices.push_back(std::move(powers));
  }
  for (const std::vector<double>& choice : choices) {
    // Ticks that leave a good part of the axis bare are too fine for it.
    constexpr double kBare = 1.3;
    const bool bare =
        Holds(choice.front() / kBare) || Holds(choice.back() * kBare);
    std::vector<double> ticks = within(choice);
    if (!bare && ticks.size() <= kMostTicks) return ticks;
  }
  return {1};
}

}  // namespace hmmbench
