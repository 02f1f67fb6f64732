// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "analysis/comparison/comparison.h"
#include "analysis/test_run.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const CompareOptions kOptions = {.family = {.resamples = 200}};

// "wait" takes `ratio` of the baseline's time; every boot is a little
// different.
TestRun WaitTakes(double ratio, int blocks) {
  TestRun run;
  run.blocks = blocks;
  run.measure = [ratio](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    const double scale =
        (boot.variant == 1 ? ratio : 1) * (1 + 0.002 * boot.boot);
    Stretch(scale, &record);
    return record;
  };
  return run;
}

TEST(Compare, FindsATwofoldChangeWithTwoBlocks) {
  const TestFolder folder;
  const RunFolder run = WaitTakes(0.5, 2).Write(folder.path());
  const Comparison comparison = Compare({run}, kOptions);
  EXPECT_EQ(comparison.title, "wait against stock");
  EXPECT_FALSE(comparison.partial);
  EXPECT_THAT(comparison.warnings, ElementsAre());
  ASSERT_EQ(comparison.cells.size(), 1U);
  const CellComparison& cell = comparison.cells[0];
  EXPECT_EQ(cell.scenario, "same_page");
  EXPECT_EQ(cell.axes.at("threads"), "4");
  ASSERT_EQ(cell.variants.size(), 2U);
  EXPECT_EQ(cell.variants[0].verdict, Verdict::kSame);
  EXPECT_FALSE(cell.variants[0].throughput);
  const CellSummary& wait = cell.variants[1];
  EXPECT_EQ(wait.boots, 4);
  EXPECT_EQ(wait.verdict, Verdict::kFaster) << wait.verdict_reason;
  EXPECT_NEAR(wait.throughput->ratio, 2, 0.02);
  EXPECT_NEAR(wait.p99->ratio, 0.5, 0.01);
  EXPECT_EQ(wait.p99_verdict, Verdict::kFaster);
  EXPECT_EQ(comparison.environment.cpu_model, "constructed CPU");
  EXPECT_EQ(comparison.boots.size(), 8U);
  EXPECT_TRUE(comparison.boots[0].stream.cells.empty());
}

TEST(Compare, SlowerAndSame) {
  const TestFolder folder;
  EXPECT_EQ(Compare({WaitTakes(2, 2).Write(folder.path())}, kOptions)
                .cells[0]
                .variants[1]
                .verdict,
            Verdict::kSlower);
  EXPECT_EQ(Compare({WaitTakes(1.01, 2).Write(folder.path())}, kOptions)
                .cells[0]
                .variants[1]
                .verdict,
            Verdict::kSame);
}

// Boots of the variants in `cut` come to a quarter of what was planned, each
// `slower` times as long as it would take.
TestRun CutOff(const std::set<int>& cut, double slower, int blocks = 2) {
  TestRun run;
  run.blocks = blocks;
  run.measure = [cut, slower](const ScheduledBoot& boot,
                              const std::string& cell) {
    const bool is_cut = cut.contains(boot.variant);
    CellRecord record = is_cut ? CutOffCell(cell) : PlainCell(cell);
    Stretch((is_cut ? slower : 1) * (1 + 0.002 * boot.boot), &record);
    return record;
  };
  return run;
}

const MetricEffect* FindEffect(const CellSummary& summary, Metric metric) {
  const auto found =
      std::ranges::find(summary.effects, metric, &MetricEffect::metric);
  return found == summary.effects.end() ? nullptr : &*found;
}

// Its 1,000 planned pages cannot take less than 200 ms, against 40.
TEST(Compare, ABoundThatIsEnoughDecides) {
  const TestFolder folder;
  const Comparison comparison =
      Compare({CutOff({0}, 20).Write(folder.path())}, kOptions);
  EXPECT_TRUE(comparison.cells[0].variants[0].cut_off);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kFaster) << wait.verdict_reason;
  ASSERT_TRUE(wait.throughput);
  EXPECT_EQ(wait.throughput->bound, Bound::kAtLeast);
  EXPECT_NEAR(wait.throughput->ratio, 5, 0.1);
  EXPECT_GT(wait.throughput->interval->low, 4);
  EXPECT_TRUE(std::isinf(wait.throughput->interval->high));
  EXPECT_THAT(wait.verdict_reason,
              AllOf(HasSubstr("throughput is at least 5.0"),
                    HasSubstr("lies beyond the margin of 10 %"),
                    HasSubstr("the baseline was cut off")));
  // The baseline has at least as many faults; the ratio is at most that.
  EXPECT_EQ(FindEffect(wait, Metric::kRetries)->effect.bound, Bound::kAtMost);
  // And the other way round.
  const CellSummary slow =
      Compare({CutOff({1}, 20).Write(folder.path())}, kOptions)
          .cells[0]
          .variants[1];
  EXPECT_EQ(slow.verdict, Verdict::kSlower) << slow.verdict_reason;
  EXPECT_EQ(slow.throughput->bound, Bound::kAtMost);
  EXPECT_EQ(slow.throughput->interval->low, 0);
  EXPECT_THAT(slow.verdict_reason, HasSubstr("wait was cut off"));
}

