// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_TEST_BOOTS_H_
#define HMMBENCH_ANALYSIS_TEST_BOOTS_H_

#include <cstddef>
#include <vector>

#include "analysis/statistics/effect.h"

namespace hmmbench {

// Makes boots of a variant for tests: two for each block, without samples
// within a boot.
inline std::vector<Replicate> Boots(const std::vector<double>& values) {
  std::vector<Replicate> boots;
  for (size_t i = 0; i < values.size(); ++i) {
    boots.push_back({.block = static_cast<int>(i / 2),
                     .pass = static_cast<int>(i % 2),
                     .value = values[i]});
  }
  return boots;
}

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TEST_BOOTS_H_
