// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "cli/experiment.h"
#include "cli/subcommand.h"
#include "fixtures/base/error.h"
#include "fixtures/base/temporary_folder.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/record/stream_difference.h"
#include "fixtures/run/request.h"

namespace hmmbench {
namespace {

struct Options {
  ExperimentOptions experiment;
  std::vector<std::filesystem::path> folders;
};

// A boot's place in its run, which does not depend on how many guests ran at a
// time. Boots that continue lost ones have numbers in the order of the losses.
struct Place {
  int block = 0;
  int variant = 0;
  int lost_before = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

std::map<Place, ScheduledBoot> ByPlace(
    const std::vector<ScheduledBoot>& schedule) {
  std::map<Place, ScheduledBoot> boots;
  for (const ScheduledBoot& boot : schedule) {
    Place place{.block = boot.block, .variant = boot.variant};
    while (boots.contains(place)) ++place.lost_before;
    boots.emplace(place, boot);
  }
  return boots;
}

bool SameBoots(const std::vector<ScheduledBoot>& first,
               const std::vector<ScheduledBoot>& second) {
  return std::ranges::equal(
      ByPlace(first), ByPlace(second), [](const auto& one, const auto& other) {
        return one.first == other.first && one.second.seed == other.second.seed;
      });
}

// Returns why two runs are not the same experiment; "" when they are.
std::string WhyNotTheSame(const Manifest& first, const Manifest& second) {
  if (first.clock != "virtual" || second.clock != "virtual") {
    return "both must be runs with --clock virtual";
  }
  if (first.cells != second.cells) return "their cells differ";
  if (first.variants != second.variants) return "their kernels differ";
  if (!SameBoots(first.schedule, second.schedule)) {
    return "their boots differ in order or seeds";
  }
  const auto differ = [&](const char* name) {
    const auto fact = [name](const Manifest& manifest) {
      const auto found = manifest.host.find(name);
      return found == manifest.host.end() ? std::string() : found->second;
    };
    return fact(first) != fact(second);
  };
  // Another program in the guest is another schedule from its start on.
  if (differ("guest image")) return "their guest programs differ";
  if (differ("replicates")) return "one has copies of a boot, the other boots";
  return "";
}

// Prints a line for each boot. Returns true when all are equal byte by byte.
bool CompareBoots(const RunFolder& first, const RunFolder& second) {
  bool equal = true;
  const auto others = ByPlace(second.manifest().schedule);
  for (const auto& [place, boot] : ByPlace(first.manifest().schedule)) {
    const auto records = first.BootFolder(boot) / "records.jsonl";
    const auto difference = FirstDifference(
        records, second.BootFolder(others.at(place)) / "records.jsonl");
    fmt::print(
        "boot {} ({}, seed {}): {}\n", boot.boot,
        first.manifest().variants[static_cast<size_t>(boot.variant)].label,
        boot.seed.value_or(0),
        difference ? "differs in " + ToString(*difference)
                   : fmt::format("identical, {} bytes",
                                 std::filesystem::file_size(records)));
    equal = equal && !difference;
  }
  return equal;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("folders", options->folders,
                 "Two runs of the same experiment, instead of running it twice")
      ->expected(0, 2);
  ClockChoice& clock = options->experiment.request.guest.clock;
  clock = ClockChoice::kVirtual;
  options->experiment.plan = "smoke";
  AddExperimentOptions(app, options->experiment);
  app.footer(
      "Boots every kernel twice on the virtual clock, runs all seeds on each "
      "boot, and compares\nthe records byte by byte.\nExit code 0: identical; "
      "1: they differ, and where "
      "first.\n"
      "Examples: hmmbench verify-determinism --plan default --seeds 1\n"
      "          hmmbench verify-determinism results/RUN1 elsewhere/RUN2");
  return [options] {
    if (options->folders.size() == 1) {
      throw Error("one run folder cannot be compared: name two, or none");
    }
    if (options->folders.empty() &&
        options->experiment.request.guest.clock != ClockChoice::kVirtual) {
      throw Error("a real clock never repeats itself: use --clock virtual");
    }
    std::vector<RunFolder> runs;
    for (const auto& folder : options->folders) {
      runs.push_back(RunFolder::Open(folder));
    }
    options->experiment.request.guest.fresh = true;
    // The second run's template is made anew, too.
    const TemporaryFolder templates;
    while (runs.size() < 2) {
      if (runs.size() == 1)
        options->experiment.request.guest.templates = templates.path();
      runs.push_back(RunExperiment(options->experiment));
      fmt::print("{}\n", runs.back().path().string());
    }
    const std::string why =
        WhyNotTheSame(runs[0].manifest(), runs[1].manifest());
    if (!why.empty()) {
      throw Error("{} and {} are not the same experiment: {}",
                  runs[0].path().string(), runs[1].path().string(), why);
    }
    const bool equal = CompareBoots(runs[0], runs[1]);
    fmt::print("{}\n", equal ? "identical" : "DIFFERENT");
    return equal ? kExitPass : kExitRegression;
  };
}

HMMBENCH_SUBCOMMAND(
    registration,
    {.name = "verify-determinism",
     .summary = "Check that two runs on the virtual clock are the same bytes",
     .order = 45,
     .setup = Setup,
     .measures = true});

}  // namespace
}  // namespace hmmbench