// What it did took 2.5 times as long, but what it did not do may take nothing.
TEST(Compare, ABoundThatIsNotEnoughIsInconclusive) {
  const TestFolder folder;
  for (const double slower : {0.4, 2.5, 4.0}) {
    SCOPED_TRACE(slower);
    const CellSummary wait =
        Compare({CutOff({0}, slower).Write(folder.path())}, kOptions)
            .cells[0]
            .variants[1];
    EXPECT_EQ(wait.verdict, Verdict::kInconclusive);
    EXPECT_THAT(wait.verdict_reason,
                AllOf(HasSubstr("does not lie beyond the margin"),
                      HasSubstr("the baseline was cut off, so that is a bound "
                                "and no estimate")));
  }
}

TEST(Compare, TwoBoundsHaveNoRatio) {
  const TestFolder folder;
  const CellSummary wait =
      Compare({CutOff({0, 1}, 20).Write(folder.path())}, kOptions)
          .cells[0]
          .variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kInconclusive);
  EXPECT_EQ(wait.verdict_reason,
            "both were cut off: stock and wait have bounds, and two bounds "
            "have no ratio");
  EXPECT_FALSE(wait.throughput);
  EXPECT_FALSE(wait.p99);
  EXPECT_THAT(wait.effects, testing::IsEmpty());
}

TEST(Compare, OneBootThatWasCutOffMakesABoundOfTheCell) {
  const TestFolder folder;
  TestRun run = WaitTakes(0.5, 2);
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = boot.boot == 0 ? CutOffCell(cell) : PlainCell(cell);
    Stretch((boot.variant == 1 ? 0.5 : 1) * (1 + 0.002 * boot.boot), &record);
    return record;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  EXPECT_EQ(comparison.cells[0].variants[0].cut_off->boots, 1);
  const CellSummary& wait = comparison.cells[0].variants[1];
  ASSERT_TRUE(wait.throughput);
  EXPECT_EQ(wait.throughput->bound, Bound::kAtLeast);
  EXPECT_NE(wait.verdict, Verdict::kSame);
}

// Of one thread alone a cut-off leaves the shortest touch, which proves that a
// kernel is slower and not that it is faster.
TEST(Compare, OfALoneThreadThatWasCutOffTheShortestTouchIsKnown) {
  const TestFolder folder;
  for (const uint64_t of_wait : {8'000, 12'000}) {
    TestRun run;
    run.clock = "virtual";
    run.cells = {"fault_path/pages:64"};
    run.measure = [of_wait](const ScheduledBoot& boot,
                            const std::string& cell) {
      CellRecord record =
          boot.variant == 0 ? CutOffCell(cell) : PlainCell(cell);
      record.planned_rounds = 40;
      record.threads.resize(1);
      record.threads[0].touch_ns = 10'000'000;
      record.threads[0].fastest_touch_ns = boot.variant == 0 ? 10'000 : of_wait;
      record.threads[0].ticked_touches = 0;
      record.threads[0].ticked_ns = 0;
      return record;
    };
    const CellSummary wait =
        Compare({run.Write(folder.path())}, kOptions).cells[0].variants[1];
    ASSERT_TRUE(FindEffect(wait, Metric::kShortest));
    EXPECT_EQ(FindEffect(wait, Metric::kShortest)->effect.bound, Bound::kNone);
    EXPECT_FALSE(FindEffect(wait, Metric::kMean));
    ASSERT_TRUE(FindEffect(wait, Metric::kRetries));
    EXPECT_EQ(FindEffect(wait, Metric::kRetries)->effect.bound, Bound::kAtMost);
    if (of_wait > 10'000) {
      EXPECT_EQ(wait.verdict, Verdict::kSlower) << wait.verdict_reason;
    } else {
      EXPECT_EQ(wait.verdict, Verdict::kInconclusive);
      EXPECT_THAT(wait.verdict_reason, HasSubstr("it was cut off, so nothing"));
    }
  }
}

