// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Times at which the touches of an open loop are due. They do not depend on how
// long the touches before took.

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
  // `interval_ns` is the average time between two of them.
  Arrivals(ArrivalKind kind, uint64_t interval_ns, uint64_t seed);

  // Starts again at time 0. The gaps after it differ from those before.
  void Restart() { now_ns_ = 0; }
  // Returns when the next touch is due, in ns from Restart().
  uint64_t Next() noexcept;

 private:
  ArrivalKind kind_;
  uint64_t interval_ns_;
  uint64_t now_ns_ = 0;
  std::mt19937_64 draws_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_ARRIVALS_H_
