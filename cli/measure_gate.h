// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Measures boots for a gate, block after block, as long as the gate cannot
// decide.

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

// Adds --most-blocks and --alpha. The caller adds the experiment's options.
void AddGateMeasurementOptions(CLI::App& app, GateMeasurement& measurement);

// Judges once what was measured so far.
GateResult LookAtRuns(const std::vector<RunFolder>& runs,
                      const GatePolicy& policy, FamilyOptions family,
                      double alpha);

// Runs the experiment. While the gate is inconclusive, runs it again with
// further blocks (on the virtual clock: seeds), up to the limit. `runs` gets
// the folders. All judgements share the error probability.
GateResult MeasureGate(const GateMeasurement& measurement,
                       const GatePolicy& policy, std::vector<RunFolder>& runs);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_MEASURE_GATE_H_