TEST(Compare, OldRecordsOfTheVirtualClockDoNotSayWhatWasCutOff) {
  const TestFolder folder;
  TestRun run = WaitTakes(1, 1);
  EXPECT_THAT(Compare({run.Write(folder.path())}, kOptions).warnings,
              testing::IsEmpty())
      << "the real clock has no limit";
  run.clock = "virtual";
  EXPECT_THAT(Compare({run.Write(folder.path())}, kOptions).warnings,
              ElementsAre(HasSubstr("does not say which cells were cut off")));
  run.measure = [](const ScheduledBoot&, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    record.planned_rounds = 10;
    record.planned_pages = 250;
    return record;
  };
  EXPECT_THAT(Compare({run.Write(folder.path())}, kOptions).warnings,
              testing::IsEmpty());
}

TEST(Compare, OneBootAnVariantIsInconclusive) {
  const TestFolder folder;
  TestRun run = WaitTakes(0.5, 1);
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot >= 2) {
      end = {BootState::kDied,
             "same_page/threads:4/pages:64/access:read",
             "killed",
             {}};
    }
    return end;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kInconclusive);
  EXPECT_EQ(wait.verdict_reason,
            "one boot a variant: no interval for throughput");
  EXPECT_NEAR(wait.throughput->ratio, 2, 0.02);
  EXPECT_TRUE(comparison.partial);
  EXPECT_EQ(comparison.warnings.size(), 2U);
}

// Nobody knows whether it starved: that is no verdict, and no pass.
TEST(Compare, SilenceInsideACellIsSlow) {
  const TestFolder folder;
  TestRun run = WaitTakes(1, 1);
  run.cells = {"fault_path/pages:64", "same_page/threads:4/pages:64"};
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) {
      end = {BootState::kHung,
             "same_page/threads:4/pages:64",
             "no record for 60 s",
             {"NMI backtrace for cpu 1"}};
    }
    return end;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  // It was the last cell: every cell has its result.
  EXPECT_FALSE(comparison.partial);
  EXPECT_THAT(comparison.warnings, ElementsAre());
  EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kSame);
  EXPECT_EQ(comparison.cells[0].variants[1].boots, 2);
  EXPECT_EQ(comparison.cells[0].variants[1].boots_starved, 0);
  const CellSummary& slow = comparison.cells[1].variants[1];
  EXPECT_EQ(slow.verdict, Verdict::kInconclusive);
  EXPECT_EQ(slow.boots, 1);
  EXPECT_EQ(slow.boots_judged, 2);
  EXPECT_EQ(slow.boots_starved, 0);
  EXPECT_FALSE(slow.starvation);
  EXPECT_EQ(slow.boots_slow, 1);
  EXPECT_EQ(slow.boots_given_up, 1);
  EXPECT_FALSE(slow.slow->seen);
  EXPECT_THAT(slow.slow->console, ElementsAre("NMI backtrace for cpu 1"));
  EXPECT_EQ(slow.verdict_reason,
            "given up as slow in 1 of 2 boots; boot 1 fell silent after round "
            "3, and only the host saw it: no record for 60 s");
}

// As runs of earlier versions have it.
TEST(Compare, SilenceThatWasCalledStarvedIsSlow) {
  const TestFolder folder;
  TestRun run = WaitTakes(1, 1);
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) {
      end = {BootState::kStarved,
             "same_page/threads:4/pages:64/access:read",
             "silent",
             {}};
    }
    return end;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kInconclusive);
  EXPECT_EQ(comparison.cells[0].variants[1].boots_given_up, 1);
}

// "wait" is slow in boot 1, and was given up or not.
TestRun WaitIsSlow(bool given_up) {
  TestRun run;
  run.blocks = 2;
  run.measure = [given_up](const ScheduledBoot& boot, const std::string& cell) {
    return boot.boot == 1 ? SlowCell(cell, given_up) : PlainCell(cell);
  };
  return run;
}

TEST(Compare, ABootThatWasGivenUpLeavesNoVerdict) {
  const TestFolder folder;
  const Comparison comparison =
      Compare({WaitIsSlow(true).Write(folder.path())}, kOptions);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kInconclusive);
  EXPECT_EQ(wait.verdict_reason,
            "given up as slow in 1 of 4 boots; boot 1 stood still for 12.0 s "
            "after round 2, but nothing proves a starvation: reader 0 is "
            "asleep (S)");
  EXPECT_EQ(wait.boots, 3);
  EXPECT_EQ(wait.boots_judged, 4);
  EXPECT_EQ(wait.boots_starved, 0);
  EXPECT_FALSE(wait.throughput);
  EXPECT_THAT(wait.effects, ElementsAre());
}

