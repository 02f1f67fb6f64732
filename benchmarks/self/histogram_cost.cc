// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// histogram: merging, encoding and decoding, after a cell's last round.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <string>

#include "fixtures/measure/histogram.h"

namespace hmmbench {
namespace {

// A million latencies around 20 us with a tail over three decades.
Histogram Latencies() {
  Histogram histogram;
  std::mt19937_64 generator(1);
  std::lognormal_distribution<double> ns(10.0, 1.0);
  for (int i = 0; i < 1'000'000; ++i) {
    histogram.Record(static_cast<uint64_t>(ns(generator)));
  }
  return histogram;
}

void Merge(benchmark::State& state) {
  const Histogram part = Latencies();
  Histogram sum;
  for (auto _ : state) sum.Merge(part);
  benchmark::DoNotOptimize(sum.count());
}
BENCHMARK(Merge)->Name("histogram/merge")->Unit(benchmark::kMicrosecond);

void Encode(benchmark::State& state) {
  const Histogram histogram = Latencies();
  size_t bytes = 0;
  for (auto _ : state) bytes = histogram.EncodeV2Compressed().size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(Encode)->Name("histogram/encode")->Unit(benchmark::kMicrosecond);

void Decode(benchmark::State& state) {
  const std::string text = Latencies().EncodeV2Compressed();
  for (auto _ : state) {
    benchmark::DoNotOptimize(Histogram::DecodeV2Compressed(text).count());
  }
}
BENCHMARK(Decode)->Name("histogram/decode")->Unit(benchmark::kMicrosecond);

void Quantile(benchmark::State& state) {
  const Histogram histogram = Latencies();
  for (auto _ : state) {
    benchmark::DoNotOptimize(histogram.ValueAtQuantile(0.99));
  }
}
BENCHMARK(Quantile)->Name("histogram/quantile")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace hmmbench
