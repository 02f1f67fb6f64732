// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests of the program as its users see it: the one that was built together
// with the test.

#ifndef HMMBENCH_CLI_RUN_HMMBENCH_H_
#define HMMBENCH_CLI_RUN_HMMBENCH_H_

#include <filesystem>
#include <string>
#include <vector>

#include "fixtures/base/child.h"

namespace hmmbench {

// build/PRESET/bin/hmmbench.
inline std::string HmmbenchProgram() {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() /
          "hmmbench")
      .string();
}

inline ChildResult Hmmbench(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), HmmbenchProgram());
  return RunChild({.arguments = arguments}, nullptr);
}

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_RUN_HMMBENCH_H_
