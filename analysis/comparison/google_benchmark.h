// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Result files of Google Benchmark (--benchmark_out_format=json), of any
// program and of every version that writes them.

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

// Larger files are refused, and more than 100,000 rows: memory stays within a
// small multiple of this.
inline constexpr size_t kLargestBenchmarkFile = size_t{32} << 20U;

// Aggregates (mean, median, ...) are left out: what they come from is wanted.
// Throws Error in one line with the file and what is wrong: not JSON (truncated
// or NaN), no benchmarks, wrong types, times that are not above zero, an
// unknown time unit, a repetition or key that is there twice, aggregates only.
BenchmarkResults ParseGoogleBenchmark(std::istream& stream,
                                      const std::string& name);
BenchmarkResults ReadGoogleBenchmark(const std::filesystem::path& file);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_GOOGLE_BENCHMARK_H_
