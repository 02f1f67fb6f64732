// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// anonymous_fault: how much of a minor fault measuring is, on this machine. A
// sweep over fresh anonymous pages, bare against what a scenario's thread does
// (clock, histogram, bookkeeping, oracle), in pairs. The counter `share` is the
// median difference over the median of the recorded latencies.

#include <benchmark/benchmark.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "benchmarks/cell_thread.h"
#include "benchmarks/page_pattern.h"
#include "benchmarks/self/fresh_pages.h"
#include "benchmarks/self/paired.h"
#include "fixtures/measure/counters.h"
#include "fixtures/measure/tsc_clock.h"

namespace hmmbench {
namespace {

constexpr size_t kPages = 512;

// Shows the pair as counters of one benchmark, whose time is the second's.
void SetResult(const PairedDifference& result, benchmark::State& state) {
  state.counters["first_ns"] = result.first_ns;
  state.counters["second_ns"] = result.second_ns;
  state.counters["more_ns"] = result.difference_ns;
  state.counters["more_low_ns"] = result.low_ns;
  state.counters["more_high_ns"] = result.high_ns;
}

// ns that `sweep` takes on pages that all fault.
template <typename Sweep>
uint64_t TimeSweep(const FreshPages& fresh, Sweep&& sweep) {
  fresh.range.Drop();
  const Clock& clock = TheClock();
  const uint64_t start = clock.Now();
  sweep();
  return clock.ToNs(clock.Now() - start);
}

ThreadWork WorkOf(const benchmark::State& state) {
  ThreadWork work;
  if (state.range(0) != 0) work.slot = 0;  // it writes
  return work;
}

// The access that CpuThread::Touch() times, and nothing else.
void BareTouches(const FreshPages& fresh, bool writes) {
  for (size_t page = 0; page < kPages; ++page) {
    uint64_t* words = fresh.range.Page(page);
    if (writes) {
      std::atomic_ref(words[0]).store(
          fresh.round.pattern.Mark(fresh.range.Address(page), 0),
          std::memory_order_relaxed);
    } else {
      benchmark::DoNotOptimize(
          std::atomic_ref(words[kSlots]).load(std::memory_order_relaxed));
    }
  }
}

void RecordedTouches(CpuThread& thread) {
  for (size_t page = 0; page < kPages; ++page) thread.Touch(page);
}

void Run(Paired& paired, const CpuThread& thread, benchmark::State& state) {
  for (auto _ : state) paired.Run();
  const PairedDifference result = paired.Result();
  SetResult(result, state);
  const auto median =
      static_cast<double>(thread.recorder().latency().ValueAtQuantile(0.5));
  state.counters["fault_ns"] = median;
  state.counters["share"] = result.difference_ns / median;
  if (thread.wrong() != thread.checked()) {
    state.SkipWithError("the oracle took fresh pages for data");
  }
}

void RecorderAndOracle(benchmark::State& state) {
  FreshPages fresh(kPages);
  const bool writes = state.range(0) != 0;
  CpuThread thread(fresh.round, WorkOf(state), [](CpuThread&) {});
  Paired paired(
      kPages,
      [&] { return TimeSweep(fresh, [&] { BareTouches(fresh, writes); }); },
      [&] { return TimeSweep(fresh, [&] { RecordedTouches(thread); }); });
  Run(paired, thread, state);
}
BENCHMARK(RecorderAndOracle)
    ->Name("anonymous_fault/recorder_and_oracle")
    ->ArgName("write")
    ->Arg(0)
    ->Arg(1)
    ->UseRealTime();

// What open counters add to a recorded touch.
void Counters(benchmark::State& state) {
  FreshPages fresh(kPages);
  CpuThread thread(fresh.round, WorkOf(state), [](CpuThread&) {});
  ThreadCounters counters;
  const auto sweep = [&] {
    return TimeSweep(fresh, [&] { RecordedTouches(thread); });
  };
  Paired paired(kPages, sweep, [&] {
    counters.Start();
    const uint64_t ns = sweep();
    counters.Stop();
    return ns;
  });
  Run(paired, thread, state);
}
BENCHMARK(Counters)
    ->Name("anonymous_fault/open_counters")
    ->ArgName("write")
    ->Arg(0)
    ->Arg(1)
    ->UseRealTime();

// What counting the faults of each touch adds: a system call, outside of what
// is recorded.
void FaultsPerTouch(benchmark::State& state) {
  FreshPages fresh(kPages);
  CpuThread plain(fresh.round, WorkOf(state), [](CpuThread&) {});
  ThreadWork counting = WorkOf(state);
  counting.faults_per_touch = true;
  CpuThread thread(fresh.round, counting, [](CpuThread&) {});
  Paired paired(
      kPages, [&] { return TimeSweep(fresh, [&] { RecordedTouches(plain); }); },
      [&] { return TimeSweep(fresh, [&] { RecordedTouches(thread); }); });
  Run(paired, thread, state);
}
BENCHMARK(FaultsPerTouch)
    ->Name("anonymous_fault/faults_per_touch")
    ->ArgName("write")
    ->Arg(1)
    ->UseRealTime();

// A recorded touch of nothing against two bare readings of the TSC.
void RecordAgainstTsc(benchmark::State& state) {
  constexpr size_t kTouches = 1'000;
  const Clock& clock = TheClock();
  Recorder recorder(clock);
  Paired paired(
      kTouches,
      [&clock] {
        const uint64_t start = clock.Now();
        for (size_t i = 0; i < kTouches; ++i) {
          const uint64_t first = ReadTsc();
          benchmark::DoNotOptimize(ReadTsc() - first);
        }
        return clock.ToNs(clock.Now() - start);
      },
      [&clock, &recorder] {
        const uint64_t start = clock.Now();
        for (size_t i = 0; i < kTouches; ++i) {
          recorder.Time([] { benchmark::ClobberMemory(); });
        }
        return clock.ToNs(clock.Now() - start);
      });
  for (auto _ : state) paired.Run();
  SetResult(paired.Result(), state);
}
BENCHMARK(RecordAgainstTsc)
    ->Name("recorded_touch/against_two_tsc_reads")
    ->UseRealTime();

}  // namespace
}  // namespace hmmbench
