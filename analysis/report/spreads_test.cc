// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "analysis/report/sections.h"
#include "analysis/report/test_document.h"

namespace hmmbench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Seeds(const Comparison& comparison) {
  return HtmlOf(SeedsSection, comparison);
}

Comparison WithTwoKernels() {
  Comparison comparison;
  comparison.variants.resize(2);
  comparison.variants[0].label = "stock";
  comparison.variants[1].label = "<wait>";
  CellComparison& cell = comparison.cells.emplace_back();
  cell.cell = cell.scenario = "same_page";
  cell.variants.resize(2);
  return comparison;
}

TEST(SeedsSection, NothingWithoutSeeds) {
  EXPECT_EQ(Seeds(WithTwoKernels()), "");
}

TEST(SeedsSection, ARowForEachKernelThatHasThem) {
  Comparison comparison = WithTwoKernels();
  comparison.cells[0].variants[1].seeds = SeedSpread{
      .seeds = 50,
      .different = 49,
      .retries_per_page = {.lowest = 1.5, .median = 2.5, .highest = 8},
      .p99_ns = std::nullopt,
      .longest_ns = {.lowest = 1000, .median = 2000, .highest = 3000}};
  EXPECT_THAT(Seeds(comparison),
              AllOf(HasSubstr("same_page"), HasSubstr("&lt;wait&gt;"),
                    HasSubstr("<td>49 of 50</td><td>1.50 / 2.50 / 8.00</td>"),
                    Not(HasSubstr("stock"))));
}

}  // namespace
}  // namespace hmmbench
