// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "analysis/comparison/comparison.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

using testing::HasSubstr;
using testing::Not;

Comparison Compared(TestRun run) {
  const TestFolder folder;
  return Compare({run.Write(folder.path())}, {.family = {.resamples = 200}});
}

TestRun LongCells(const std::vector<std::string>& labels) {
  TestRun run;
  run.labels = labels;
  run.cells.clear();
  for (const char* const access : {"read", "write"}) {
    for (const char* const placement : {"packed", "spread", "remote"}) {
      run.cells.push_back(std::string("cpu_vs_device/threads:4/devices:2/"
                                      "pages:64/access:") +
                          access + "/delay_us:20/placement:" + placement);
    }
  }
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    record.round_ns[0] += static_cast<uint64_t>(40'000 * boot.boot);
    record.latency["device"] = record.latency["cpu"];
    return record;
  };
  return run;
}

TEST(PlainReport, AGpuIsNamedAndItsLatenciesStandBesideTheCpus) {
  TestRun run = LongCells({"host"});
  run.measure = [](const ScheduledBoot& /*boot*/, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    for (int i = 0; i < 1000; ++i) record.latency["gpu_warp"].Record(31'000);
    return record;
  };
  Comparison comparison = Compared(run);
  EXPECT_EQ(TextReport(comparison).find("\ndevice"), std::string::npos);
  comparison.environment.facts = {{"device", "cuda0"},
                                  {"gpu_name", "a GPU of the test"},
                                  {"gpu_memory", "system"},
                                  {"gpu_addressing_mode", "HMM"},
                                  {"gpu_driver_version", "580.65.06"},
                                  {"gpu_sm_clock_mhz", "1755"}};
  const std::string text = TextReport(comparison);
  for (const char* const part :
       {"cuda0, a GPU of the test", "addressing mode HMM", "1755 MHz",
        "580.65.06", "p50 latency of a cpu touch",
        "p99 latency of a GPU warp's access"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 75U) << line;
  }
}

class Variants : public testing::TestWithParam<size_t> {};

TEST_P(Variants, MailStaysWithin75ColumnsOfAscii) {
  const std::vector<std::string> labels = {
      "stock",    "trylock",     "wait",
      "lock-ref", "drain-first", "a-kernel-with-a-very-long-name-of-its-own"};
  Comparison comparison = Compared(LongCells(
      {labels.begin(), labels.begin() + static_cast<ptrdiff_t>(GetParam())}));
  comparison.environment.cpu_model = "Intel\u00ae \u00b5 \x1b[31mred";
  comparison.manifest.accelerator_reason = std::string(100, 'w');
  comparison.warnings.push_back(std::string(90, 'v') + " \xff\xfe");
  const std::string text = TextReport(comparison);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 75U) << line;
    EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) {
      return c >= ' ' && c <= '~';
    })) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
  // Cells and labels are all there.
  EXPECT_THAT(text, HasSubstr("remote"));
  for (size_t variant = 0; variant < GetParam(); ++variant) {
    EXPECT_THAT(text, HasSubstr(labels[variant].substr(0, 20)));
  }
}

INSTANTIATE_TEST_SUITE_P(OneToSix, Variants, testing::Range<size_t>(1, 7));

TEST(TextReport, ShowsOnlyAxesThatDiffer) {
  const std::string text = TextReport(Compared(LongCells({"stock", "wait"})));
  EXPECT_THAT(text, HasSubstr("everywhere threads:4 devices:2 pages:64 "
                              "delay_us:20"));
  EXPECT_THAT(text, HasSubstr("access  placement  stock"));
}

TEST(TextReport, SaysWhatItStandsOn) {
  const std::string text = TextReport(Compared(LongCells({"stock", "wait"})));
  EXPECT_THAT(text, HasSubstr("constructed CPU, 4 CPUs"));
  EXPECT_THAT(text, HasSubstr("clock    real; fidelity emulated"));
  EXPECT_THAT(text, HasSubstr("boots    stock 2, wait 2 finished"));
  EXPECT_THAT(text, HasSubstr("node 0: CPUs 0,1, 768 MiB"));
  EXPECT_THAT(text, HasSubstr("  ./hmmbench compare --base 6.12"));
}

TEST(TextReport, NumbersByHand) {
  TestRun run;
  const std::string text = TextReport(Compared(run));
  EXPECT_THAT(text, HasSubstr("  stock       wait\n   100k  100k (0%)\n"));
  EXPECT_THAT(text, HasSubstr("  1.00 [1.00, 1.00] same\n"));
  EXPECT_THAT(text, HasSubstr("  stock    wait\n  10.0us  10.0us\n"));
  // 500 faults on 250 pages: 2 a page, 1 retry; 750 calls: 3 a page.
  EXPECT_THAT(text, HasSubstr("faults per touched page - 1)\n"
                              "  stock  wait\n   1.00  1.00\n"));
  EXPECT_THAT(text, HasSubstr("calls per page\n"
                              "  stock  wait\n   3.00  3.00\n"));
}

