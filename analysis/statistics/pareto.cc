// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/pareto.h"

#include <algorithm>
#include <functional>

namespace hmmbench {
namespace {

bool Dominates(const std::vector<double>& one,
               const std::vector<double>& other) {
  return std::ranges::equal(one, other, std::less_equal()) && one != other;
}

}  // namespace

std::vector<size_t> ParetoFront(const std::vector<std::vector<double>>& costs) {
  std::vector<size_t> front;
  for (size_t i = 0; i < costs.size(); ++i) {
    const bool dominated = std::ranges::any_of(
        costs, [&](const auto& other) { return Dominates(other, costs[i]); });
    if (!dominated) front.push_back(i);
  }
  return front;
}

}  // namespace hmmbench
