// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/mode_guard.h"

#include <algorithm>
#include <cmath>

namespace hmmbench {

void ModeGuard::See(const std::string& quantity, double range) {
  ranges_[quantity].push_back(range);
}

double ModeGuard::ChanceOf(const std::string& quantity, double log_ratio,
                           int boots_baseline, int boots) const {
  // Each mode has some noise, so a gap that was seen may be a little smaller.
  constexpr double kNearly = 0.8;
  const double gap = kNearly * std::abs(log_ratio);
  double suspects = 1;
  const auto seen = ranges_.find(quantity);
  if (seen != ranges_.end()) {
    suspects += static_cast<double>(std::ranges::count_if(
        seen->second, [gap](double range) { return range >= gap; }));
  }
  return std::min(1.0, suspects * std::ldexp(1, 1 - boots_baseline - boots));
}

}  // namespace hmmbench
