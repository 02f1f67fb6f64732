// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// One part of a run that many processes measure. BeginSession() (session.h)
// puts the run's own command in the place of these words; here is their help.

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "cli/subcommand.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

std::function<int()> Setup(CLI::App& app) {
  auto run = std::make_shared<std::string>();
  auto item = std::make_shared<int>(0);
  app.add_option("run", *run, "Run folder that hmmbench run --items has made")
      ->required();
  app.add_option("item", *item, "Number of the item, from 0")->required();
  app.footer(
      "Measures one work item of a run folder, with the command that the "
      "folder "
      "keeps. An item\nthat is done is not measured again, one that was cut "
      "short goes on, and one that another\nprocess measures is refused. "
      "docs/scale.md has examples for Slurm, GNU parallel, LAVA\nand CI.\n"
      "Example: hmmbench run --plan policies --items 8\n"
      "         hmmbench item results/RUN 3     # 0 to 7, anywhere\n"
      "         hmmbench run --resume results/RUN\n"
      "         hmmbench compare results/RUN");
  return []() -> int {
    throw Error("name a run folder and the number of an item");
  };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "item",
                     .summary = "Measure one part of a run that was split",
                     .order = 41,
                     .setup = Setup});

}  // namespace
}  // namespace hmmbench
