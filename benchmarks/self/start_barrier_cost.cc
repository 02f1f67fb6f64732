// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// barrier: the cost for the threads of a cell to wait for each other, and
// to begin and end a stretch of work there. None of it is inside a touch.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <memory>
#include <thread>
#include <tuple>
#include <vector>

#include "benchmarks/harness/cell_thread.h"
#include "benchmarks/harness/start_barrier.h"
#include "benchmarks/self/fresh_pages.h"

namespace hmmbench {
namespace {

// Measures Gather() and Align() of that many threads, wherever the scheduler
// puts them.
void StartBarrierRound(benchmark::State& state) {
  constexpr int kRounds = 64;
  const auto threads = static_cast<size_t>(state.range(0));
  const bool crowded = threads > std::thread::hardware_concurrency();
  StartBarrier barrier(threads, crowded);
  const auto rounds = [&barrier] {
    for (int round = 0; round < kRounds; ++round) {
      barrier.Gather();
      barrier.Align();
    }
  };
  for (auto _ : state) {
    std::vector<std::jthread> others;
    for (size_t i = 1; i < threads; ++i) others.emplace_back(rounds);
    rounds();
  }
  state.counters["a_round"] = benchmark::Counter(
      kRounds, benchmark::Counter::kIsIterationInvariantRate |
                   benchmark::Counter::kInvert);
}
BENCHMARK(StartBarrierRound)
    ->Name("barrier/round")
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->Arg(4)
    ->UseRealTime();

// Measures Meet() of one thread, which is the bookkeeping around it, with its
// counters open or closed.
void MeetAlone(benchmark::State& state) {
  constexpr size_t kStartBarriers = 64;
  FreshPages fresh(kStartBarriers);
  CpuThread thread(fresh.round, {}, [](CpuThread& self) {
    for (size_t i = 0; i < kStartBarriers; ++i) std::ignore = self.Meet();
  });
  if (state.range(0) != 0) thread.OpenCounters(CounterSet::kEvents);
  for (auto _ : state) thread.RunRound();
  state.counters["a_round"] = benchmark::Counter(
      kStartBarriers, benchmark::Counter::kIsIterationInvariantRate |
                          benchmark::Counter::kInvert);
}
BENCHMARK(MeetAlone)
    ->Name("barrier/bookkeeping")
    ->ArgName("counters")
    ->Arg(0)
    ->Arg(1);

}  // namespace
}  // namespace hmmbench
