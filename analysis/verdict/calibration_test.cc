// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/test_run.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

const char kCell[] = "same_page/threads:4/pages:64/access:read";

Comparison OfOneKernel(double log_error) {
  Comparison comparison;
  comparison.variants.resize(2);
  CellComparison cell;
  cell.cell = kCell;
  cell.variants.resize(2);
  MetricEffect judged;
  judged.metric = Metric::kP99;
  judged.effect.boots = judged.effect.boots_baseline = 4;
  judged.effect.log_error = log_error;
  cell.variants[1].effects.push_back(judged);
  comparison.cells.push_back(cell);
  return comparison;
}

TEST(MarginFor, ByHand) {
  // t(3): 3.182446 and 2.353363.
  EXPECT_NEAR(MarginFor(0.01, 4), std::expm1(0.01 * 5.535809), 1e-7);
}

TEST(Calibrate, MoreBootsNeedNarrowerMargins) {
  const auto margin = [](int boots) {
    return Calibrate(OfOneKernel(0.02), 0.01, boots)
        .cells.at(kCell)
        .at(Metric::kP99);
  };
  EXPECT_DOUBLE_EQ(margin(4), MarginFor(0.02, 4));
  // The spread is known from four boots only.
  EXPECT_DOUBLE_EQ(margin(16), MarginFor(0.01, 4));
}

TEST(Calibrate, NoMarginIsBelowTheFloor) {
  const Margins margins = Calibrate(OfOneKernel(1e-6), 0.02, 4);
  EXPECT_EQ(margins.floor, 0.02);
  EXPECT_EQ(margins.cells.at(kCell).at(Metric::kP99), 0.02);
}

TEST(Calibrate, OnlyOfAKernelWithItself) {
  Comparison two = OfOneKernel(0.01);
  two.variants[1].kernel_id = "another";
  EXPECT_THROW(Calibrate(two, 0, 4), Error);
  Comparison one = OfOneKernel(0.01);
  one.variants.resize(1);
  EXPECT_THROW(Calibrate(one, 0, 4), Error);
  Comparison nothing = OfOneKernel(0.01);
  nothing.cells[0].variants[1].effects.clear();
  EXPECT_THROW(Calibrate(nothing, 0, 4), Error);
}

}  // namespace
}  // namespace hmmbench
