// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/stagger.h"

#include <cstddef>
#include <cstdint>
#include <random>

namespace hmmbench {

Stagger::Stagger(uint64_t seed, size_t thread, uint32_t most_turns)
    : most_turns_(seed == 0 ? 0 : most_turns) {
  std::seed_seq seeds{seed & 0xffffffffU, seed >> 32U, uint64_t{thread}};
  draws_.seed(seeds);
}

uint32_t Stagger::Next() noexcept {
  // The standard's distributions differ between libraries; this does not. The
  // bias of the remainder is far below what matters here.
  return static_cast<uint32_t>(draws_() % (most_turns_ + 1));
}

void Stagger::Wait() noexcept {
  for (uint32_t turns = Next(); turns > 0; --turns) {
    // An empty statement that the compiler has to keep.
    asm volatile("");
  }
}

}  // namespace hmmbench
