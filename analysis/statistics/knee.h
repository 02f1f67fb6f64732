// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Finds the point where more of one cost no longer pays in the other.

#ifndef HMMBENCH_ANALYSIS_STATISTICS_KNEE_H_
#define HMMBENCH_ANALYSIS_STATISTICS_KNEE_H_

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace hmmbench {

struct Knee {
  size_t point = 0;  // of the front
  double depth = 0;  // distance from the chord, both axes scaled to 0..1
};

// `front` is a front of two costs: x ascending, y descending, strictly both.
// Both axes are scaled so that its ends are (0, 1) and (1, 0); the knee is the
// point that lies farthest below the chord between them, (1 - x - y) / sqrt(2)
// away. Left of it a unit of x buys more than a unit of y, right of it less.
//
// This is the knee of Das ("On characterizing the 'knee' of the Pareto curve
// based on Normal-Boundary Intersection", Structural Optimization 18, 1999) and
// the maximum of the difference curve of Kneedle (Satopaa, Albrecht, Irwin and
// Raghavan, "Finding a 'Kneedle' in a Haystack", ICDCS Workshops 2011), without
// its smoothing: a sweep has few points and each is measured many times.
//
// nullopt where no point is `least_depth` deep: with fewer than three points,
// and on a front that is straight or bulges outwards. A bend of a few percent
// of the axes is what noise puts into a straight one.
inline constexpr double kLeastDepth = 0.05;
std::optional<Knee> FindKnee(
    const std::vector<std::pair<double, double>>& front,
    double least_depth = kLeastDepth);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_STATISTICS_KNEE_H_