// Its measurement is whole: it took its time, and counts with the others.
TEST(Compare, ASlowBootThatWentOnIsMeasured) {
  const TestFolder folder;
  const Comparison comparison =
      Compare({WaitIsSlow(false).Write(folder.path())}, kOptions);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kSame);
  EXPECT_EQ(wait.boots, 4);
  EXPECT_EQ(wait.boots_slow, 1);
  EXPECT_EQ(wait.boots_given_up, 0);
  ASSERT_TRUE(wait.slow);
  EXPECT_EQ(wait.slow->boot, 1);
  EXPECT_FALSE(wait.slow->guest_lost);
}

// What a baseline without its slowest boots measured is too fast.
TEST(Compare, ABaselineThatWasGivenUpLeavesNoVerdict) {
  const TestFolder folder;
  TestRun run = WaitTakes(2, 1);
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.boot == 0 ? SlowCell(cell, true) : PlainCell(cell);
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  EXPECT_EQ(comparison.cells[0].variants[0].verdict, Verdict::kInconclusive);
  EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kInconclusive);
  EXPECT_THAT(comparison.cells[0].variants[1].verdict_reason,
              HasSubstr("the baseline: given up as slow in 1 of 2 boots"));
}

// "wait" starves in the boots that are not `spared`, and is rescued.
TestRun WaitStarves(int blocks, int spared = -1) {
  TestRun run;
  run.blocks = blocks;
  run.measure = [spared](const ScheduledBoot& boot, const std::string& cell) {
    return boot.variant == 1 && boot.boot != spared ? StarvedCell(cell, true)
                                                    : PlainCell(cell);
  };
  return run;
}

TEST(Compare, ARecordedStarvationIsAResult) {
  const TestFolder folder;
  const Comparison comparison =
      Compare({WaitStarves(5, 1).Write(folder.path())}, kOptions);
  EXPECT_FALSE(comparison.partial);
  EXPECT_THAT(comparison.warnings, ElementsAre());
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kStarved);
  EXPECT_EQ(wait.boots_judged, 10);
  EXPECT_EQ(wait.boots_starved, 9);
  EXPECT_EQ(wait.boots_lost, 0);
  EXPECT_EQ(wait.starvation->boot, 2);
  EXPECT_EQ(wait.starvation->seen->faults, 245'311U);
  EXPECT_EQ(wait.verdict_reason,
            "starved in 9 of 10 boots; first: boot 2 stood still for 2.0 s "
            "after round 2 while its threads took 245,311 faults, 0 voluntary "
            "switches; rescued");
}

TEST(Compare, WhatAStarvedBootMeasuredIsNoMeasurement) {
  const TestFolder folder;
  const Comparison comparison =
      Compare({WaitStarves(1, 1).Write(folder.path())}, kOptions);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.boots, 1);
  EXPECT_EQ(wait.touches, 1000U);
  EXPECT_EQ(wait.latency.at("cpu").count(), 1000U);
  EXPECT_LT(wait.latency.at("cpu").max(), 11'000U);
  EXPECT_EQ(wait.touches_per_s_by_boot.size(), 1U);
  EXPECT_FALSE(wait.throughput);
  EXPECT_FALSE(wait.p99);
}

TEST(Compare, ACellThatStarvedInEveryBootIsStarvedNotMissing) {
  const TestFolder folder;
  const Comparison comparison =
      Compare({WaitStarves(1).Write(folder.path())}, kOptions);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kStarved);
  EXPECT_EQ(wait.boots, 0);
  EXPECT_FALSE(wait.touches_per_s);
}

TEST(Compare, WrongDataInAStarvedCellIsBroken) {
  const TestFolder folder;
  TestRun run;
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    if (boot.boot != 1) return PlainCell(cell);
    CellRecord record = StarvedCell(cell, true);
    record.oracle_wrong = 1;
    return record;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kBroken);
  EXPECT_EQ(wait.boots_starved, 1);
  EXPECT_EQ(wait.boots_judged, 2);
}

TEST(Compare, ABaselineThatStarvedIsSaidToHave) {
  const TestFolder folder;
  TestRun run = WaitStarves(1, 0);
  run.labels = {"trylock", "wait"};
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.boot == 0 ? StarvedCell(cell, true) : PlainCell(cell);
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  EXPECT_THAT(comparison.cells[0].variants[1].verdict_reason,
              HasSubstr("; the baseline starved in 1 of 2 boots"));
}

