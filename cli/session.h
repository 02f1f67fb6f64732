// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A command line and the runs that it measures, one after the other. A run
// folder keeps the command, so that another process can go on: it takes the
// same words, does the same steps, and finds those that were measured before.

#ifndef HMMBENCH_CLI_SESSION_H_
#define HMMBENCH_CLI_SESSION_H_

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/record/run_folder.h"
#include "fixtures/run/request.h"

namespace hmmbench {

// Adds --resume to the help of a command that measures.
void AddResumeOption(CLI::App& app);

// Returns the words that this process is to parse: `words` (the command
// first), or with `COMMAND --resume RUN`, `attach RUN` or `item RUN N` those of
// the command that measured RUN. In the second case goes to the folder in which
// that command was typed. To be called once, first. Throws Error: RUN does not
// say what its command was, it was another command, or other options are there.
std::vector<std::string> BeginSession(const std::vector<std::string>& words);

// Measures the next run of the session, or what is left of it, as Run() does.
RunFolder RunStep(RunRequest request);

// Returns the run of the next step if an earlier process began it.
std::optional<RunFolder> BegunRun();

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_SESSION_H_
