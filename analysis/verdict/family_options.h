// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_VERDICT_FAMILY_OPTIONS_H_
#define HMMBENCH_ANALYSIS_VERDICT_FAMILY_OPTIONS_H_

#include <cstdint>

namespace hmmbench {

// The options for judging a family of comparisons; see
// analysis/verdict/family.h.
struct FamilyOptions {
  // The probability of at least one false change among all of them.
  double alpha = 0.05;
  int resamples = 2000;     // of the bootstrap
  int permutations = 4000;  // of max-T
  uint64_t seed = 1;        // same seed, same result, however many threads
  unsigned threads = 0;     // 0: as many as there are CPUs
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_FAMILY_OPTIONS_H_
