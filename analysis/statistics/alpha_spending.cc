// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/alpha_spending.h"

#include <cmath>
#include <numbers>

namespace hmmbench {

std::vector<double> SpendAlpha(double alpha, int looks) {
  std::vector<double> parts;
  double spent = 0;
  for (int look = 1; look <= looks; ++look) {
    const double t = static_cast<double>(look) / looks;
    const double now = alpha * std::log1p((std::numbers::e - 1) * t);
    parts.push_back(now - spent);
    spent = now;
  }
  return parts;
}

}  // namespace hmmbench
