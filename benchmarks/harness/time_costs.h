// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What takes hardware time and an emulator that counts instructions next to
// none: to trap into the kernel and to return, and to wake a CPU that is idle.
// Races for a page hang on both. A loser's fault is little more than its trap,
// and who sleeps on a migration entry stays out of the race until it is awake.
// On the virtual clock a CPU executes instructions instead (the kernels' boot
// patches page-fault-cost and idle-exit-cost).

#ifndef HMMBENCH_BENCHMARKS_HARNESS_TIME_COSTS_H_
#define HMMBENCH_BENCHMARKS_HARNESS_TIME_COSTS_H_

#include <chrono>
#include <filesystem>

namespace hmmbench {

struct TimeCosts {
  // An eighth of what an uncontended fault takes beside it (8 us there). Chosen
  // so that losers of `trylock` fault about as often as on CPUs that run in
  // parallel; kernel-patches/README.md has how near that comes.
  std::chrono::nanoseconds page_fault{1000};
  // Of C1E, where a server's CPU goes for some 20 us: exit_latency of Skylake
  // in drivers/idle/intel_idle.c. C1 takes 2 us, C6 over 100, and so does an
  // emulated CPU that sleeps in its host.
  std::chrono::nanoseconds idle_exit{10'000};
  friend bool operator==(const TimeCosts&, const TimeCosts&) = default;
};

inline constexpr TimeCosts kNoTimeCosts = {
    .page_fault = std::chrono::nanoseconds(0),
    .idle_exit = std::chrono::nanoseconds(0)};

// From now on, for all CPUs of this guest; an instruction is a ns there. False
// where the running kernel has no such parameters, which are in `folder`.
bool ChargeTime(const TimeCosts& costs, const std::filesystem::path& folder =
                                            "/sys/module/kernel/parameters");

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_TIME_COSTS_H_
