// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The cells that are repeated on the virtual clock to see how much a plan's
// races depend on the model. The repeats change how long a CPU's turn lasts,
// the time to wake a CPU, and the distribution of the driver's times. The first
// has no counterpart on a real machine, machines differ in the second, and
// nobody has measured the third.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_SENSITIVITY_H_
#define HMMBENCH_BENCHMARKS_HARNESS_SENSITIVITY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "benchmarks/harness/scenario.h"

namespace hmmbench {

struct Plan;         // benchmarks/harness/plan.h
struct PlannedCell;  // likewise

struct Sensitivity {
  // Boots of each kernel in each turn model; 0: nothing is repeated.
  uint64_t seeds = 1;
  // The turn models, each by the average length of a turn.
  std::vector<int> turns_us = {3, 10, 30};
  // The time to wake an idle CPU, in us. The models use these values in turn:
  // nothing, a shallow idle state, a deep one or a guest's CPU. With fewer
  // values than models, the list starts again.
  std::vector<int> idle_exits_us = {0, 10, 100};
  // Words of the axis delay_shape, for the cells in which a driver takes time.
  std::vector<std::string> shapes = {"lognormal", "exponential"};
  // Rounds of a cell, unless the plan has fewer.
  uint64_t rounds = 2;
};

// True when more than one thread works in the cell at a time, by its axes.
// Threads of CPUs and of devices count, and those that migrate or change the
// address space.
bool IsContended(const Cell& cell);

// Returns the plan's contended cells in each of the shapes. Leaves out
// scenarios that keep a CPU for seconds.
Plan SensitivityPlan(const Plan& plan);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_SENSITIVITY_H_
