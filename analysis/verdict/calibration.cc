// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/calibration.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

void CheckOneKernel(const Comparison& comparison) {
  if (comparison.variants.size() < 2) {
    throw Error(
        "margins come from a kernel compared with itself, and {} has one "
        "variant: "
        "name its policy twice, --policies stock,stock",
        comparison.manifest.id);
  }
  for (const Variant& variant : comparison.variants) {
    if (variant.kernel_id == comparison.variants.front().kernel_id) continue;
    throw Error(
        "margins come from a kernel compared with itself, and {} and {} are "
        "two kernels",
        comparison.variants.front().label, variant.label);
  }
}

}  // namespace

double MarginFor(double log_error, int boots) {
  const boost::math::students_t t(std::max(1, boots - 1));
  return std::expm1(log_error * (boost::math::quantile(t, 0.975) +
                                 boost::math::quantile(t, 0.95)));
}

Margins Calibrate(const Comparison& comparison, double floor, int boots) {
  CheckOneKernel(comparison);
  Margins margins{.floor = floor};
  for (const CellComparison& cell : comparison.cells) {
    for (const CellSummary& summary : cell.variants) {
      for (const MetricEffect& judged : summary.effects) {
        const Effect& effect = judged.effect;
        if (!effect.log_error) continue;
        // With few boots the spread itself is uncertain.
        const int surely = std::min(boots, effect.boots);
        const double error =
            *effect.log_error * std::sqrt(static_cast<double>(effect.boots) /
                                          static_cast<double>(boots));
        double& margin = margins.cells[cell.cell][judged.metric];
        margin = std::max({margin, floor, MarginFor(error, surely)});
      }
    }
  }
  if (margins.cells.empty()) {
    throw Error(
        "{}: no cell has an interval to make a margin of; on a real clock "
        "--blocks 2 or more are needed, and what is exact needs no margin",
        comparison.manifest.id);
  }
  return margins;
}

}  // namespace hmmbench
