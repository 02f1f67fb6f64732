// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/censored_quantile.h"

#include <algorithm>
#include <cmath>

namespace hmmbench {
namespace {

// As Histogram::HasSamplesFor().
bool IsEnoughFor(uint64_t values, double q) {
  return (1.0 - q) * static_cast<double>(values) >= 10.0 * (1.0 - 1e-9);
}

// As Histogram::ValueAtQuantile(): the nearest, with room for the product's
// rounding.
uint64_t RankOf(uint64_t values, double q) {
  const double exact = q * static_cast<double>(values);
  return std::max<uint64_t>(
      1, static_cast<uint64_t>(std::ceil(std::nextafter(exact, 0.0))));
}

}  // namespace

std::optional<CensoredQuantile> QuantileWith(const Histogram& seen,
                                             uint64_t unseen, double q) {
  if (unseen == 0) {
    if (seen.empty() || !seen.HasSamplesFor(q)) return std::nullopt;
    return CensoredQuantile{.ns = seen.ValueAtQuantile(q)};
  }
  const uint64_t all = seen.count() + unseen;
  const uint64_t rank = RankOf(all, q);
  if (!IsEnoughFor(all, q) || rank <= unseen) return std::nullopt;
  // A histogram keeps three digits; a lower bound takes the lower end.
  const uint64_t ns = seen.ValueAtRank(rank - unseen);
  return CensoredQuantile{.ns = Histogram::LowOf(Histogram::IndexOf(ns)),
                          .at_least = true};
}

}  // namespace hmmbench
