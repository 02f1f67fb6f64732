// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads result files of Google Benchmark (--benchmark_out_format=json), written
// by any program and any version.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_GOOGLE_BENCHMARK_H_
#define HMMBENCH_ANALYSIS_COMPARISON_GOOGLE_BENCHMARK_H_

#include <cstddef>
#include <filesystem>
#include <istream>
#include <map>
#include <string>
#include <vector>

namespace hmmbench {

struct BenchmarkResults {
  struct Repetitions {
    std::vector<double> real_ns;  // per iteration, in the file's order
    std::vector<double> cpu_ns;
    std::string error;  // of a repetition that the program gave up; else ""
  };
  std::string name;                     // of the file
  std::vector<std::string> benchmarks;  // names in the file's order
  std::map<std::string, Repetitions> by_name;
  // Facts on the machine: host_name, num_cpus, library_build_type, ...
  std::map<std::string, std::string> context;
};

// Larger files are refused, and those with more than 100,000 rows. Memory stays
// within a small multiple of this size.
inline constexpr size_t kLargestBenchmarkFile = size_t{32} << 20U;

// Leaves out aggregates (mean, median, ...), because the single values are
// needed. Throws Error in one line with the file and the fault: not JSON
// (truncated or NaN), no benchmarks, wrong types, times that are not above
// zero, an unknown time unit, a repetition or key that is there twice,
// aggregates only.
BenchmarkResults ParseGoogleBenchmark(std::istream& stream,
                                      const std::string& name);
BenchmarkResults ReadGoogleBenchmark(const std::filesystem::path& file);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_GOOGLE_BENCHMARK_H_