// Boot 1 is lost in the second of three cells; boot 4 runs the third.
TestRun LostAndContinued(bool continued) {
  TestRun run;
  run.cells = {"fault_path/pages:64", "mixed_range/spinners:1",
               "same_page/threads:4"};
  if (continued) {
    run.continuations = {{.boot = 0, .variant = 1, .block = 0, .continues = 1}};
  }
  run.cells_of = [cells = run.cells](const ScheduledBoot& boot) {
    auto mine = cells;
    if (boot.boot == 1) mine.pop_back();
    if (boot.continues >= 0) mine.erase(mine.begin(), mine.begin() + 2);
    return mine;
  };
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.boot == 1 && cell.starts_with("mixed")
               ? StarvedCell(cell, false)
               : PlainCell(cell);
  };
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) end = {BootState::kStarved, "", "silent", {"stack"}};
    return end;
  };
  return run;
}

TEST(Compare, AContinuedBootIsOneReplicateAndNothingIsMissing) {
  const TestFolder folder;
  const Comparison comparison =
      Compare({LostAndContinued(true).Write(folder.path())}, kOptions);
  EXPECT_FALSE(comparison.partial);
  EXPECT_THAT(comparison.warnings, ElementsAre());
  const CellSummary& starved = comparison.cells[1].variants[1];
  EXPECT_EQ(starved.verdict, Verdict::kStarved);
  EXPECT_EQ(starved.boots_judged, 2);
  EXPECT_EQ(starved.boots_starved, 1);
  EXPECT_EQ(starved.boots_lost, 1);
  EXPECT_THAT(starved.starvation->console, ElementsAre("stack"));
  EXPECT_THAT(starved.verdict_reason,
              HasSubstr("not rescued; 1 guest lost, ended by the host"));
  for (const size_t cell : {0U, 2U}) {
    const CellSummary& wait = comparison.cells[cell].variants[1];
    EXPECT_EQ(wait.boots, 2);
    EXPECT_EQ(wait.boots_starved, 0);
    // The continuation takes the pass of boot 1: both passes are paired.
    EXPECT_EQ(wait.verdict, Verdict::kSame) << wait.verdict_reason;
    EXPECT_EQ(wait.throughput->boots, 2);
  }
}

TEST(Compare, ALostBootThatNothingContinuesIsPartial) {
  const TestFolder folder;
  const Comparison comparison =
      Compare({LostAndContinued(false).Write(folder.path())}, kOptions);
  EXPECT_TRUE(comparison.partial);
  EXPECT_THAT(comparison.warnings,
              ElementsAre("boot 1 (wait) starved and was not rescued in "
                          "mixed_range/spinners:1: silent"));
  EXPECT_EQ(comparison.cells[2].variants[1].boots, 1);
}

TEST(Compare, AContinuationThatFailsIsPartial) {
  const TestFolder folder;
  TestRun run = LostAndContinued(true);
  const auto end = run.end;
  run.end = [end](const ScheduledBoot& boot) {
    return boot.continues < 0
               ? end(boot)
               : TestRun::End{
                     BootState::kPanicked, "same_page/threads:4", "oops", {}};
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  EXPECT_TRUE(comparison.partial);
  EXPECT_EQ(comparison.warnings.size(), 2U);
}

// The guest goes on into the next cell and dies there of the same starvation.
TEST(Compare, OneStarvationIsNotCountedTwice) {
  const TestFolder folder;
  TestRun run = LostAndContinued(true);
  run.cells_of = [cells = run.cells](const ScheduledBoot& boot) {
    auto mine = cells;
    if (boot.continues >= 0) mine.erase(mine.begin(), mine.begin() + 2);
    return mine;
  };
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) {
      end = {BootState::kStarved, "same_page/threads:4", "silent", {}};
    }
    return end;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  EXPECT_FALSE(comparison.partial);
  EXPECT_EQ(comparison.cells[1].variants[1].verdict, Verdict::kStarved);
  EXPECT_EQ(comparison.cells[1].variants[1].boots_starved, 1);
  EXPECT_EQ(comparison.cells[2].variants[1].verdict, Verdict::kSame);
  EXPECT_EQ(comparison.cells[2].variants[1].boots_starved, 0);
  EXPECT_EQ(comparison.cells[2].variants[1].boots, 2);
}

// What is proved in one boot stands, whatever the others were.
TEST(Compare, AStarvationStandsBesideASilence) {
  const TestFolder folder;
  TestRun run = WaitStarves(1);
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) {
      end = {BootState::kStarved,
             "same_page/threads:4/pages:64/access:read",
             "silent",
             {}};
    }
    return end;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kStarved);
  EXPECT_EQ(wait.boots_judged, 2);
  EXPECT_EQ(wait.boots_starved, 1);
  EXPECT_EQ(wait.boots_given_up, 1);
  EXPECT_EQ(wait.boots_lost, 0);
  EXPECT_THAT(wait.verdict_reason,
              HasSubstr("starved in 1 of 2 boots; first: boot 2 stood still"));
}