TEST(TextReport, FootnotesSayWhyACellIsMissing) {
  TestRun run = LongCells({"stock", "wait"});
  const std::string silent_cell = run.cells[2];
  run.end = [silent_cell](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.variant == 1) end = {BootState::kHung, silent_cell, "silent", {}};
    return end;
  };
  const std::string text = TextReport(Compared(run));
  EXPECT_THAT(text, HasSubstr("inconclusive (1)"));
  EXPECT_THAT(text, HasSubstr("missing (2)"));
  EXPECT_THAT(text, HasSubstr("(1) given up as slow in 2 of 2 boots"));
  EXPECT_THAT(text, HasSubstr("(2) boot 1 (wait) hung in"));
  EXPECT_THAT(text, HasSubstr("PARTIAL"));
}

// "wait" starves everywhere; writers change the address space beside.
TestRun Starving() {
  TestRun run;
  run.cells = {"mixed_range/spinners:1", "mixed_range/spinners:2"};
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record =
        boot.variant == 1 ? StarvedCell(cell, true) : PlainCell(cell);
    record.latency["mmap_writer"] = record.latency["cpu"];
    if (boot.variant == 1) {
      std::vector<std::string>& frames = record.starvation->stacks[0].frames;
      frames.insert(frames.end(), 20, "entry_SYSCALL_64+0x1/0x2");
    }
    return record;
  };
  return run;
}

TEST(TextReport, ShowsAStarvation) {
  const std::string text = TextReport(Compared(Starving()));
  EXPECT_LT(text.find("What this says"), text.find("Cells\n-----"));
  EXPECT_LT(text.find("Cells\n-----"), text.find("Starvation\n--"));
  EXPECT_LT(text.find("Starvation\n--"), text.find("Verdicts\n--"));
  EXPECT_THAT(text, HasSubstr("STARVED 2/2"));
  EXPECT_THAT(text,
              HasSubstr("\nwait in mixed_range spinners:1: starved in 2 of 2 "
                        "boots\n"));
  EXPECT_THAT(text, HasSubstr("* meanwhile: 245,311 faults, 0 voluntary and 12 "
                              "involuntary switches\n"));
  EXPECT_THAT(text, HasSubstr("* folio mapped twice: yes\n"));
  EXPECT_THAT(text, HasSubstr("  holder, state D\n"
                              "    __flush_work\n"
                              "    __lru_add_drain_all\n"));
  EXPECT_THAT(text, HasSubstr("    ... and 13 more\n"));
  EXPECT_THAT(text, HasSubstr("p99 latency of a mmap_writer call\n"));
}

// "stock" is cut off, "wait" is five times as fast at least.
TestRun CutOffRun() {
  TestRun run;
  run.blocks = 2;
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = boot.variant == 0 ? CutOffCell(cell) : PlainCell(cell);
    Stretch(boot.variant == 0 ? 20 : 1, &record);
    if (boot.variant == 0) {
      for (ThreadRecord& thread : record.threads) thread.minor_faults = 10'000;
    } else {
      record.page_return.emplace();
      for (int i = 0; i < 250; ++i) record.page_return->returned.Record(20'000);
    }
    return record;
  };
  return run;
}

TEST(TextReport, ACutOffCellIsNamedAndHasBounds) {
  const std::string text = TextReport(Compared(CutOffRun()));
  std::string words = text;
  std::ranges::replace(words, '\n', ' ');
  words = std::regex_replace(words, std::regex(" +"), " ");
  EXPECT_THAT(words,
              HasSubstr("* stock was CUT OFF in same_page: 0.1 s of the cell's "
                        "own time were over after 1,000 of 4,000 pages in 4 "
                        "boots, of which 4 were cut off. For all planned pages "
                        "that is at least 40.0 faults a page, at most 20.0k "
                        "touches/s."));
  EXPECT_THAT(
      words, HasSubstr("wait: 5.00 times or more the touches/s of stock in the "
                       "one cell where threads meet"));
  EXPECT_THAT(words, HasSubstr("* Cut off: the cell's own time was over"));
  EXPECT_THAT(words, HasSubstr("<=20.0k 100k *>=+400%*"));
  EXPECT_THAT(words, HasSubstr(">=5.00 [5.00, inf] faster"));
  EXPECT_THAT(words, HasSubstr("faults per touched page - 1) stock wait "
                               ">=39.0 1.00"));
  EXPECT_THAT(words, HasSubstr("p50 time to a page's return stock wait - "
                               "20.0us"));
  EXPECT_THAT(words, HasSubstr("p99 time to a page's return stock wait "
                               ">=40.0us 20.0us"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 75U) << line;
  }
}

