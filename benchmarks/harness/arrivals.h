// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// When the touches of an open loop are due: at times that do not depend on how
// long the ones before took.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_ARRIVALS_H_
#define HMMBENCH_BENCHMARKS_HARNESS_ARRIVALS_H_

#include <cstdint>
#include <random>

namespace hmmbench {

enum class ArrivalKind {
  kConstant,  // one each interval
  kPoisson,   // independent of each other, one each interval on average
};

// One thread's schedule. The same seed gives the same times everywhere.
class Arrivals {
 public:
  // `interval_ns` between two of them, on average.
  Arrivals(ArrivalKind kind, uint64_t interval_ns, uint64_t seed);

  // Starts over at time 0; goes on with other gaps than before.
  void Restart() { now_ns_ = 0; }
  // ns from Restart() to when the next touch is due.
  uint64_t Next() noexcept;

 private:
  ArrivalKind kind_;
  uint64_t interval_ns_;
  uint64_t now_ns_ = 0;
  std::mt19937_64 draws_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_ARRIVALS_H_
