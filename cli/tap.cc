// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/tap.h"

#include <fstream>
#include <sstream>
#include <string>

#include "fixtures/base/error.h"

namespace hmmbench {

std::string_view ToString(TapResult result) {
  switch (result) {
    case TapResult::kPassed:
      return "passed";
    case TapResult::kFailed:
      return "failed";
    case TapResult::kSkipped:
      return "skipped";
  }
  return "";
}

std::map<std::string, TapResult> ReadTap(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw Error("cannot read {}", file.string());
  std::map<std::string, TapResult> results;
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words(line);
    std::string first;
    words >> first;
    const bool failed = first == "not";
    if (failed) words >> first;
    int number = 0;
    std::string name;
    if (first != "ok" || !(words >> number >> name)) continue;
    if (failed) {
      results[name] = TapResult::kFailed;
    } else if (line.find("# SKIP") != std::string::npos) {
      results[name] = TapResult::kSkipped;
    } else {
      results[name] = TapResult::kPassed;
    }
  }
  return results;
}

}  // namespace hmmbench
