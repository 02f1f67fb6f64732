// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The words of a command line that name result files of Google Benchmark.

#ifndef HMMBENCH_CLI_BENCHMARK_FILES_H_
#define HMMBENCH_CLI_BENCHMARK_FILES_H_

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/comparison/google_benchmark.h"

namespace hmmbench {

// The files of one side of a comparison: those of several processes of the same
// program count as its replicates.
struct BenchmarkFiles {
  std::string label;  // "" for none: the file's own name
  std::vector<std::filesystem::path> files;
};

// Reads each word as [LABEL=]FILE[,FILE]..., where FILE may be a pattern of the
// shell's ("split-*.json"). A word that is a file as it stands is that file.
// Returns none when no word names a file. Throws Error when only some of them
// do, when there are fewer than two, or when a pattern matches nothing.
std::vector<BenchmarkFiles> BenchmarkFilesOf(
    const std::vector<std::filesystem::path>& words);

// Puts the one with this label, name or stem first; leaves them when `baseline`
// is empty. Throws Error that names the near matches.
void PutFirst(const std::string& baseline, std::vector<BenchmarkFiles>* all);

BenchmarkResults ReadBenchmarkFiles(const BenchmarkFiles& files);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_BENCHMARK_FILES_H_