TEST(Compare, ABootThatPanicsStarvesNothing) {
  const TestFolder folder;
  TestRun run = WaitTakes(1, 1);
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.variant == 1) {
      end = {BootState::kPanicked,
             "same_page/threads:4/pages:64/access:read",
             "Kernel panic - not syncing",
             {}};
    }
    return end;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kMissing);
  EXPECT_THAT(wait.verdict_reason, HasSubstr("panicked"));
  EXPECT_THAT(wait.verdict_reason, HasSubstr("Kernel panic"));
  EXPECT_TRUE(comparison.partial);
}

TEST(Compare, WrongDataIsBrokenWhateverTheSpeed) {
  const TestFolder folder;
  TestRun run = WaitTakes(0.1, 1);
  const auto fast = run.measure;
  run.measure = [fast](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = fast(boot, cell);
    if (boot.boot == 1) {
      record.outcome = CellOutcome::kBroken;
      record.oracle_pages = 128;
      record.oracle_wrong = 2;
      record.oracle_first_wrong = "page 3 holds generation 1, not 2";
    }
    return record;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  const CellSummary& wait = comparison.cells[0].variants[1];
  EXPECT_EQ(wait.verdict, Verdict::kBroken);
  EXPECT_EQ(wait.oracle_checked, 2000U);
  EXPECT_EQ(wait.oracle_wrong, 2U);
  EXPECT_EQ(wait.verdict_reason,
            "wrong data in 2 of 2000 touches and 128 whole pages that were "
            "checked; first: page 3 holds generation 1, not 2");
}

TEST(Compare, SkippedAndFailedCellsAreMissingWithTheirReason) {
  const TestFolder folder;
  TestRun run;
  run.cells = {"fault_path/pages:64", "same_page/threads:4/pages:64"};
  run.measure = [](const ScheduledBoot&, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    if (record.scenario == "same_page") {
      record.outcome = CellOutcome::kSkipped;
      record.reason = "needs 4 CPUs";
    }
    return record;
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  for (const CellSummary& variant : comparison.cells[1].variants) {
    EXPECT_EQ(variant.verdict, Verdict::kMissing);
    EXPECT_THAT(variant.verdict_reason, HasSubstr("needs 4 CPUs"));
    EXPECT_FALSE(variant.touches_per_s);
  }
}

TEST(Compare, WithoutABaselineNothingIsJudged) {
  const TestFolder folder;
  TestRun run = WaitTakes(1, 1);
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.variant == 0 ? StarvedCell(cell, true) : PlainCell(cell);
  };
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  EXPECT_EQ(comparison.cells[0].variants[0].verdict, Verdict::kStarved);
  EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kInconclusive);
  EXPECT_EQ(comparison.cells[0].variants[1].verdict_reason,
            "the baseline has no throughput here (starved)");
}

TEST(Compare, AnInterruptedRunIsReportedWithWhatIsThere) {
  const TestFolder folder;
  TestRun run = WaitTakes(0.5, 3);
  run.state = "running";
  const RunFolder written = run.Write(folder.path());
  // As after a SIGKILL in boot 9: no boot.json, a torn last line, later boots
  // never made.
  const auto& schedule = written.manifest().schedule;
  for (const int boot : {10, 11}) {
    std::filesystem::remove_all(
        written.BootFolder(schedule[static_cast<size_t>(boot)]));
  }
  const auto torn = written.BootFolder(schedule[9]);
  std::filesystem::remove(torn / "boot.json");
  std::filesystem::resize_file(torn / "records.jsonl", 200);

  const Comparison comparison =
      Compare({RunFolder::Open(written.path())}, kOptions);
  EXPECT_TRUE(comparison.partial);
  EXPECT_THAT(comparison.warnings,
              testing::Contains(HasSubstr("boot 9 (wait) interrupted")));
  EXPECT_THAT(comparison.warnings,
              testing::Contains(HasSubstr("is not finished (running)")));
  EXPECT_EQ(comparison.cells[0].variants[0].boots, 5);
  EXPECT_EQ(comparison.cells[0].variants[1].boots, 4);
  EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kFaster);
}

TEST(Compare, ADamagedRecordFileIsAWarning) {
  const TestFolder folder;
  const RunFolder run = WaitTakes(0.5, 2).Write(folder.path());
  const auto boot = run.BootFolder(run.manifest().schedule[1]);
  std::ofstream(boot / "records.jsonl") << "something else\n";
  const Comparison comparison = Compare({run}, kOptions);
  EXPECT_TRUE(comparison.partial);
  EXPECT_THAT(comparison.warnings,
              testing::Contains(HasSubstr("records.jsonl")));
  EXPECT_EQ(comparison.cells[0].variants[1].boots, 3);
}

