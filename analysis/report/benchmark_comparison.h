// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Result files of Google Benchmark against the first of them.

#ifndef HMMBENCH_ANALYSIS_REPORT_BENCHMARK_COMPARISON_H_
#define HMMBENCH_ANALYSIS_REPORT_BENCHMARK_COMPARISON_H_

#include <string>
#include <vector>

#include "analysis/comparison/google_benchmark.h"
#include "analysis/verdict/family.h"

namespace hmmbench {

struct BenchmarkComparisonOptions {
  double margin = 0.10;
  bool cpu_time = false;  // instead of real time
  FamilyOptions family = {};
};

struct BenchmarkComparison {
  struct Cell {
    double median_ns = 0;
    int repetitions = 0;
    // The verdict against the first file. It is kMissing, with the reason, when
    // either file lacks repetitions.
    Verdict verdict = Verdict::kMissing;
    std::optional<Effect> effect = std::nullopt;
    std::string reason = {};
  };
  struct Row {
    std::string benchmark;
    std::vector<Cell> files;  // the first is the baseline
  };
  std::vector<std::string> files;  // names, unique and short
  std::vector<Row> rows;           // in the files' order
  std::vector<std::string> notes;  // one line each
  BenchmarkComparisonOptions options;
};

// The replicate is the repetition, or the process where a file has several.
// Files were written at different times, so that nothing is paired. The notes
// say what their machines differ in. Throws Error when no benchmark is in two
// files.
BenchmarkComparison CompareBenchmarks(
    const std::vector<BenchmarkResults>& results,
    const BenchmarkComparisonOptions& options);

// A table and its notes, in lines of at most `width` characters.
std::string BenchmarkText(const BenchmarkComparison& comparison, size_t width,
                          bool colour);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_BENCHMARK_COMPARISON_H_
