// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Checks that any bytes give either a result or an Error (libFuzzer).

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "analysis/comparison/google_benchmark.h"
#include "fixtures/base/error.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    std::istringstream stream(
        std::string(reinterpret_cast<const char*>(data), size));
    const auto results = hmmbench::ParseGoogleBenchmark(stream, "fuzz");
    // A result that was read can be compared: its times are numbers above zero.
    if (results.benchmarks.size() != results.by_name.size()) std::abort();
    for (const auto& [name, repetitions] : results.by_name) {
      if (name.empty() ||
          repetitions.real_ns.size() != repetitions.cpu_ns.size()) {
        std::abort();
      }
      for (const double ns : repetitions.real_ns) {
        if (!std::isfinite(ns) || ns <= 0) std::abort();
      }
    }
  } catch (const hmmbench::Error& error) {
    // One line.
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) {
      std::abort();
    }
  }
  return 0;
}
