// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The cost of two things that take time on hardware but almost none on an
// emulator that counts instructions: a trap into the kernel with its return,
// and the wake-up of an idle CPU. Races for a page depend on both. A loser's
// fault is little more than its trap. A thread that sleeps on a migration entry
// stays out of the race until it is awake. On the virtual clock a CPU executes
// instructions in place of this time (the kernels' boot patches page-fault-cost
// and idle-exit-cost).

#ifndef HMMBENCH_BENCHMARKS_HARNESS_TIME_COSTS_H_
#define HMMBENCH_BENCHMARKS_HARNESS_TIME_COSTS_H_

#include <chrono>
#include <filesystem>

namespace hmmbench {

struct TimeCosts {
  // An eighth of the rest of an uncontended fault (8 us there). The value was
  // chosen so that losers of `trylock` fault about as often as on CPUs that run
  // in parallel; kernel-patches/README.md says how close it comes.
  std::chrono::nanoseconds page_fault{1000};
  // The time of C1E, which a server's CPU enters for waits of about 20 us:
  // exit_latency of Skylake in drivers/idle/intel_idle.c. C1 takes 2 us, C6
  // over 100. An emulated CPU that sleeps in its host also takes over 100.
  std::chrono::nanoseconds idle_exit{10'000};
  friend bool operator==(const TimeCosts&, const TimeCosts&) = default;
};

inline constexpr TimeCosts kNoTimeCosts = {
    .page_fault = std::chrono::nanoseconds(0),
    .idle_exit = std::chrono::nanoseconds(0)};

// Sets the costs from now on for all CPUs of this guest; an instruction is a ns
// there. Returns false when the running kernel has no such parameters in
// `folder`.
bool ChargeTime(const TimeCosts& costs, const std::filesystem::path& folder =
                                            "/sys/module/kernel/parameters");

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_TIME_COSTS_H_
