// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/meeting.h"

#include <immintrin.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace hmmbench {
namespace {

constexpr uint32_t kPhase = 1 << 16;

// Tens of microseconds on a CPU: longer than waking a few threads takes.
constexpr int kTurns = 1000;
constexpr int kMostDoublings = 10;

}  // namespace

Meeting::Meeting(size_t threads, bool crowded)
    : threads_(static_cast<uint32_t>(threads)),
      crowded_(crowded),
      gathered_(static_cast<ptrdiff_t>(threads)) {}

bool Meeting::Align(int attempt) noexcept {
  if (crowded_) return true;
  uint32_t state = state_.fetch_add(1, std::memory_order_acq_rel) + 1;
  const uint32_t phase = state / kPhase;
  if (state % kPhase == threads_) {
    state_.store((phase + 1) * kPhase, std::memory_order_release);
    return true;
  }
  const int turns = kTurns << std::min(attempt, kMostDoublings);
  for (int turn = 0; turn < turns; ++turn) {
    // An emulator and a hyperthread both need the PAUSE.
    _mm_pause();
    state = state_.load(std::memory_order_acquire);
    if (state / kPhase != phase) return true;
  }
  // Out again, unless the last one came meanwhile and is about to let all go.
  while (state / kPhase == phase) {
    if (state % kPhase == threads_) {
      state = state_.load(std::memory_order_acquire);
    } else if (state_.compare_exchange_weak(state, state - 1,
                                            std::memory_order_acq_rel,
                                            std::memory_order_acquire)) {
      return false;
    }
  }
  return true;
}

}  // namespace hmmbench