TEST(Compare, WhatKernelsLackAndThoseThatAreMissingAreWarnings) {
  const TestFolder folder;
  TestRun run = WaitTakes(0.5, 2);
  run.last_lacks = {"fixture patch 0002-counters: no form of it fits"};
  run.unbuilt = {{.label = "fix",
                  .base = "tree:/home/me/linux",
                  .error = "fix.mbox does not apply"}};
  const Comparison comparison = Compare({run.Write(folder.path())}, kOptions);
  EXPECT_THAT(comparison.warnings,
              testing::ElementsAre(
                  "wait was built without fixture patch 0002-counters: no form "
                  "of it fits",
                  "fix (tree:/home/me/linux) was not measured: fix.mbox does "
                  "not apply"));
  // What was measured is whole.
  EXPECT_FALSE(comparison.partial);
  EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kFaster);
}

TEST(Compare, NothingMeasuredIsAnError) {
  const TestFolder folder;
  TestRun run;
  run.end = [](const ScheduledBoot&) {
    return TestRun::End{BootState::kPanicked, "no such cell", "panic", {}};
  };
  run.measure = [](const ScheduledBoot&, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    record.outcome = CellOutcome::kFailed;
    record.reason = "open /dev/hmm_dmirror0: No such file";
    return record;
  };
  const RunFolder written = run.Write(folder.path());
  try {
    Compare({written}, kOptions);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("nothing was measured"));
    EXPECT_THAT(error.what(), HasSubstr("panic"));
  }
  EXPECT_THROW(Compare({}, kOptions), Error);
}

TEST(Compare, ARunThatIsNamedTwiceIsRefused) {
  const TestFolder folder;
  const RunFolder run = WaitTakes(2, 2).Write(folder.path());
  EXPECT_THAT(
      [&] {
        Compare({run, run}, kOptions);
      },
      testing::ThrowsMessage<Error>(HasSubstr("named twice")));
}

TEST(Compare, BootsOfOneSeedCountOnce) {
  const TestFolder folder;
  TestRun run = WaitTakes(2, 1);
  run.clock = "virtual";
  run.first_seed = 1;
  const RunFolder first = run.Write(folder.path());
  const RunFolder again = run.Write(folder.path());
  const Comparison alone = Compare({first}, kOptions);
  const Comparison twice = Compare({first, again}, kOptions);
  EXPECT_EQ(alone.cells[0].variants[1].boots, 2);
  EXPECT_EQ(twice.cells[0].variants[1].boots, 2);
  EXPECT_THAT(twice.warnings,
              testing::Contains(HasSubstr("4 boots of run " +
                                          again.manifest().id + " repeat")));
  run.first_seed = 3;
  const RunFolder more = run.Write(folder.path());
  EXPECT_EQ(Compare({first, more}, kOptions).cells[0].variants[1].boots, 4);
  // Another cell of the same seed is something else.
  run.first_seed = 1;
  run.cells = {"same_page/threads:2/pages:64/access:read"};
  const RunFolder other = run.Write(folder.path());
  EXPECT_EQ(Compare({first, other}, kOptions).cells[1].variants[1].boots, 2);
}

TEST(Compare, AnotherLoadIsNotAnotherHost) {
  const TestFolder folder;
  TestRun run = WaitTakes(2, 2);
  run.host = {{"cpu", "one"}, {"load at start", "0.1"}};
  const RunFolder first = run.Write(folder.path());
  run.host["load at start"] = "7.5";
  const RunFolder busy = run.Write(folder.path());
  EXPECT_THAT(Compare({first, busy}, kOptions).warnings, testing::IsEmpty());
  run.host["cpu"] = "another";
  const RunFolder other = run.Write(folder.path());
  EXPECT_THAT(Compare({first, other}, kOptions).warnings,
              testing::ElementsAre(testing::HasSubstr("differ: cpu")));
}

// The boots were well: it is the cells that have something to say.
TEST(Compare, NothingMeasuredIsExplainedByACell) {
  const TestFolder folder;
  TestRun run;
  run.measure = [](const ScheduledBoot&, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    record.outcome = CellOutcome::kFailed;
    record.reason = "the GPU is gone";
    return record;
  };
  const RunFolder written = run.Write(folder.path());
  try {
    Compare({written}, kOptions);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("failed: the GPU is gone"));
  }
}

