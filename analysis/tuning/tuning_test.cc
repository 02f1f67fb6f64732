// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/tuning/tuning.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/test_run.h"
#include "analysis/test_schema.h"
#include "cmake/source_folder.h"
#include "fixtures/base/error.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

constexpr const char* kCell = "same_page/threads:4";
const std::vector<uint64_t> kValues = {0, 1000, 2000, 4000, 8000};

// What a touch and a page cost with a value, in us.
struct Costs {
  double touch = 0;
  double cpu = 0;
};
using Law = std::function<Costs(uint64_t value, int boot)>;

CellRecord Measured(const std::string& name, uint64_t value,
                    const Costs& costs) {
  CellRecord record = PlainCell(name);
  record.knobs = {{"spin_ns", value}};
  record.latency.clear();
  for (uint64_t i = 0; i < record.touches; ++i) {
    // A percent more from the fastest to the slowest.
    const double spread =
        1 + 0.01 * static_cast<double>(i) / static_cast<double>(record.touches);
    record.latency["cpu"].Record(
        static_cast<uint64_t>(1000 * costs.touch * spread));
  }
  for (uint64_t& ns : record.round_ns) {
    ns = static_cast<uint64_t>(1e5 * costs.touch);
  }
  for (ThreadRecord& thread : record.threads) {
    thread.user_ns = 0;
    thread.system_ns = static_cast<uint64_t>(
        1000 * costs.cpu * static_cast<double>(record.pages) /
        static_cast<double>(record.threads.size()));
  }
  record.policy = {{"spins", 2 * record.pages}, {"waits", record.pages}};
  return record;
}

class TuningTest : public ::testing::Test {
 protected:
  // A run of one kernel in which each boot visits each value once.
  RunFolder Run(const Law& law, int blocks = 2) {
    TestRun run;
    run.labels = {"adaptive"};
    run.blocks = blocks;
    run.cells.clear();
    std::map<std::string, uint64_t> value_of;
    for (const uint64_t value : kValues) {
      run.cells.push_back(fmt::format("{}/spin_ns:{}", kCell, value));
      value_of[run.cells.back()] = value;
    }
    run.measure = [law, value_of](const ScheduledBoot& boot,
                                  const std::string& name) {
      const uint64_t value = value_of.at(name);
      return Measured(name, value, law(value, boot.boot));
    };
    return run.Write(folder_.path());
  }

  const TestFolder folder_;
};

// p99 falls like 100 / (1 + value in us) us, CPU grows by 10 us for each us: a
// hyperbola, whose chord from (100, 100) to (180, 11.1) is farthest from it at
// 1 + x = sqrt(9) = 3, the value 2000.
Costs Hyperbola(uint64_t value, int boot) {
  const double us = static_cast<double>(value) / 1000;
  const double wobble = 1 + 0.001 * boot;
  return {100 / (1 + us) * wobble, (100 + 10 * us) * wobble};
}

