// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The result of a test of a location: the centre of differences, or the shift
// between two groups of values.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_LOCATION_H_
#define HMMBENCH_ANALYSIS_STATISTICS_LOCATION_H_

#include <limits>

namespace hmmbench {

// One-sided p-values against an edge. A small `above` says that the location
// lies above the edge, a small `below` that it lies below.
struct Tails {
  double below = 1;
  double above = 1;
};

struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_LOCATION_H_