TEST(Compare, RunsOfOneKernelAddTheirBoots) {
  const TestFolder folder;
  const RunFolder one = WaitTakes(0.5, 1).Write(folder.path());
  const RunFolder two = WaitTakes(0.5, 1).Write(folder.path());
  const Comparison comparison = Compare({one, two}, kOptions);
  ASSERT_EQ(comparison.variants.size(), 2U);
  EXPECT_EQ(comparison.cells[0].variants[1].boots, 4);
  EXPECT_EQ(comparison.cells[0].variants[1].verdict, Verdict::kFaster);
  // Blocks of different runs are not one block.
  EXPECT_EQ(comparison.boots.back().scheduled.block, 1);
}

TEST(Compare, AnAaRunKeepsItsTwoVariants) {
  const TestFolder folder;
  TestRun run = WaitTakes(1, 1);
  run.labels = {"stock", "stock-again"};
  EXPECT_EQ(Compare({run.Write(folder.path())}, kOptions).variants.size(), 2U);
}

TEST(Compare, IsReproducible) {
  const TestFolder folder;
  const RunFolder run = WaitTakes(0.9, 2).Write(folder.path());
  EXPECT_EQ(JsonReport(Compare({run}, kOptions)),
            JsonReport(Compare({run}, kOptions)));
}

TEST(Compare, AnyKernelCanBeTheBaseline) {
  const TestFolder folder;
  TestRun run;
  run.labels = {"stock", "trylock", "wait"};
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    Stretch(1 + boot.variant, &record);
    return record;
  };
  const RunFolder written = run.Write(folder.path());
  const Comparison comparison = Compare({written}, {.baseline = "wait"});
  ASSERT_EQ(comparison.variants.size(), 3);
  EXPECT_EQ(comparison.variants[0].label, "wait");
  EXPECT_EQ(comparison.variants[1].label, "stock");
  EXPECT_EQ(comparison.variants[2].label, "trylock");
  EXPECT_NEAR(comparison.cells[0].variants[1].throughput->ratio, 3, 1e-6);
  EXPECT_NEAR(comparison.cells[0].variants[2].throughput->ratio, 1.5, 1e-6);
  for (const RunFolder::Boot& boot : comparison.boots) {
    EXPECT_EQ(
        comparison.variants[static_cast<size_t>(boot.scheduled.variant)].label,
        boot.record.variant);
  }
  try {
    (void)Compare({written}, {.baseline = "wiat"});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("did you mean wait"));
  }
}

TEST(Compare, RunsOfOneKernelTogetherOrApart) {
  const TestFolder folder;
  TestRun run;
  run.blocks = 2;
  const RunFolder first = run.Write(folder.path());
  const RunFolder second = run.Write(folder.path());
  const Comparison together = Compare({first, second}, {});
  ASSERT_EQ(together.variants.size(), 2);
  EXPECT_EQ(together.cells[0].variants[0].boots, 8);
  const Comparison apart = Compare({first, second}, {.apart = true});
  ASSERT_EQ(apart.variants.size(), 4);
  EXPECT_EQ(apart.variants[2].label, "stock@" + second.manifest().id);
  EXPECT_EQ(apart.cells[0].variants[2].boots, 4);
  EXPECT_EQ(apart.cells[0].variants[2].verdict, Verdict::kSame);
  const std::string other = "wait@" + second.manifest().id;
  EXPECT_EQ(Compare({first, second}, {.baseline = other, .apart = true})
                .variants[0]
                .label,
            other);
}

// The same kernel, and a device that was used in another way.
TEST(Compare, DeviceOptionsMakeVariants) {
  const TestFolder folder;
  TestRun run;
  run.labels = {"host"};
  run.host["device"] = "cuda,memory=managed,warps=4";
  const RunFolder first = run.Write(folder.path());
  const RunFolder again = run.Write(folder.path());
  run.host["device"] = "cuda,memory=system,warps=4";
  const RunFolder system = run.Write(folder.path());
  run.host["device"] = "cuda,memory=managed";
  const RunFolder fewer = run.Write(folder.path());

  const Comparison two = Compare({first, system, again}, {});
  ASSERT_EQ(two.variants.size(), 2);
  EXPECT_EQ(two.variants[1].label, "host@memory=system");
  EXPECT_EQ(two.cells[0].variants[0].boots, 4);
  EXPECT_EQ(two.cells[0].variants[1].boots, 2);
  // Nothing that the other has not: by the run's name.
  const Comparison named = Compare({first, fewer}, {});
  ASSERT_EQ(named.variants.size(), 2);
  EXPECT_EQ(named.variants[1].label, "host@" + fewer.manifest().id);
}

}  // namespace
}  // namespace hmmbench
