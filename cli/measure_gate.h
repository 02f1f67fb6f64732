// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Boots for a gate, block after block while it cannot tell.

#ifndef HMMBENCH_CLI_MEASURE_GATE_H_
#define HMMBENCH_CLI_MEASURE_GATE_H_

#include <CLI/CLI.hpp>
#include <vector>

#include "analysis/verdict/gate.h"
#include "analysis/verdict/gate_policy.h"
#include "cli/experiment.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

struct GateMeasurement {
  ExperimentOptions experiment;
  double most_blocks = 0;  // 0: one look
  FamilyOptions family;
};

// --most-blocks and --alpha; the experiment's options are the caller's.
void AddGateMeasurementOptions(CLI::App& app, GateMeasurement& measurement);

// One look at what was measured.
GateResult LookAtRuns(const std::vector<RunFolder>& runs,
                      const GatePolicy& policy, FamilyOptions family,
                      double alpha);

// Runs the experiment, again with further blocks (on the virtual clock seeds)
// while the gate is inconclusive, until the cap is reached; `runs` becomes
// their folders. The looks share the error probability.
GateResult MeasureGate(const GateMeasurement& measurement,
                       const GatePolicy& policy, std::vector<RunFolder>& runs);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_MEASURE_GATE_H_