TEST_F(TuningTest, FindsTheKneeOfAKnownCurve) {
  const Tuning tuning = Tune(Run(Hyperbola), {});
  ASSERT_THAT(tuning.cells, SizeIs(1));
  const TunedCell& cell = tuning.cells[0];
  EXPECT_EQ(cell.cell, kCell);
  EXPECT_EQ(cell.quantile, 0.99) << "1,000 touches a boot, four boots";
  ASSERT_THAT(cell.points, SizeIs(5));
  EXPECT_THAT(cell.points, Each(Field(&TunePoint::on_front, true)));
  EXPECT_THAT(cell.front, ElementsAre(0, 1, 2, 3, 4));
  ASSERT_TRUE(cell.knee);
  EXPECT_EQ(cell.points[*cell.knee].setting.at("spin_ns"), 2000U);
  // The boots differ by less than the values do.
  EXPECT_NEAR(cell.best_share, 1, 1e-9);
  EXPECT_EQ(cell.best_range, std::pair(size_t{2}, size_t{2}));
  const Estimate& tail = cell.points[2].estimates[0];
  EXPECT_NEAR(tail.value, 33'333 * 1.01, 400);
  ASSERT_TRUE(tail.interval);
  EXPECT_LE(tail.interval->low, tail.value);
  EXPECT_GE(tail.interval->high, tail.value);
  EXPECT_NEAR(cell.points[2].estimates[1].value, 120'000, 400);
  EXPECT_NEAR(cell.points[2].policy_per_page.at("spins"), 2, 1e-9);
  EXPECT_THAT(tuning.advice, HasSubstr("spin_ns 2000 is the knee of p99"));
  EXPECT_THAT(tuning.advice, HasSubstr("of 4 boots"));
}

TEST_F(TuningTest, AValueWhoseCellWasCutOffHasNoPoint) {
  TestRun run;
  run.labels = {"adaptive"};
  run.blocks = 2;
  run.cells.clear();
  for (const uint64_t value : kValues) {
    run.cells.push_back(fmt::format("{}/spin_ns:{}", kCell, value));
  }
  run.measure = [](const ScheduledBoot& boot, const std::string& name) {
    const uint64_t value = std::stoull(name.substr(name.rfind(':') + 1));
    CellRecord record = Measured(name, value, Hyperbola(value, boot.boot));
    if (value == 2000 && boot.boot == 1) {
      record.planned_pages = 2 * record.pages;
      record.cut_off_by_ns = 100'000'000;
    }
    return record;
  };
  const TunedCell cell = Tune(run.Write(folder_.path()), {}).cells.at(0);
  EXPECT_THAT(cell.points, SizeIs(4));
  EXPECT_THAT(cell.missing,
              ElementsAre("spin_ns 2000: cut off: its limit of 0.1 s was over "
                          "after 250 of 500 pages"));
}

TEST_F(TuningTest, SensitivityIsForEachDoubling) {
  const auto cell = Tune(Run(Hyperbola), {}).cells.at(0);
  ASSERT_THAT(cell.steps, SizeIs(4));
  EXPECT_EQ(cell.steps[0].from, 0U);
  EXPECT_NEAR(cell.steps[0].ratios[0].value, 0.5, 0.01) << "the whole step";
  EXPECT_EQ(cell.steps[3].to, 8000U);
  EXPECT_NEAR(cell.steps[3].ratios[0].value, 5.0 / 9, 0.01);
  EXPECT_NEAR(cell.steps[3].ratios[1].value, 180.0 / 140, 0.01);
  ASSERT_TRUE(cell.steps[3].ratios[0].interval);
}

// Nothing gains from spinning here, so that 0 is the whole front.
TEST_F(TuningTest, ValueThatBeatsAllOthersIsSaidToDoSo) {
  const auto tuning = Tune(Run([](uint64_t value, int boot) {
                             const auto us = static_cast<double>(value) / 1000;
                             return Costs{50 + us + 0.01 * boot, 100 + us};
                           }),
                           {});
  EXPECT_FALSE(tuning.cells.at(0).knee);
  EXPECT_EQ(tuning.cells[0].best, 0U);
  EXPECT_THAT(tuning.advice,
              HasSubstr("spin_ns 0 beats every other value in p99 and CPU"));
}

// A straight trade has no knee; then the smallest product wins.
TEST_F(TuningTest, WithoutAKneeTheSmallestProductIsTaken) {
  const auto tuning = Tune(Run([](uint64_t value, int) {
                             const auto us = static_cast<double>(value) / 1000;
                             return Costs{100 - 10 * us, 100 + 10 * us};
                           }),
                           {});
  const TunedCell& cell = tuning.cells.at(0);
  EXPECT_FALSE(cell.knee);
  EXPECT_EQ(cell.points[cell.best].setting.at("spin_ns"), 8000U)
      << "20 x 180 < 100 x 100";
  EXPECT_THAT(cell.advice, HasSubstr("no knee"));
}

// One boot of eight, in whose absence the tail bends later: a third of the
// resamples do not have it.
TEST_F(TuningTest, UnsettledKneeHasAWideRange) {
  const auto tuning =
      Tune(Run(
               [](uint64_t value, int boot) {
                 const auto us = static_cast<double>(value) / 1000;
                 const double bend = boot == 0 ? 1 : 4;
                 return Costs{100 - 15 * std::min(us, bend) - 0.1 * us,
                              100 + 10 * us};
               },
               4),
           {});
  const TunedCell& cell = tuning.cells.at(0);
  ASSERT_TRUE(cell.best_range);
  EXPECT_LT(cell.best_range->first, cell.best_range->second);
  EXPECT_LT(cell.best_share, 0.95);
  EXPECT_THAT(cell.advice, HasSubstr("lie between spin_ns"));
}

TEST_F(TuningTest, OneBootHasNoIntervals) {
  TestRun run;
  run.labels = {"adaptive"};
  run.cells = {"a/spin_ns:0", "a/spin_ns:5"};
  run.cells_of = [&run](const ScheduledBoot& boot) {
    return boot.boot == 0 ? run.cells : std::vector<std::string>();
  };
  run.measure = [](const ScheduledBoot& /*boot*/, const std::string& name) {
    return Measured(name, name == "a/spin_ns:0" ? 0 : 5,
                    {.touch = 50, .cpu = 100});
  };
  const auto tuning = Tune(run.Write(folder_.path()), {});
  ASSERT_THAT(tuning.cells, SizeIs(1));
  EXPECT_FALSE(tuning.cells[0].best_range);
  EXPECT_FALSE(tuning.cells[0].points[0].estimates[0].interval);
  EXPECT_THAT(tuning.advice, HasSubstr("one boot: no interval"));
}

// A value that starved in one boot is no choice, however fast the others were.
TEST_F(TuningTest, StarvedAndSkippedValuesAreNoChoice) {
  TestRun run;
  run.labels = {"adaptive"};
  run.cells = {"a/spin_ns:0", "a/spin_ns:5", "a/spin_ns:9"};
  run.measure = [](const ScheduledBoot& boot, const std::string& name) {
    const uint64_t value = name.back() - static_cast<uint64_t>('0');
    CellRecord record = Measured(name, value, {.touch = 50, .cpu = 100});
    if (value == 5 && boot.boot == 1) {
      record = StarvedCell(name, /*rescued=*/true);
      record.knobs = {{"spin_ns", 5}};
    }
    if (value == 9) {
      record.outcome = CellOutcome::kSkipped;
      record.reason = "no knob";
    }
    return record;
  };
  const auto tuning = Tune(run.Write(folder_.path()), {});
  const TunedCell& cell = tuning.cells.at(0);
  ASSERT_THAT(cell.points, SizeIs(1));
  EXPECT_THAT(cell.missing, ElementsAre(HasSubstr("spin_ns 5: starved"),
                                        "spin_ns 9: skipped: no knob"));
  EXPECT_FALSE(tuning.broken);
}

TEST_F(TuningTest, RunWithoutKnobsIsRefused) {
  const RunFolder plain = TestRun{}.Write(folder_.path());
  EXPECT_THAT([&] { Tune(plain, {}); },
              ThrowsMessage<Error>(HasSubstr("no setting of a knob")));
}

TEST_F(TuningTest, SameRunSameFigures) {
  const RunFolder run = Run(Hyperbola);
  EXPECT_EQ(TuneJson(Tune(run, {})), TuneJson(Tune(run, {})));
}

TEST_F(TuningTest, JsonFollowsItsSchema) {
  std::ifstream file(HMMBENCH_SOURCE_FOLDER "/analysis/tune.schema.json");
  const auto schema = nlohmann::json::parse(file);
  CheckSchema(nlohmann::json::parse(TuneJson(Tune(Run(Hyperbola), {}))), schema,
              schema, "");
}

TEST_F(TuningTest, ReportsSayTheSame) {
  const Tuning tuning = Tune(Run(Hyperbola), {});
  const std::string text = TuneText(tuning);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 75U) << line;
    EXPECT_THAT(line,
                Each(::testing::AllOf(::testing::Ge(' '), ::testing::Le('~'))));
  }
  EXPECT_THAT(text, HasSubstr("knee 100%"));

  const auto json = nlohmann::json::parse(TuneJson(tuning));
  const auto& cell = json.at("cells").at(0);
  EXPECT_EQ(cell.at("knee").at("spin_ns"), 2000);
  EXPECT_EQ(cell.at("points").size(), 5U);
  EXPECT_EQ(
      cell.at("points").at(0).at("costs").at("cpu_ns_per_page").count("low"),
      1U);

  const std::string html = TuneHtml(tuning);
  EXPECT_THAT(html, HasSubstr("<svg"));
  EXPECT_THAT(html, HasSubstr("knee of p99"));
  EXPECT_THAT(html, Not(HasSubstr("http")));
}

}  // namespace
}  // namespace hmmbench
