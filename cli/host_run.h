// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A plan on this machine itself, under the kernel that is running: one variant,
// and a process of its own for each boot that a guest would have had.

#ifndef HMMBENCH_CLI_HOST_RUN_H_
#define HMMBENCH_CLI_HOST_RUN_H_

#include <string>

#include "benchmarks/harness/plan.h"
#include "cli/experiment.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

// Puts back what a run that was killed has left changed on this machine.
// Returns what that was, in words, "" for nothing. Throws Error when it cannot.
std::string UndoHostChanges();

// As RunExperiment() and PrintExperiment(), which call these for --on host.
// Throws NotOnThisMachine when the running kernel cannot have the device, Error
// when an option is for guests only.
RunFolder RunOnHost(const ExperimentOptions& options, const Plan& plan);
void PrintHostRun(const ExperimentOptions& options, const Plan& plan);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_HOST_RUN_H_
