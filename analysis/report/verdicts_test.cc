// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "analysis/report/sections.h"
#include "analysis/report/test_document.h"

namespace hmmbench {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Effect Measured(double ratio, double low, double high) {
  Effect effect;
  effect.ratio = ratio;
  effect.interval = Interval{low, high};
  return effect;
}

// One cell, the second kernel with this verdict.
Comparison With(Verdict verdict, const std::optional<Effect>& effect) {
  Comparison comparison;
  comparison.margin = 0.1;
  comparison.variants.resize(2);
  comparison.variants[0].label = "stock";
  comparison.variants[1].label = "<wait>";
  CellComparison& cell = comparison.cells.emplace_back();
  cell.cell = cell.scenario = "same_page";
  cell.variants.resize(2);
  cell.variants[0].verdict = Verdict::kSame;
  cell.variants[0].touches = cell.variants[1].touches = 4;
  cell.variants[0].pages = cell.variants[1].pages = 1;
  cell.variants[1].verdict = verdict;
  cell.variants[1].throughput = effect;
  cell.variants[1].verdict_reason = "because \"it\" is";
  return comparison;
}

std::string Effects(const Comparison& comparison) {
  return HtmlOf(VerdictsSection, comparison);
}

std::string Causes(const Comparison& comparison) {
  return HtmlOf(CausesSection, comparison);
}

TEST(VerdictsSection, ARowHasIntervalRatioVerdictAndReason) {
  const std::string html =
      Effects(With(Verdict::kFaster, Measured(1.85, 1.6, 2.1)));
  EXPECT_THAT(html, AllOf(HasSubstr("&lt;wait&gt;"), HasSubstr("<td>1.85</td>"),
                          HasSubstr("1.60 \u2013 2.10"),
                          HasSubstr("<g class=\"faster\">"),
                          HasSubstr("class=\"band\""),
                          HasSubstr("because &quot;it&quot; is")));
}

TEST(VerdictsSection, AnIntervalWithoutAnEndHasAnArrow) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::string open =
      Effects(With(Verdict::kInconclusive, Measured(2, 0, infinity)));
  EXPECT_THAT(open, AllOf(HasSubstr("l5,-4"), HasSubstr("l-5,-4"),
                          Not(HasSubstr("inf")), Not(HasSubstr("nan"))));
  EXPECT_THAT(Effects(With(Verdict::kInconclusive, Measured(2, 1, 3))),
              Not(HasSubstr("l-5,-4")));
}

TEST(VerdictsSection, WhatStarvedHasAWordAndNoPoint) {
  const std::string html = Effects(With(Verdict::kStarved, std::nullopt));
  EXPECT_THAT(html, AllOf(HasSubstr("✖ starved"), Not(HasSubstr("<circle"))));
}

TEST(VerdictsSection, TheBaselineHasARowWhereItFailed) {
  Comparison comparison = With(Verdict::kInconclusive, std::nullopt);
  EXPECT_THAT(Effects(comparison), Not(HasSubstr("✖ broken")));
  comparison.cells[0].variants[0].verdict = Verdict::kBroken;
  EXPECT_THAT(Effects(comparison), HasSubstr("✖ broken"));
}

TEST(VerdictsSection, NothingToCompareWithoutASecondKernel) {
  Comparison comparison = With(Verdict::kSame, std::nullopt);
  comparison.variants.resize(1);
  comparison.cells[0].variants.resize(1);
  EXPECT_EQ(Effects(comparison), "");
}

TEST(SummarySection, AnEntryIsARatioWithSpreadAndVerdict) {
  Comparison comparison = With(Verdict::kFaster, Measured(2, 1.5, 3));
  CellSummary& stock = comparison.cells[0].variants[0];
  CellSummary& wait = comparison.cells[0].variants[1];
  stock.touches_per_s = 1000;
  stock.touches_per_s_by_boot = {900, 1000, 1080};
  wait.touches_per_s = 12'900;
  wait.touches_per_s_by_boot = {12'900, 12'900};
  EXPECT_THAT(HtmlOf(SummarySection, comparison),
              AllOf(HasSubstr("1.00k +-9%"), HasSubstr("12.9x +-0.0% +")));
  wait.touches_per_s = 3.5;
  wait.verdict = Verdict::kSlower;
  EXPECT_THAT(HtmlOf(SummarySection, comparison), HasSubstr("1/286"));
  wait.touches_per_s = 992;
  wait.verdict = Verdict::kSame;
  EXPECT_THAT(HtmlOf(SummarySection, comparison), HasSubstr("-0.8%"));
  wait.verdict = Verdict::kStarved;
  wait.boots_starved = 2;
  wait.boots_judged = 3;
  EXPECT_THAT(HtmlOf(SummarySection, comparison),
              AllOf(HasSubstr("starved</span> 2/3"), Not(HasSubstr("992"))));
}

TEST(CausesSection, AColumnForEachCauseThatOccurs) {
  Comparison comparison = With(Verdict::kSame, std::nullopt);
  EXPECT_EQ(Causes(comparison), "");
  comparison.cells[0].variants[0].accounting.hardware_faults_per_page = 31.5;
  comparison.cells[0].variants[1].accounting.hardware_faults_per_page = 0;
  comparison.cells[0].variants[1].accounting.device_busy_per_page = 0;
  const std::string html = Causes(comparison);
  EXPECT_THAT(html,
              AllOf(HasSubstr("hardware faults"), HasSubstr("</span>31.5"),
                    HasSubstr("width:0px"), Not(HasSubstr("-EBUSY"))));
}

}  // namespace
}  // namespace hmmbench
