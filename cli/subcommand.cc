// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/subcommand.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>
#include <vector>

#include "cli/writable_folder.h"
#include "cmake/source_folder.h"
#include "fixtures/base/error.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/run/bundle_folder.h"
#include "fixtures/run/request.h"

namespace hmmbench {
namespace {

std::vector<Subcommand>& Registry() {
  static std::vector<Subcommand> registry;
  return registry;
}

}  // namespace

const std::vector<Subcommand>& Subcommands() { return Registry(); }

SubcommandRegistration::SubcommandRegistration(Subcommand subcommand) {
  auto& registry = Registry();
  const auto place = std::find_if(
      registry.begin(), registry.end(),
      [&](const Subcommand& other) { return other.order > subcommand.order; });
  registry.insert(place, std::move(subcommand));
}

std::filesystem::path RepositoryFolder() {
  return OwnBundle() ? OwnBundle()->root
                     : std::filesystem::path(HMMBENCH_SOURCE_FOLDER);
}

std::filesystem::path KernelPatchesFolder() {
  return RepositoryFolder() / "kernel-patches";
}

std::filesystem::path PlansFolder() {
  return RepositoryFolder() / "benchmarks/plans";
}

// The repository's results/, or, where this user cannot write it, that of the
// current folder, or the cache's. Says so when it is not the first.
std::filesystem::path ResultsFolder() {
  static const std::filesystem::path folder = [] {
    const std::filesystem::path own = RepositoryFolder() / "results";
    const std::filesystem::path chosen = FirstWritable(
        {own, std::filesystem::current_path() / "results",
         std::filesystem::path(DefaultCacheFolder()) / "results"});
    if (chosen != own) {
      fmt::print(stderr,
                 "hmmbench: {} cannot be written; the run goes to {} "
                 "(--results moves it)\n",
                 own.string(), chosen.string());
    }
    return chosen;
  }();
  return folder;
}

std::filesystem::path GuestProgram() {
  auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path() /
                 "hmmbench-guest";
  if (!std::filesystem::exists(program)) {
    throw Error("{} is missing: build the target hmmbench-guest too",
                program.string());
  }
  return program;
}

Places OwnPlaces() {
  return {.kernel_patches = KernelPatchesFolder(),
          .cache = DefaultCacheFolder(),
          .guest_program = GuestProgram()};
}

}  // namespace hmmbench
