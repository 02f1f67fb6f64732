// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "analysis/comparison/google_benchmark.h"
#include "fixtures/fuzz/fuzz_target.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hmmbench;  // NOLINT(google-build-using-namespace)
  ReadsOrSaysWhyNot([&] {
    std::istringstream stream{std::string(Text(data, size))};
    const auto results = ParseGoogleBenchmark(stream, "fuzz");
    // A result that was read can be compared: its times are numbers above zero.
    Require(results.benchmarks.size() == results.by_name.size(),
            "each benchmark is there once");
    for (const auto& [name, repetitions] : results.by_name) {
      Require(!name.empty(), "a benchmark has a name");
      Require(repetitions.real_ns.size() == repetitions.cpu_ns.size(),
              "each repetition has both times");
      for (const double ns : repetitions.real_ns) {
        Require(std::isfinite(ns) && ns > 0, "a time is a number above zero");
      }
    }
  });
  return 0;
}