TEST(TextReport, SaysWhyABoundDecidesNothing) {
  TestRun run = CutOffRun();
  run.measure = [measure = run.measure](const ScheduledBoot& boot,
                                        const std::string& cell) {
    CellRecord record = measure(boot, cell);
    if (boot.variant == 1) Stretch(20, &record);
    return record;
  };
  std::string text = TextReport(Compared(run));
  std::ranges::replace(text, '\n', ' ');
  text = std::regex_replace(text, std::regex(" +"), " ");
  EXPECT_THAT(text, HasSubstr("inconclusive (1)"));
  EXPECT_THAT(text, HasSubstr("(1) throughput is at least 0.25 times"));
  EXPECT_THAT(text, HasSubstr("the baseline was"));
}

TEST(TextReport, WithoutACutOffNothingIsSaidOfIt) {
  const std::string text = TextReport(Compared(LongCells({"stock", "wait"})));
  EXPECT_THAT(text, Not(HasSubstr("CUT OFF")));
  EXPECT_THAT(text, Not(HasSubstr(">=")));
  EXPECT_THAT(text, Not(HasSubstr("page's return")));
}

TEST(TextReport, ShowsWhatWasSlowApartFromStarvation) {
  TestRun run;
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.variant == 1 ? SlowCell(cell, true) : PlainCell(cell);
  };
  const std::string text = TextReport(Compared(run));
  EXPECT_THAT(text, HasSubstr("Slow, not proved to starve\n--"));
  EXPECT_THAT(text, HasSubstr("* no proof of a starvation: reader 0 is asleep "
                              "(S)\n"));
  EXPECT_THAT(text, HasSubstr("  holder, state D\n"));
  EXPECT_THAT(text, Not(HasSubstr("Starvation\n")));
  EXPECT_THAT(text, Not(HasSubstr("STARVED")));
}

TEST(TerminalReport, IsBriefUnlessAskedForAll) {
  const Comparison comparison = Compared(LongCells({"stock", "wait"}));
  const std::string brief = TerminalReport(comparison, 100, false, false);
  EXPECT_THAT(brief, Not(HasSubstr("Latency of a")));
  EXPECT_LT(std::ranges::count(brief, '\n'), 25);
  EXPECT_THAT(TerminalReport(comparison, 100, false, true),
              HasSubstr("Latency of a cpu touch"));
}

// Sixteen cells, as in the default plan; three are twice as fast.
TEST(TerminalReport, OfADefaultRunFitsOnAPage) {
  TestRun run;
  run.labels = {"stock", "trylock", "wait"};
  run.cells.clear();
  for (int i = 1; i <= 16; ++i) {
    run.cells.push_back(fmt::format("same_page/threads:{}/delay_us:20", i));
  }
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    const bool differs = cell.find("threads:1") != std::string::npos;
    if (differs && boot.variant == 0) Stretch(2, &record);
    return record;
  };
  const std::string brief = TerminalReport(Compared(run), 100, false, false);
  EXPECT_LE(std::ranges::count(brief, '\n'), 23) << brief;
  EXPECT_THAT(brief, HasSubstr("  same_page threads:12 "));
  EXPECT_THAT(brief, Not(HasSubstr("  same_page threads:2 ")));
  EXPECT_THAT(brief, HasSubstr("8 cells are the same on all kernels."));
}

TEST(TerminalReport, WhatNoKernelMeasuredIsCountedAndThePartialRunIsSaid) {
  TestRun run;
  run.cells = {"fault_path/pages:16", "fault_path/pages:17",
               "fault_path/pages:18"};
  run.measure = [](const ScheduledBoot&, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    if (cell != "fault_path/pages:16") record.outcome = CellOutcome::kFailed;
    return record;
  };
  Comparison comparison = Compared(run);
  comparison.partial = true;
  comparison.warnings = {"one"};
  const std::string brief = TerminalReport(comparison, 100, false, false);
  EXPECT_THAT(brief, HasSubstr("2 cells were"));
  EXPECT_THAT(brief, Not(HasSubstr("pages:17 ")));
  EXPECT_THAT(brief, HasSubstr("The run is partial: 1 warning."));
}

TEST(TextReport, TwoKernelsThatWorkDoNotStarve) {
  const std::string text = TextReport(Compared(LongCells({"stock", "wait"})));
  EXPECT_THAT(text, Not(HasSubstr("Starvation\n")));
}

TEST(TerminalReport, ColoursOnlyWhenAsked) {
  const Comparison comparison = Compared(LongCells({"stock", "wait"}));
  EXPECT_THAT(TerminalReport(comparison, 120, false, true),
              Not(HasSubstr("\x1b")));
  EXPECT_THAT(TerminalReport(comparison, 120, true, true),
              HasSubstr("\x1b[2m"));
}

TEST(TerminalReport, ConclusionComesBeforeTheTables) {
  const std::string text =
      TerminalReport(Compared(LongCells({"stock", "wait"})), 120, false, true);
  EXPECT_LT(text.find("What this says"),
            text.find("cpu_vs_device, everywhere"));
}

}  // namespace
}  // namespace hmmbench
