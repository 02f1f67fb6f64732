// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A plan is a named set of cells with how often each is repeated
// (plans/*.toml). An axis with several values is crossed with the others:
//
//   summary = "one line for hmmbench list"
//   blocks = 2                 # ABBA blocks of boots; 0.5 is one boot a
//   variant clock = "real"             # not to be run on the virtual clock
//   unasked visits = 2                 # times that a boot comes back to each
//   cell [knobs]                    # of the lock policy; crossed with all
//   cells spin_ns = [0, 20000]
//   [[cells]]
//   scenario = "same_page"
//   rounds = 20                # times the whole range is faulted, per boot
//   threads = [1, 2, 4, 8]
//   delay_us = [0, 20]

#ifndef HMMBENCH_BENCHMARKS_HARNESS_PLAN_H_
#define HMMBENCH_BENCHMARKS_HARNESS_PLAN_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/harness/scenario.h"
#include "benchmarks/harness/sensitivity.h"
#include "fixtures/record/guest_plan.h"

namespace hmmbench {

struct PlannedCell {
  Cell cell;
  uint64_t rounds = 1;
  // What the lock policy's knobs are set to, see
  // benchmarks/guest/policy_knobs.h.
  std::map<std::string, uint64_t> knobs = {};

  [[nodiscard]] CellVisit Visit() const;
  // The cell's name, with the knobs as further axes.
  [[nodiscard]] std::string Name() const { return Visit().Name(); }
};

struct Plan {
  std::string name;
  std::string summary;
  // Each variant gets 2 * blocks boots: each block runs the variants forward,
  // then backward (ABBA). 0.5 runs them forward once.
  double blocks = 1;
  // True when the plan needs CPUs that run at the same time, or takes too long
  // where CPUs take turns.
  bool real_clock = false;
  // How often a boot visits each cell, with `rounds` rounds each time; see
  // sweep.h.
  uint64_t visits = 1;
  Sensitivity sensitivity;
  std::vector<PlannedCell> cells;  // in file order, crossed axes expanded

  // Turns the cells into the form that a guest gets, one visit each, and back.
  // Throws Error when a cell is not known here.
  [[nodiscard]] GuestPlan ForGuest() const;
  static Plan OfGuest(const GuestPlan& given);
};

// Returns the cells with the axis "driver" set to this word, each only once.
// Cells without such an axis are unchanged. Throws Error if no cell has it.
std::vector<PlannedCell> CellsOfDriver(std::vector<PlannedCell> cells,
                                       const std::string& driver);

// Throws Error with file, line and what is wrong: not TOML, unknown key,
// scenario, axis or value (with the near matches).
Plan ReadPlan(const std::filesystem::path& file);
// Finds a built-in plan by name ("smoke") or reads a path to a .toml file.
// `folder` holds the built-in ones.
Plan FindPlan(std::string_view name_or_file,
              const std::filesystem::path& folder);
std::vector<std::filesystem::path> BuiltInPlans(
    const std::filesystem::path& folder);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_PLAN_H_
