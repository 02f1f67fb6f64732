// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/benchmark_files.h"

#include <glob.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "analysis/comparison/google_benchmark.h"
#include "fixtures/base/error.h"
#include "fixtures/base/near_matches.h"

namespace hmmbench {
namespace {

bool IsFile(const std::filesystem::path& path) {
  std::error_code not_taken;
  return std::filesystem::is_regular_file(path, not_taken);
}

// Sorted; empty where nothing matches.
std::vector<std::filesystem::path> Matches(const std::string& pattern) {
  if (IsFile(pattern)) return {pattern};
  std::vector<std::filesystem::path> files;
  glob_t found{};
  // Nobody else in this process calls it.
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {  // NOLINT
    for (size_t i = 0; i < found.gl_pathc; ++i) {
      if (IsFile(found.gl_pathv[i])) files.emplace_back(found.gl_pathv[i]);
    }
  }
  globfree(&found);
  return files;
}

BenchmarkFiles FilesOf(const std::string& word) {
  if (IsFile(word)) return {.label = "", .files = {word}};
  BenchmarkFiles all;
  std::string rest = word;
  if (const size_t equals = word.find('='); equals != std::string::npos) {
    all.label = word.substr(0, equals);
    rest = word.substr(equals + 1);
  }
  std::istringstream patterns(rest);
  std::vector<std::string> without;
  for (std::string pattern; std::getline(patterns, pattern, ',');) {
    const auto files = Matches(pattern);
    if (files.empty()) without.push_back(pattern);
    all.files.insert(all.files.end(), files.begin(), files.end());
  }
  if (!all.files.empty() && !without.empty()) {
    throw Error("{}: there is no file {}", word, without.front());
  }
  return all;
}

std::string NameOf(const BenchmarkFiles& one) {
  return one.label.empty() ? one.files.front().string() : one.label;
}

}  // namespace

std::vector<BenchmarkFiles> BenchmarkFilesOf(
    const std::vector<std::filesystem::path>& words) {
  std::vector<BenchmarkFiles> all;
  for (const auto& word : words) all.push_back(FilesOf(word.string()));
  const auto with_files = std::ranges::count_if(
      all, [](const auto& one) { return !one.files.empty(); });
  if (with_files == 0) return {};
  if (static_cast<size_t>(with_files) < all.size() || all.size() < 2) {
    throw Error(
        "{}: files of Google Benchmark are compared with each other: name two "
        "or more (those of one side with commas), and no run folder beside "
        "them",
        words.front().string());
  }
  return all;
}

void PutFirst(const std::string& baseline, std::vector<BenchmarkFiles>* all) {
  if (baseline.empty()) return;
  const auto found = std::ranges::find_if(*all, [&](const auto& one) {
    const std::filesystem::path name = NameOf(one);
    return name == baseline || name.stem() == baseline ||
           name.filename() == baseline;
  });
  if (found == all->end()) {
    std::vector<std::string> names;
    for (const auto& one : *all) {
      names.push_back(std::filesystem::path(NameOf(one)).stem());
    }
    throw Error("--baseline {}: no file has that name; {}", baseline,
                NearMatches(baseline, names));
  }
  std::rotate(all->begin(), found, found + 1);
}

BenchmarkResults ReadBenchmarkFiles(const BenchmarkFiles& files) {
  std::vector<BenchmarkResults> results;
  for (const auto& file : files.files) {
    results.push_back(ReadGoogleBenchmark(file));
  }
  if (results.size() > 1) return TakenTogether(results, NameOf(files));
  if (!files.label.empty()) results.front().name = files.label;
  return std::move(results.front());
}

}  // namespace hmmbench
