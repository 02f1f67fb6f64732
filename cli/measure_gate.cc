// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/measure_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "analysis/statistics/alpha_spending.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

// Returns the blocks of boots of a variant. On the virtual clock two seeds
// count as one block.
double BlocksOf(const RunFolder& run) {
  const Manifest& manifest = run.manifest();
  const auto compared = std::ranges::count_if(
      manifest.schedule, [](const auto& boot) { return !boot.turn_us; });
  return static_cast<double>(compared) /
         static_cast<double>(2 * std::max<size_t>(1, manifest.variants.size()));
}

// Returns the seeds that follow those of `run`, the same number of them.
std::vector<uint64_t> NextSeeds(const RunFolder& run) {
  uint64_t first = UINT64_MAX;
  uint64_t last = 0;
  for (const ScheduledBoot& boot : run.manifest().schedule) {
    if (boot.turn_us) continue;
    first = std::min(first, boot.seed.value_or(1));
    last = std::max(last, boot.seed.value_or(1));
  }
  std::vector<uint64_t> next(last - first + 1);
  std::iota(next.begin(), next.end(), last + 1);
  return next;
}

}  // namespace

void AddGateMeasurementOptions(CLI::App& app, GateMeasurement& measurement) {
  app.add_option("--most-blocks", measurement.most_blocks,
                 "Go on while inconclusive, --blocks at a time, up to so many; "
                 "the looks share the error probability")
      ->check(CLI::Range(0.5, 1000.0));
  app.add_option("--alpha", measurement.family.alpha,
                 "Probability of one false alarm or more in all cells together")
      ->capture_default_str()
      ->check(CLI::Range(0.0001, 0.5));
}

GateResult LookAtRuns(const std::vector<RunFolder>& runs,
                      const GatePolicy& policy, FamilyOptions family,
                      double alpha) {
  family.alpha = alpha;
  return Gate(Compare(runs, CompareOptionsOf(policy, family)), policy);
}

GateResult MeasureGate(const GateMeasurement& measurement,
                       const GatePolicy& policy, std::vector<RunFolder>& runs) {
  ExperimentOptions experiment = measurement.experiment;
  const FamilyOptions& family = measurement.family;
  runs = {RunExperiment(experiment)};
  const double blocks = BlocksOf(runs.front());
  const auto looks =
      std::max(1, static_cast<int>(measurement.most_blocks / blocks));
  const std::vector<double> alphas = SpendAlpha(family.alpha, looks);
  GateResult result = LookAtRuns(runs, policy, family, alphas.front());
  for (int look = 1; look < looks; ++look) {
    if (result.outcome != GateOutcome::kInconclusive) break;
    fmt::print(stderr, "look {} of {}: {}; booting {} more blocks\n", look,
               looks, Headline(result), blocks);
    if (runs.back().manifest().clock == "virtual") {
      experiment.request.guest.seeds = NextSeeds(runs.back());
      experiment.sensitivity = 0;  // the first run has it
    }
    runs.push_back(RunExperiment(experiment));
    GateResult now =
        LookAtRuns(runs, policy, family, alphas[static_cast<size_t>(look)]);
    KeepSettled(result, &now);
    result = std::move(now);
  }
  for (const RunFolder& run : runs) {
    fmt::print("run: {}\n", run.path().string());
  }
  return result;
}

}  // namespace hmmbench
