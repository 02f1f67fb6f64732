// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What every report says beside the numbers: what they were measured on and how
// they are to be read.

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

// What the words and columns of the tables mean, one sentence or two each.
std::vector<std::string> HowToRead(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_MACHINE_H_
