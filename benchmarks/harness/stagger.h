// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What makes one interleaving of the same work differ from another, and come
// back by its number.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_STAGGER_H_
#define HMMBENCH_BENCHMARKS_HARNESS_STAGGER_H_

#include <cstddef>
#include <cstdint>
#include <random>

namespace hmmbench {

// How late one thread of a cell begins its work after each barrier, drawn from
// a seed. Counted in turns of a loop of two instructions, so that on a virtual
// clock the same seed is the same moment.
class Stagger {
 public:
  // As long as a slow driver's fault: every order of the threads and every
  // overlap of two faults can come up.
  static constexpr uint32_t kMostTurns = 10'000;

  // Never late.
  Stagger() = default;
  // Seed 0 is never late either. Delays are of up to `most_turns`.
  Stagger(uint64_t seed, size_t thread, uint32_t most_turns = kMostTurns);

  // The next delay, in turns.
  uint32_t Next() noexcept;
  // Spends it. Too short for a spin that needs a PAUSE, which on a virtual
  // clock would hand the turn to another CPU.
  void Wait() noexcept;

 private:
  uint32_t most_turns_ = 0;
  std::mt19937 draws_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_STAGGER_H_
