// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/html_seeds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace hmmbench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Comparison WithTwoKernels() {
  Comparison comparison;
  comparison.arms.resize(2);
  comparison.arms[0].label = "stock";
  comparison.arms[1].label = "<wait>";
  CellComparison& cell = comparison.cells.emplace_back();
  cell.cell = cell.scenario = "same_page";
  cell.arms.resize(2);
  return comparison;
}

TEST(HtmlSeeds, NothingWithoutSeeds) {
  EXPECT_EQ(HtmlSeeds(WithTwoKernels()), "");
}

TEST(HtmlSeeds, ARowForEachKernelThatHasThem) {
  Comparison comparison = WithTwoKernels();
  comparison.cells[0].arms[1].seeds = SeedSpread{
      .seeds = 50,
      .different = 49,
      .retries_per_page = {.lowest = 1.5, .median = 2.5, .highest = 8},
      .p99_ns = std::nullopt,
      .longest_ns = {.lowest = 1000, .median = 2000, .highest = 3000}};
  EXPECT_THAT(HtmlSeeds(comparison),
              AllOf(HasSubstr("same_page"), HasSubstr("&lt;wait&gt;"),
                    HasSubstr("<td>49 of 50</td><td>1.50</td><td>2.50</td>"),
                    HasSubstr("<td>-</td><td>-</td><td>-</td>"),
                    Not(HasSubstr("stock"))));
}

}  // namespace
}  // namespace hmmbench
