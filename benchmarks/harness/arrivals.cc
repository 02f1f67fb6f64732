// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/arrivals.h"

#include <cmath>
#include <cstdint>

namespace hmmbench {

Arrivals::Arrivals(ArrivalKind kind, uint64_t interval_ns, uint64_t seed)
    : kind_(kind), interval_ns_(interval_ns), draws_(seed) {}

uint64_t Arrivals::Next() noexcept {
  if (kind_ == ArrivalKind::kConstant) return now_ns_ += interval_ns_;
  // The gaps of a Poisson process are exponential: -ln(U) times the mean, U
  // uniform in (0, 1]. The standard's distributions differ between libraries;
  // this does not.
  const double uniform =
      (static_cast<double>(draws_() >> 11U) + 1.0) * 0x1.0p-53;
  const double gap = -std::log(uniform) * static_cast<double>(interval_ns_);
  return now_ns_ += static_cast<uint64_t>(gap);
}

}  // namespace hmmbench
