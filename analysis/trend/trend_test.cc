// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/trend/trend.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <regex>
#include <sstream>
#include <string>

#include "analysis/comparison/cell_figures.h"
#include "analysis/comparison/comparison.h"
#include "analysis/test_run.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string kCell = "same_page/threads:4/pages:64/access:read";

// A run made on a day of November 2026 whose boots take `scale` times as long.
TestRun RunOf(double scale) {
  TestRun run;
  run.labels = {"stock", "wait"};
  run.measure = [scale](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    // Only the second kernel changes; boots differ a little.
    Stretch((boot.variant == 1 ? scale : 1) * (1 + 0.002 * boot.boot), &record);
    return record;
  };
  return run;
}

// Replaces text in the folder's run.json.
RunFolder Edited(const RunFolder& run, const std::string& from,
                 const std::string& to) {
  std::string text;
  {
    std::ifstream in(run.path() / "run.json");
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  // They are no longer those of the text.
  text = std::regex_replace(
      text, std::regex(R"x(,\s*"(checksum|crc32)": "\w+")x"), "");
  std::ofstream(run.path() / "run.json") << text;
  return RunFolder::Open(run.path());
}

RunFolder MadeOn(int day, const RunFolder& run) {
  const std::string created = run.manifest().created;
  return Edited(run, created, fmt::format("2026-11-{:02}T12:00:00Z", day));
}

// One run a day.
class TrendTest : public testing::Test {
 protected:
  std::vector<RunFolder> Days(const std::vector<double>& scales) {
    std::vector<RunFolder> runs;
    for (const double scale : scales) {
      runs.push_back(MadeOn(static_cast<int>(runs.size()) + 1,
                            RunOf(scale).Write(folder_.path())));
    }
    return runs;
  }

  // Twelve runs, slower by 30 % from the seventh on.
  std::vector<RunFolder> Step() {
    return Days(
        {1, 1.01, 0.99, 1, 1.02, 0.98, 1.31, 1.3, 1.29, 1.32, 1.3, 1.28});
  }

  const TestFolder folder_;
};

const TrendSeries& Find(const Trend& trend, const std::string& kernel,
                        const Quantity& metric) {
  for (const TrendSeries& series : trend.series) {
    if (series.kernel == kernel && series.metric == metric) return series;
  }
  throw Error("no series of {} and {}", kernel, metric.Name());
}

std::string ErrorOf(const std::vector<RunFolder>& runs,
                    const TrendOptions& options) {
  try {
    (void)MakeTrend(runs, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST_F(TrendTest, FindsTheStep) {
  const Trend trend = MakeTrend(Step(), {.metrics = {Metric::kThroughput}});
  ASSERT_THAT(trend.series, SizeIs(2));
  EXPECT_DOUBLE_EQ(trend.level, 0.025);
  EXPECT_THAT(Find(trend, "stock", Metric::kThroughput).changes, IsEmpty());
  const TrendSeries& wait = Find(trend, "wait", Metric::kThroughput);
  ASSERT_THAT(wait.changes, SizeIs(1));
  EXPECT_EQ(wait.changes[0].first, 6);
  EXPECT_NEAR(wait.changes[0].ratio, 1 / 1.3, 0.01);
  EXPECT_LE(wait.changes[0].p.value(), 0.025);
  EXPECT_THAT(
      DescribeChange(trend, wait, wait.changes[0]),
      AllOf(HasSubstr("wait, same_page"), HasSubstr("throughput is 0.77 times"),
            HasSubstr("(2026-11-07)"), HasSubstr(trend.runs[5].id)));
}

TEST_F(TrendTest, ABoundIsNoPoint) {
  TestRun run = RunOf(1);
  run.measure = [measure = run.measure](const ScheduledBoot& boot,
                                        const std::string& cell) {
    return boot.variant == 0 ? CutOffCell(cell) : measure(boot, cell);
  };
  const Trend trend =
      MakeTrend({MadeOn(1, RunOf(1).Write(folder_.path())),
                 MadeOn(2, run.Write(folder_.path()))},
                {.metrics = {Metric::kThroughput, Metric::kRetries}});
  EXPECT_THAT(Find(trend, "stock", Metric::kThroughput).points, SizeIs(1));
  EXPECT_THAT(Find(trend, "wait", Metric::kThroughput).points, SizeIs(2));
  EXPECT_THAT(trend.warnings,
              testing::Contains(
                  HasSubstr("stock was cut off in same_page/threads:4/pages:64/"
                            "access:read and gives bounds only")));
}

TEST_F(TrendTest, OrderIsOfTime) {
  std::vector<RunFolder> runs = Step();
  std::swap(runs[1], runs[10]);
  std::swap(runs[3], runs[7]);
  const Trend trend = MakeTrend(runs, {.metrics = {Metric::kThroughput}});
  EXPECT_EQ(Find(trend, "wait", Metric::kThroughput).changes.at(0).first, 6);
  EXPECT_EQ(trend.runs.front().created, "2026-11-01T12:00:00Z");
}

TEST_F(TrendTest, ChoosesByTimeKernelCellAndMetric) {
  const std::vector<RunFolder> runs = Days({1, 1, 1, 1, 1});
  const Trend some = MakeTrend(runs, {.kernels = {"w*"},
                                      .metrics = {Metric::kP99},
                                      .since = "2026-11-02",
                                      .until = "2026-11-04"});
  EXPECT_THAT(some.runs, SizeIs(3));
  ASSERT_THAT(some.series, SizeIs(1));
  EXPECT_EQ(some.series[0].kernel, "wait");
  EXPECT_EQ(some.series[0].metric, Metric::kP99);
  EXPECT_THAT(MakeTrend(runs, {.cells = {"same*"}}).series, SizeIs(6));
  EXPECT_THAT(ErrorOf(runs, {.cells = {"none*"}}), HasSubstr("--cell"));
  EXPECT_THAT(ErrorOf(runs, {.since = "2027"}), HasSubstr("two runs or more"));
}

TEST_F(TrendTest, RefusesWhatCannotBeCompared) {
  std::vector<RunFolder> runs = Days({1, 1, 1});
  runs[2] = Edited(runs[2], R"("clock": "real")", R"("clock": "virtual")");
  EXPECT_THAT(ErrorOf(runs, {}),
              AllOf(HasSubstr("the clock is"), HasSubstr("--force")));
  EXPECT_THAT(MakeTrend(runs, {.force = true}).warnings,
              testing::Contains(HasSubstr("by force")));
}

TEST_F(TrendTest, SaysWhenRunsAreTooFew) {
  EXPECT_EQ(FewestForAChange(0.05), 10);   // 5 places, 2 of 252
  EXPECT_EQ(FewestForAChange(0.025), 12);  // 7 places, 2 of 924
  const Trend trend =
      MakeTrend(Days({1, 1, 2, 2}), {.metrics = {Metric::kThroughput}});
  EXPECT_THAT(trend.warnings, ElementsAre(HasSubstr("12 are needed")));
  for (const TrendSeries& series : trend.series) {
    EXPECT_THAT(series.changes, IsEmpty());
  }
}

TEST_F(TrendTest, ExactFiguresNeedNoTest) {
  std::vector<RunFolder> runs;
  for (int day = 1; day <= 4; ++day) {
    TestRun run;
    run.labels = {"stock"};
    run.measure = [day](const ScheduledBoot&, const std::string& cell) {
      CellRecord record = PlainCell(cell);
      record.threads.resize(1);
      record.threads[0].touch_ns = 10'000;
      record.threads[0].fastest_touch_ns = day < 3 ? 7'000 : 7'007;
      return record;
    };
    runs.push_back(
        MadeOn(day, Edited(run.Write(folder_.path()), R"("clock": "real")",
                           R"("clock": "virtual")")));
  }
  const Trend trend = MakeTrend(runs, {});
  EXPECT_THAT(trend.warnings, IsEmpty());
  const TrendSeries& speed = Find(trend, "stock", Metric::kThroughput);
  EXPECT_TRUE(speed.exact);
  ASSERT_THAT(speed.changes, SizeIs(1));
  EXPECT_EQ(speed.changes[0].first, 2);
  EXPECT_FALSE(speed.changes[0].p);
  EXPECT_NEAR(speed.changes[0].ratio, 7000.0 / 7007, 1e-9);
  EXPECT_THAT(Find(trend, "stock", Metric::kRetries).changes, IsEmpty());
  EXPECT_THAT(TrendText(trend), HasSubstr("exact"));
}

// Of every figure that reports show, without another list.
TEST_F(TrendTest, IsOfEachFigureOfTheReports) {
  TrendOptions options;
  for (const CellFigure& figure : CellFigures()) {
    options.metrics.push_back(QuantityFromString(figure.name));
  }
  const std::vector<RunFolder> runs = Days({1, 1});
  const Trend trend = MakeTrend(runs, options);
  const Comparison comparison = Compare({runs[0]}, {});
  size_t values = 0;
  for (const CellFigure& figure : CellFigures()) {
    const auto value = figure.value(comparison.cells[0].variants[0]);
    if (!value) continue;
    ++values;
    const TrendSeries& series = Find(trend, "stock", Quantity(figure));
    // A run's median is of its boots; the report's is of all of them.
    EXPECT_NEAR(series.points.at(0).value, *value, 0.01 * *value + 1e-12)
        << figure.name;
    EXPECT_THAT(TrendJson(trend), HasSubstr(std::string(figure.name)));
  }
  EXPECT_GE(values, 6);
  EXPECT_THAT(TrendText(trend), HasSubstr("most faults of one touch"));
}

TEST_F(TrendTest, StarvedAndBrokenRunsAreTold) {
  std::vector<RunFolder> runs = Days({1, 1});
  TestRun starved = RunOf(1);
  starved.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    if (boot.variant == 0) return PlainCell(cell);
    return StarvedCell(cell, /*rescued=*/true);
  };
  runs.push_back(MadeOn(3, starved.Write(folder_.path())));
  const Trend trend = MakeTrend(runs, {.metrics = {Metric::kThroughput}});
  const TrendSeries& wait = Find(trend, "wait", Metric::kThroughput);
  EXPECT_THAT(wait.points, SizeIs(2));
  EXPECT_THAT(wait.starved, ElementsAre(2));
  EXPECT_THAT(wait.broken, IsEmpty());
  EXPECT_THAT(TrendText(trend), HasSubstr("starved in same_page in 1 of 3"));
}

TEST_F(TrendTest, TextKeepsTo75ColumnsOfAscii) {
  const std::string text = TrendText(MakeTrend(Step(), {}));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 75) << line;
    EXPECT_THAT(line, testing::Each(
                          testing::AllOf(testing::Ge(' '), testing::Le('~'))));
  }
  EXPECT_THAT(text, HasSubstr("12 runs from 2026-11-01 to 2026-11-12"));
}

TEST_F(TrendTest, HtmlShowsWhatChanged) {
  const std::string html =
      TrendHtml(MakeTrend(Step(), {.metrics = {Metric::kThroughput}}));
  EXPECT_THAT(html, AllOf(HasSubstr("What changed"), HasSubstr("<svg"),
                          HasSubstr("throughput is 0.77 times"),
                          HasSubstr("<h2>Runs</h2>"), Not(HasSubstr("http:")),
                          Not(HasSubstr("<script"))));
}

TEST_F(TrendTest, JsonHoldsPointsAndChanges) {
  const Trend trend = MakeTrend(Step(), {.metrics = {Metric::kThroughput}});
  EXPECT_THAT(
      TrendJson(trend),
      AllOf(HasSubstr(R"("format": "hmmbench-trend")"),
            HasSubstr(fmt::format(R"("since": "{}")", trend.runs[6].id)),
            HasSubstr(R"("metric": "throughput")"), Not(HasSubstr("null"))));
}

}  // namespace
}  // namespace hmmbench
