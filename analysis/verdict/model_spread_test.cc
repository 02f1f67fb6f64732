// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/model_spread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>

#include "analysis/report/sections.h"
#include "analysis/report/test_document.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kCell = "same_page/threads:4/delay_shape:lognormal";
constexpr const char* kOther = "same_page/threads:4/delay_shape:exponential";

// Four seeds in which wait takes `scale` of the time, and one boot a kernel for
// each of the turns 3 and 30 with both shapes, in which it takes `model_scale`.
Comparison Compared(
    double scale,
    const std::function<double(int turn_us, const std::string& cell)>&
        model_scale) {
  TestRun run;
  run.cells = {kCell};
  run.blocks = 2;
  for (const int turn_us : {3, 30}) {
    for (const int variant : {0, 1}) {
      run.continuations.push_back(
          {.variant = variant, .block = 9, .seed = 1, .turn_us = turn_us});
    }
  }
  run.cells_of = [](const ScheduledBoot& boot) {
    return boot.turn_us ? std::vector<std::string>{kCell, kOther}
                        : std::vector<std::string>{kCell};
  };
  run.measure = [&](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    if (boot.variant == 1) {
      Stretch(boot.turn_us ? model_scale(*boot.turn_us, cell) : scale, &record);
    }
    return record;
  };
  const TestFolder folder;
  return Compare({run.Write(folder.path())}, {});
}

TEST(ModelSpread, IsTheRangeOverTurnsAndShapes) {
  const Comparison comparison =
      Compared(0.5, [](int turn_us, const std::string& cell) {
        if (turn_us == 30) return 0.25;
        return cell == kCell ? 0.5 : 0.4;
      });
  ASSERT_EQ(comparison.cells.size(), 1U) << "models add no cells of their own";
  const CellSummary& wait = comparison.cells[0].variants[1];
  ASSERT_TRUE(wait.models);
  EXPECT_EQ(wait.models->models, 4);
  EXPECT_DOUBLE_EQ(wait.models->throughput_ratio->low, 2);
  EXPECT_DOUBLE_EQ(wait.models->throughput_ratio->high, 4);
  // 500 faults of 250 pages.
  EXPECT_DOUBLE_EQ(wait.models->faults_per_page->low, 2);
  EXPECT_DOUBLE_EQ(wait.models->faults_per_page->high, 2);
  EXPECT_EQ(wait.verdict, Verdict::kFaster);
  // Measurements are of the four seeds alone.
  EXPECT_EQ(wait.boots, 4);
  EXPECT_FALSE(comparison.cells[0].variants[0].models->throughput_ratio);
}

TEST(ModelSpread, AChangeThatTheModelsDoNotAgreeOnIsNoVerdict) {
  const Comparison comparison =
      Compared(0.5, [](int turn_us, const std::string& /*cell*/) {
        return turn_us == 30 ? 1.2 : 0.5;
      });
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kInconclusive);
  EXPECT_THAT(wait.verdict_reason,
              AllOf(HasSubstr("faster with the turns of its seeds"),
                    HasSubstr("0.833 to 2.00 times"), HasSubstr("4 models")));
}

TEST(ModelSpread, StandsInTextAndPage) {
  const Comparison comparison =
      Compared(0.5, [](int, const std::string&) { return 0.5; });
  EXPECT_THAT(TextReport(comparison),
              HasSubstr("throughput over all models, times the baseline's"));
  EXPECT_THAT(HtmlOf(ModelsSection, comparison),
              AllOf(HasSubstr("<td>4</td><td>2.00</td>"), HasSubstr("wait")));
  EXPECT_THAT(JsonReport(comparison), HasSubstr("\"throughput_ratio\""));
}

TEST(ModelSpread, NothingWhereNothingWasRepeated) {
  TestRun run;
  run.cells = {kCell};
  run.measure = [](const ScheduledBoot&, const std::string& cell) {
    return PlainCell(cell);
  };
  const TestFolder folder;
  const Comparison comparison = Compare({run.Write(folder.path())}, {});
  EXPECT_FALSE(comparison.cells[0].variants[1].models);
  EXPECT_EQ(HtmlOf(ModelsSection, comparison), "");
  EXPECT_THAT(TextReport(comparison), Not(HasSubstr("models")));
}

}  // namespace
}  // namespace hmmbench
