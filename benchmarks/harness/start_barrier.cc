// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/start_barrier.h"

#include <immintrin.h>

#include <atomic>
#include <chrono>
#include <cstddef>

namespace hmmbench {
namespace {

// Sleepers of Gather() wake up within tens of microseconds on CPUs of their
// own. Where vCPUs share a host's CPUs, one that wakes has to preempt one that
// spins, which takes the host a millisecond or two.
constexpr std::chrono::microseconds kPatience(2000);

}  // namespace

StartBarrier::StartBarrier(size_t threads, bool crowded)
    : crowded_(crowded),
      threads_(threads),
      gathered_(static_cast<ptrdiff_t>(threads), Open{this}) {}

void StartBarrier::Open::operator()() const noexcept {
  barrier->arrived_.store(0, std::memory_order_relaxed);
  barrier->go_.store(false, std::memory_order_relaxed);
  barrier->time_is_up_ =
      barrier->end_ && std::chrono::steady_clock::now() >= *barrier->end_;
}

void StartBarrier::Align() noexcept {
  if (crowded_) return;
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 < threads_) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    do {
      if (go_.load(std::memory_order_acquire)) return;
      _mm_pause();  // an emulator and a hyperthread both need it
    } while (std::chrono::steady_clock::now() < deadline);
  }
  go_.store(true, std::memory_order_release);
}

}  // namespace hmmbench
