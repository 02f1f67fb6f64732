// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Waits for a run that others measure. BeginSession() (session.h) puts the
// run's own command in the place of these words; here is their help.

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
  app.add_option("run", *run, "Folder of a run with --on slurm")->required();
  app.footer(
      "Waits until the run's work items are done, and goes on as the command "
      "that began it: the\nsame report. Submits nothing; COMMAND --resume RUN "
      "submits what is left.\n"
      "Example: hmmbench compare --on slurm:partition=lab --detach\n"
      "         hmmbench attach results/RUN");
  return []() -> int { throw Error("name the folder of a run"); };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "attach",
                     .summary = "Wait for a run that others measure",
                     .order = 42,
                     .setup = Setup});

}  // namespace
}  // namespace hmmbench
