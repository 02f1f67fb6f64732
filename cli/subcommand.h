// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A subcommand of hmmbench. A file in this folder describes one and registers
// it with HMMBENCH_SUBCOMMAND(...). It then appears in `hmmbench --help`
// without any further change.

#ifndef HMMBENCH_CLI_SUBCOMMAND_H_
#define HMMBENCH_CLI_SUBCOMMAND_H_

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "fixtures/run/request.h"

namespace hmmbench {

// Exit codes that scripts rely on.
inline constexpr int kExitPass = 0;
inline constexpr int kExitRegression = 1;
inline constexpr int kExitInconclusive = 2;
inline constexpr int kExitHarnessError = 3;
inline constexpr int kExitSkipped = 77;

struct Subcommand {
  std::string name;
  std::string summary;  // one line for `hmmbench --help`
  int order = 0;        // place in the list
  // Adds options to `app` and returns the function that runs after parsing.
  // That function returns the exit code, and throws Error for a harness error.
  std::function<int()> (*setup)(CLI::App& app) = nullptr;
  // True when it measures runs that --resume can go on with (session.h).
  bool measures = false;
};

const std::vector<Subcommand>& Subcommands();

class SubcommandRegistration {
 public:
  explicit SubcommandRegistration(Subcommand subcommand);
};

#define HMMBENCH_SUBCOMMAND(identifier, ...)                  \
  static const ::hmmbench::SubcommandRegistration identifier( \
      ::hmmbench::Subcommand __VA_ARGS__)

// Return the folder of the repository's files (in a bundle, the bundle's) and
// that of the built programs.
std::filesystem::path RepositoryFolder();
std::filesystem::path KernelPatchesFolder();
std::filesystem::path PlansFolder();
std::filesystem::path ResultsFolder();
std::filesystem::path GuestProgram();  // hmmbench-guest, beside this program
Places OwnPlaces();

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_SUBCOMMAND_H_
