// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/knee.h"

#include <numbers>

namespace hmmbench {

std::optional<Knee> FindKnee(
    const std::vector<std::pair<double, double>>& front, double least_depth) {
  if (front.size() < 3) return std::nullopt;
  const auto& [left, high] = front.front();
  const auto& [right, low] = front.back();
  Knee knee{.depth = least_depth};
  for (size_t i = 1; i + 1 < front.size(); ++i) {
    const double x = (front[i].first - left) / (right - left);
    const double y = (front[i].second - low) / (high - low);
    const double depth = (1 - x - y) / std::numbers::sqrt2;
    if (depth > knee.depth) knee = {.point = i, .depth = depth};
  }
  if (knee.point == 0) return std::nullopt;
  return knee;
}

}  // namespace hmmbench
