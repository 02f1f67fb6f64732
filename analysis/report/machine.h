// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The parts of every report beside the numbers: the machine that they were
// measured on, and how to read them.

#ifndef HMMBENCH_ANALYSIS_REPORT_MACHINE_H_
#define HMMBENCH_ANALYSIS_REPORT_MACHINE_H_

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace hmmbench {

struct MachineFact {
  std::string name;   // at most 8 characters
  std::string value;  // one line
};

// Run, kernels (one fact each), machine, NUMA, clock, accelerator, boots.
std::vector<MachineFact> DescribeMachine(const Comparison& comparison);

// Explains the words and columns of the tables, in one or two sentences each.
std::vector<std::string> HowToRead(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_MACHINE_H_
