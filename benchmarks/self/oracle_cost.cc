// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// oracle: the cost of the data oracle per page.

#include <benchmark/benchmark.h>

#include <cstddef>

#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"

namespace hmmbench {
namespace {

constexpr size_t kPages = 64;

void SetRate(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kPages));
  state.counters["a_page"] =
      benchmark::Counter(static_cast<double>(kPages),
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
}

void Fill(benchmark::State& state) {
  const PageRange range(kPages);
  const PagePattern pattern(1);
  for (auto _ : state) {
    for (size_t page = 0; page < kPages; ++page) {
      pattern.Fill(range.Address(page), range.Page(page));
    }
    benchmark::ClobberMemory();
  }
  SetRate(state);
}
BENCHMARK(Fill)->Name("oracle/fill_page");

void CheckWholePage(benchmark::State& state) {
  const PageRange range(kPages);
  const PagePattern pattern(1);
  for (size_t page = 0; page < kPages; ++page) {
    pattern.Fill(range.Address(page), range.Page(page));
  }
  for (auto _ : state) {
    for (size_t page = 0; page < kPages; ++page) {
      benchmark::DoNotOptimize(
          pattern.CheckPage(range.Address(page), range.Page(page)));
    }
  }
  SetRate(state);
}
BENCHMARK(CheckWholePage)->Name("oracle/check_page");

// The check that a CPU's touch makes.
void CheckOneWord(benchmark::State& state) {
  const PageRange range(kPages);
  const PagePattern pattern(1);
  for (size_t page = 0; page < kPages; ++page) {
    pattern.Fill(range.Address(page), range.Page(page));
  }
  for (auto _ : state) {
    for (size_t page = 0; page < kPages; ++page) {
      benchmark::DoNotOptimize(pattern.Word(range.Address(page), kSlots) ==
                               range.Page(page)[kSlots]);
    }
  }
  SetRate(state);
}
BENCHMARK(CheckOneWord)->Name("oracle/check_word");

}  // namespace
}  // namespace hmmbench
