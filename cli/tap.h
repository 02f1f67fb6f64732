// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The Test Anything Protocol as the kernel's selftests print it:
// "ok 3 hmm.fork", "not ok 4 hmm.x", "ok 5 hmm.y # SKIP why".

#ifndef HMMBENCH_CLI_TAP_H_
#define HMMBENCH_CLI_TAP_H_

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace hmmbench {

enum class TapResult { kPassed, kFailed, kSkipped };
std::string_view ToString(TapResult result);

// Results by test name. Throws Error when the file cannot be read.
std::map<std::string, TapResult> ReadTap(const std::filesystem::path& file);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_TAP_H_
