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
    // The process that each is of, from 0: repetitions of one share its memory
    // layout, those of several do not.
    std::vector<int> process;
    // Of a repetition that the program gave up, or skipped; else "".
    std::string error;
    bool skipped = false;
  };
  std::string name;                     // of the file
  std::vector<std::string> benchmarks;  // names in the file's order
  std::map<std::string, Repetitions> by_name;
  // Facts on the machine: host_name, num_cpus, library_build_type, ...
  std::map<std::string, std::string> context;
  // What of the file was left out and why, one line each.
  std::vector<std::string> notes;
};

// Larger files are refused, and those with more than 100,000 rows. Memory stays
// within a small multiple of this size.
inline constexpr size_t kLargestBenchmarkFile = size_t{32} << 20U;

// Aggregates (mean, median, ...) are left out: what they come from is wanted. A
// repetition that is there twice is another process's. A row that cannot be
// used (wrong types, times that are not above zero, an unknown time unit) is
// left out and noted; so is text before and behind the JSON, of a program's
// output that went into the file, too. UTF-16 is read, and NaN outside of the
// times. Throws Error in one line with the file and what is wrong: not JSON
// (truncated), no benchmarks, a part that is there twice, aggregates only, no
// row that can be used.
BenchmarkResults ParseGoogleBenchmark(std::istream& stream,
                                      const std::string& name);
BenchmarkResults ReadGoogleBenchmark(const std::filesystem::path& file);

// Files of several processes of one program as one, with its name. What their
// machines differ in is noted.
BenchmarkResults TakenTogether(const std::vector<BenchmarkResults>& files,
                               const std::string& name);
// What the machines and builds of two files differ in that times depend on, one
// line each.
std::vector<std::string> ContextDifferences(const BenchmarkResults& one,
                                            const BenchmarkResults& other);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_GOOGLE_BENCHMARK_H_
