// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a plan is repeated with on the virtual clock, to see what its races owe
// to the model: how long a CPU's turn lasts there, what it takes to wake a CPU,
// and what the driver's times are drawn from. Nothing on a real machine
// corresponds to the first, machines differ in the second, and nobody has
// measured the third.

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
  // Of each kernel in each turn model; 0: nothing is repeated.
  uint64_t seeds = 1;
  // The turn models: how long a turn lasts on average.
  std::vector<int> turns_us = {3, 10, 30};
  // What it takes to wake an idle CPU in them, one after the other: nothing, a
  // shallow idle state, a deep one or a guest's CPU. From the first again where
  // there are fewer than turn models.
  std::vector<int> idle_exits_us = {0, 10, 100};
  // Words of the axis delay_shape, for the cells in which a driver takes time.
  std::vector<std::string> shapes = {"lognormal", "exponential"};
  // Of a cell, where the plan does not have fewer.
  uint64_t rounds = 2;
};

// More than one thread works in it at a time, by its axes: of CPUs, of devices,
// and those that migrate or change the address space.
bool IsContended(const Cell& cell);

// The plan's contended cells in each of the shapes. Scenarios that keep a CPU
// for seconds are left out.
Plan SensitivityPlan(const Plan& plan);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_SENSITIVITY_H_
