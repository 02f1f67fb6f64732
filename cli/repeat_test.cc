// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A command that the suite prints to be typed again is one that it takes, and
// means the same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/experiment.h"
#include "cli/subcommand.h"
#include "fixtures/base/temporary_folder.h"
#include "fixtures/run/command_line.h"
#include "fixtures/run/repeat_command.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsSupersetOf;
using Words = std::vector<std::string>;

// CLI11 takes words from the back.
std::vector<std::string> ForParser(std::vector<std::string> words) {
  std::reverse(words.begin(), words.end());
  return words;
}

// The command that reproduces what `options` ask for.
CommandLine Repeated(const std::vector<std::string>& options,
                     const std::string& clock) {
  CLI::App app;
  ExperimentOptions experiment;
  AddExperimentOptions(app, experiment);
  app.parse(ForParser(options));
  Manifest manifest;
  manifest.clock = clock;
  return RepeatCommand(RequestOf(experiment, ChoosePlan(experiment)), manifest);
}

// Without the name of the command.
std::vector<std::string> OptionsOf(const CommandLine& command) {
  return {command.words().begin() + 1, command.words().end()};
}

TEST(Repeat, WhatIsPrintedIsTakenAndMeansTheSame) {
  const TemporaryFolder folder;
  const std::filesystem::path fragment = folder.path() / "my own.config";
  std::ofstream(fragment) << "CONFIG_KSM=y\n";
  const std::vector<std::vector<std::string>> given = {
      {"--policies", "stock,wait", "--seeds", "3..5", "--turns", "7,11",
       "--idle-exit-us", "25", "--sensitivity", "2"},
      {"--cell", "same_page/threads:3", "--cell", "fault_path", "--rounds", "7",
       "--counters", "causes", "--numa", "2x2:10,40/40,10"},
      {"--variant", "6.12,policy=wait,config=" + fragment.string() + ",label=a",
       "--variant", "7.3,preempt=full", "--driver", "xe", "--blocks", "1.5"},
      {"--numa", "2+2@0+0@2048", "--cell", "fault_path"},
  };
  for (const auto& options : given) {
    const CommandLine once = Repeated(options, "virtual");
    const CommandLine twice = Repeated(OptionsOf(once), "virtual");
    EXPECT_THAT(twice.words(), ElementsAreArray(once.words())) << once.Text();
  }
  EXPECT_THAT(
      Repeated(given[0], "virtual").words(),
      IsSupersetOf(Words{"--seeds", "3..5", "--turns", "7,11", "--idle-exit-us",
                         "25", "--sensitivity", "2"}));
  EXPECT_THAT(Repeated(given[1], "virtual").words(),
              IsSupersetOf(Words{"--counters", "causes", "--rounds", "7",
                                 "--numa", "2x2:10,40/40,10"}));
  EXPECT_THAT(Repeated(given[2], "virtual").words(),
              IsSupersetOf(Words{
                  "6.12,policy=wait,config=" + fragment.string() + ",label=a",
                  "--driver", "xe", "1.5"}));
}

TEST(Repeat, OnTheRealClockTheOrderOfTheBootsIsNamed) {
  const CommandLine once = Repeated(
      {"--policies", "stock", "--clock", "real", "--order", "77"}, "real");
  EXPECT_THAT(once.words(),
              IsSupersetOf(Words{"--clock", "real", "--order", "77"}));
  EXPECT_THAT(Repeated(OptionsOf(once), "real").words(),
              ElementsAreArray(once.words()));
}

TEST(Repeat, OnThisMachineItself) {
  const CommandLine once =
      Repeated({"--on", "host", "--device", "cuda:1,memory=managed"}, "real");
  EXPECT_THAT(once.words(), IsSupersetOf(Words{"--on", "host", "--device",
                                               "cuda:1,memory=managed"}));
  EXPECT_THAT(Repeated(OptionsOf(once), "real").words(),
              ElementsAreArray(once.words()));
}

}  // namespace
}  // namespace hmmbench
