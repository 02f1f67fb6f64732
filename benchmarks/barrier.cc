// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/barrier.h"

#include <immintrin.h>
#include <sched.h>

#include <atomic>
#include <cstdint>

namespace hmmbench {

void Barrier::Arrive() noexcept {
  // The phase cannot move on before this thread arrives.
  const uint32_t phase = phase_.load(std::memory_order_relaxed);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
    arrived_.store(0, std::memory_order_relaxed);
    phase_.store(phase + 1, std::memory_order_release);
    return;
  }
  while (phase_.load(std::memory_order_acquire) == phase) {
    if (crowded_) {
      sched_yield();
    } else {
      _mm_pause();
    }
  }
}

}  // namespace hmmbench
