// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Compares the same cells on the virtual clock, on CPUs that run at the same
// time, and in a simulation (race_model.h). It tells whether the virtual
// clock's races agree with real ones.

#ifndef HMMBENCH_ANALYSIS_MODEL_MODEL_CHECK_H_
#define HMMBENCH_ANALYSIS_MODEL_MODEL_CHECK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {

enum class Agreement { kHolds, kFails, kUndecided };
std::string_view ToString(Agreement agreement);

// How far a count on the virtual clock may be from that of parallel CPUs, as a
// factor either way. getref's losers make each other fail, so that small
// differences in time multiply.
inline constexpr double kCountFactor = 1.5;
inline constexpr double kGetrefCountFactor = 2;

// A figure in one run: over all boots, and of the lowest and the highest boot.
// It is a bound when a round was ended before its last page.
struct RunFigure {
  double value = 0;
  double low = 0;
  double high = 0;
  bool bound = false;
};

// One figure of a policy in a cell.
struct CheckedFigure {
  // "faults" and "calls" (of migrate_to_ram()) a page; "speed", touches a
  // second over stock's.
  std::string name;
  std::optional<RunFigure> on_virtual;
  std::optional<RunFigure> on_parallel;
  std::optional<double> on_paper;
  // Absent when there is nothing to compare: the parallel CPUs do not tell this
  // speed from stock's.
  std::optional<Agreement> agreement;
  std::string reason;  // a few words
};

struct CheckedPolicy {
  std::string label;
  std::vector<CheckedFigure> figures;
};

struct CheckedCell {
  std::string virtual_cell;  // canonical names; delays differ with the fault's
  std::string parallel_cell;
  double delay_over_fault = 0;          // of the parallel CPUs
  std::vector<CheckedPolicy> policies;  // stock first
};

struct ModelCheck {
  Manifest virtual_run;
  Manifest parallel_run;
  int cpus = 0;  // of the parallel run's guest
  // The median of an uncontended fault without delay, us.
  double virtual_fault_us = 0;
  double parallel_fault_us = 0;
  // The time to wake an idle CPU on the virtual clock, us. Absent when that
  // kernel could not be told to charge it.
  std::optional<double> idle_exit_us;
  // The time from an unlock until the sleeper runs. It is taken from the cell
  // `wakeup_cell` of policy wait on the parallel CPUs: the time that its pages
  // took longer than in the simulation. In the simulation the speed of wait is
  // therefore fitted there, not predicted.
  double wakeup_us = 0;
  std::string wakeup_cell;  // "" : not known, taken as 0
  std::vector<CheckedCell> cells;
  // The reason why the parallel run's agreement does not count; "" when it
  // does.
  std::string disturbed;
  std::vector<std::string> warnings;
  Agreement agreement = Agreement::kUndecided;  // of all figures together
};

struct ModelCheckOptions {
  int pages = 1000;   // simulated, a cell and policy
  uint64_t seed = 1;  // of the simulation
};

// Both runs need stock and the cell fault_path without delay. Throws Error when
// a run cannot be used: it has the wrong clock, or its guest had more CPUs than
// the host.
ModelCheck CheckModel(const RunFolder& virtual_run,
                      const RunFolder& parallel_run,
                      const ModelCheckOptions& options);

// Returns the ns of an uncontended fault: the median touch of stock's cell
// fault_path without delay, plus what the virtual clock adds to a contended
// fault. Throws Error when the run has none.
double UncontendedFaultNs(const RunFolder& run);

// Returns the us from an unlock until the sleeper runs, from a run on parallel
// CPUs; see ModelCheck::wakeup_us. Returns nothing when the run does not tell.
std::optional<double> WakeupUs(const RunFolder& parallel_run,
                               const ModelCheckOptions& options);

// Returns plain ASCII text of at most 75 columns.
std::string ModelCheckText(const ModelCheck& check);
std::string ModelCheckJson(const ModelCheck& check);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_MODEL_MODEL_CHECK_H_
