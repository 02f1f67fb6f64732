// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Makes one interleaving of the same work differ from another. The number of an
// interleaving brings it back.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_STAGGER_H_
#define HMMBENCH_BENCHMARKS_HARNESS_STAGGER_H_

#include <cstddef>
#include <cstdint>
#include <random>

namespace hmmbench {

// Decides how late one thread of a cell begins its work after each start
// barrier. The delay is drawn from a seed and is counted in turns of a loop of
// two instructions, so that on a virtual clock the same seed gives the same
// moment.
class Stagger {
 public:
  // As long as a slow driver's fault, so that every order of the threads and
  // every overlap of two faults can occur.
  static constexpr uint32_t kMostTurns = 10'000;

  // Never late.
  Stagger() = default;
  // With seed 0 it is never late either. Delays are at most `most_turns`.
  Stagger(uint64_t seed, size_t thread, uint32_t most_turns = kMostTurns);

  // Draws the next delay, in turns.
  uint32_t Next() noexcept;
  // Draws a delay and waits for it. The wait is too short for a spin with
  // PAUSE, which on a virtual clock would give the turn to another CPU.
  void Wait() noexcept;

 private:
  uint32_t most_turns_ = 0;
  std::mt19937 draws_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_STAGGER_H_
