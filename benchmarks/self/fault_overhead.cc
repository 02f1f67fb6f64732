// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// anonymous_fault: how much measuring adds to a minor fault on this machine. It
// sweeps over fresh anonymous pages, once with bare accesses and once as a
// scenario's thread does it (clock, histogram, bookkeeping, oracle), in pairs.
// It also compares both with a sweep that reads the TSC before and after each
// access and drops the readings, which is the least that any measurement of
// single faults can do. The counter `share` is the median difference divided by
// the fault. The fault is the median of the recorded latencies or, where none
// are recorded, of the bare sweep.

#include <benchmark/benchmark.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "benchmarks/harness/cell_thread.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/self/fresh_pages.h"
#include "benchmarks/self/paired.h"
#include "fixtures/measure/counters.h"
#include "fixtures/measure/tsc_clock.h"

namespace hmmbench {
namespace {

constexpr size_t kPages = 512;

// Shows the pair as counters of one benchmark. The benchmark's time is that of
// the second piece.
PairedDifference Run(Paired& paired, benchmark::State& state) {
  for (auto _ : state) paired.Run();
  const PairedDifference result = paired.Result();
  state.counters["first_ns"] = result.first_ns;
  state.counters["second_ns"] = result.second_ns;
  state.counters["more_ns"] = result.difference_ns;
  state.counters["more_low_ns"] = result.low_ns;
  state.counters["more_high_ns"] = result.high_ns;
  return result;
}

template <typename Work>
uint64_t TimeNs(Work&& work) {
  const Interval interval = TheClock().Around(std::forward<Work>(work));
  return TheClock().ToNs(interval.end - interval.start);
}

// Returns the ns that `sweep` takes on pages that all fault.
template <typename Sweep>
uint64_t TimeSweep(const FreshPages& fresh, Sweep&& sweep) {
  fresh.range.Drop();
  return TimeNs(std::forward<Sweep>(sweep));
}

void ReadsAndWrites(benchmark::internal::Benchmark* measured) {
  measured->ArgName("write")->Arg(0)->Arg(1)->UseRealTime();
}

ThreadWork WorkOf(const benchmark::State& state) {
  ThreadWork work;
  if (state.range(0) != 0) work.slot = 0;  // it writes
  return work;
}

// The bare access that CpuThread::Touch() times.
constexpr auto kBare = [](const auto& access) { access(); };
// The least that any measurement does. The readings are dropped.
constexpr auto kBetweenTscReads = [](const auto& access) {
  const uint64_t start = ReadTsc();
  access();
  benchmark::DoNotOptimize(ReadTsc() - start);
};

// Does even less: RDTSC may execute on the wrong side of the access.
constexpr auto kBetweenUnfencedReads = [](const auto& access) {
#if defined(__x86_64__)
  const uint64_t start = __builtin_ia32_rdtsc();
  access();
  benchmark::DoNotOptimize(__builtin_ia32_rdtsc() - start);
#else
  access();
#endif
};

// `around` makes the access to each page.
template <typename Around>
uint64_t TimeAccesses(const FreshPages& fresh, bool writes,
                      const Around& around) {
  return TimeSweep(fresh, [&] {
    for (size_t page = 0; page < kPages; ++page) {
      uint64_t* words = fresh.range.Page(page);
      if (writes) {
        const uint64_t mark =
            fresh.round.pattern.Mark(fresh.range.Address(page), 0);
        around([words, mark] {
          std::atomic_ref(words[0]).store(mark, std::memory_order_relaxed);
        });
      } else {
        around([words] {
          benchmark::DoNotOptimize(
              std::atomic_ref(words[kSlots]).load(std::memory_order_relaxed));
        });
      }
    }
  });
}

uint64_t TimeTouches(const FreshPages& fresh, CpuThread& thread) {
  return TimeSweep(fresh, [&thread] {
    for (size_t page = 0; page < kPages; ++page) thread.Touch(page);
  });
}

void Run(Paired& paired, const CpuThread& thread, benchmark::State& state) {
  const PairedDifference result = Run(paired, state);
  const auto median =
      static_cast<double>(thread.recorder().latency().ValueAtQuantile(0.5));
  state.counters["fault_ns"] = median;
  state.counters["share"] = result.difference_ns / median;
  if (thread.wrong() != thread.checked()) {
    state.SkipWithError("the oracle took fresh pages for data");
  }
}

// Compares recorder and oracle with `around`.
template <typename Around>
void RecorderAndOracle(benchmark::State& state, const Around& around) {
  FreshPages fresh(kPages);
  const ThreadWork work = WorkOf(state);
  CpuThread thread(fresh.round, work, [](CpuThread&) {});
  Paired paired(
      kPages,
      [&] { return TimeAccesses(fresh, work.slot.has_value(), around); },
      [&] { return TimeTouches(fresh, thread); });
  Run(paired, thread, state);
}
BENCHMARK_CAPTURE(RecorderAndOracle, bare, kBare)
    ->Name("anonymous_fault/recorder_and_oracle")
    ->Apply(ReadsAndWrites);
BENCHMARK_CAPTURE(RecorderAndOracle, between_tsc_reads, kBetweenTscReads)
    ->Name("anonymous_fault/recorder_and_oracle_beyond_two_tsc_reads")
    ->Apply(ReadsAndWrites);

// Compares the readings of the TSC alone with bare accesses.
template <typename Around>
void TscReads(benchmark::State& state, const Around& around) {
  FreshPages fresh(kPages);
  const bool writes = state.range(0) != 0;
  Paired paired(
      kPages, [&] { return TimeAccesses(fresh, writes, kBare); },
      [&] { return TimeAccesses(fresh, writes, around); });
  const PairedDifference result = Run(paired, state);
  state.counters["share"] = result.difference_ns / result.first_ns;
}
BENCHMARK_CAPTURE(TscReads, fenced, kBetweenTscReads)
    ->Name("anonymous_fault/two_tsc_reads")
    ->Apply(ReadsAndWrites);
BENCHMARK_CAPTURE(TscReads, unfenced, kBetweenUnfencedReads)
    ->Name("anonymous_fault/two_unfenced_tsc_reads")
    ->Apply(ReadsAndWrites);

// Measures what open counters add to a recorded touch.
void Counters(benchmark::State& state) {
  FreshPages fresh(kPages);
  CpuThread thread(fresh.round, WorkOf(state), [](CpuThread&) {});
  ThreadCounters counters;
  const auto sweep = [&] { return TimeTouches(fresh, thread); };
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
    ->Apply(ReadsAndWrites);

// Measures the cost of counting the faults of each touch: a system call,
// outside of the recorded part.
void FaultsPerTouch(benchmark::State& state) {
  FreshPages fresh(kPages);
  CpuThread plain(fresh.round, WorkOf(state), [](CpuThread&) {});
  ThreadWork counting = WorkOf(state);
  counting.faults_per_touch = true;
  CpuThread thread(fresh.round, counting, [](CpuThread&) {});
  Paired paired(
      kPages, [&] { return TimeTouches(fresh, plain); },
      [&] { return TimeTouches(fresh, thread); });
  Run(paired, thread, state);
}
BENCHMARK(FaultsPerTouch)
    ->Name("anonymous_fault/faults_per_touch")
    ->ArgName("write")
    ->Arg(1)
    ->UseRealTime();

// Compares a recorded empty touch with two readings of the TSC.
template <typename Around>
void RecordAgainstTsc(benchmark::State& state, const Around& around) {
  constexpr size_t kTouches = 1'000;
  const auto nothing = [] { benchmark::ClobberMemory(); };
  Recorder recorder(TheClock());
  Paired paired(
      kTouches,
      [&] {
        return TimeNs([&] {
          for (size_t i = 0; i < kTouches; ++i) around(nothing);
        });
      },
      [&] {
        return TimeNs([&] {
          for (size_t i = 0; i < kTouches; ++i) recorder.Time(nothing);
        });
      });
  Run(paired, state);
}
BENCHMARK_CAPTURE(RecordAgainstTsc, fenced, kBetweenTscReads)
    ->Name("recorded_touch/against_two_tsc_reads")
    ->UseRealTime();
BENCHMARK_CAPTURE(RecordAgainstTsc, unfenced, kBetweenUnfencedReads)
    ->Name("recorded_touch/against_two_unfenced_tsc_reads")
    ->UseRealTime();

}  // namespace
}  // namespace hmmbench
