// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/run_plan.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/harness/memory_device.h"
#include "benchmarks/harness/plan.h"
#include "fixtures/base/error.h"
#include "fixtures/measure/shadow_memory.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class RunPlanTest : public ::testing::Test {
 protected:
  static Plan PlanOf(const std::vector<std::string>& cells) {
    Plan plan;
    for (const std::string& cell : cells) {
      plan.cells.push_back({.cell = ParseCell(cell), .rounds = 2});
    }
    return plan;
  }
  // Runs the plan with its records in `file`; returns Google Benchmark's JSON.
  std::string Run(const Plan& plan, const std::string& file) {
    const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    std::ostringstream google_benchmark;
    try {
      RecordWriter records(fd);
      RunPlan(plan, context_, records, google_benchmark);
      records.End();
    } catch (...) {
      close(fd);
      throw;
    }
    close(fd);
    return google_benchmark.str();
  }

  const Clock clock_ = Clock::Monotonic("a test");
  const Topology topology_ = Topology::OfThisMachine();
  MemoryDevice owner_;
  MemoryDevice peer_;
  const MeasurementContext context_{clock_, topology_, owner_, peer_};
};

TEST_F(RunPlanTest, CellThatCannotBeMeasuredDoesNotStopTheNext) {
  owner_.has_knobs = false;
  peer_.error = EFAULT;
  const Plan plan =
      PlanOf({"fault_path/pages:4", "fault_path/pages:4/delay_us:1",
              "cpu_vs_device/pages:4/delay_us:0", "disjoint_pages/pages:4"});
  const std::string file =
      ::testing::TempDir() + "run_plan_test." + std::to_string(getpid());
  const nlohmann::json json = nlohmann::json::parse(Run(plan, file));
  const RecordStream stream = ReadRecords(file);
  std::filesystem::remove(file);

  EXPECT_FALSE(stream.partial) << stream.partial_reason;
  ASSERT_THAT(stream.cells, SizeIs(4));
  EXPECT_EQ(stream.cells[0].outcome, CellOutcome::kMeasured);
  EXPECT_EQ(stream.cells[0].rounds, 2U);
  EXPECT_EQ(stream.cells[1].outcome, CellOutcome::kSkipped);
  EXPECT_THAT(stream.cells[1].reason, HasSubstr("fixture patch"));
  EXPECT_EQ(stream.cells[2].outcome, CellOutcome::kFailed);
  EXPECT_THAT(stream.cells[2].reason, HasSubstr("Bad address"));
  EXPECT_EQ(stream.cells[3].outcome, CellOutcome::kMeasured);

  const auto& benchmarks = json.at("benchmarks");
  ASSERT_THAT(benchmarks, SizeIs(4));
  EXPECT_THAT(benchmarks[0].at("name").get<std::string>(),
              StartsWith(plan.cells[0].cell.Name()));
  EXPECT_GT(benchmarks[0].at("touches/s").get<double>(), 0);
  if (!kShadowMemoryFaults) {
    EXPECT_EQ(benchmarks[0].at("retries").get<double>(), -1)
        << "nothing faults here: 0 faults a page - 1";
  }
  EXPECT_EQ(benchmarks[0].at("iterations").get<int>(), 2);
  // Manual time is the rounds' own, so the two files agree.
  const double mean_ns = static_cast<double>(stream.cells[0].round_ns[0] +
                                             stream.cells[0].round_ns[1]) /
                         2;
  EXPECT_NEAR(benchmarks[0].at("real_time").get<double>(), mean_ns,
              1 + mean_ns * 1e-6);
  EXPECT_THAT(benchmarks[1].at("error_message").get<std::string>(),
              StartsWith("skipped: "));
  EXPECT_THAT(benchmarks[2].at("error_message").get<std::string>(),
              StartsWith("failed: "));
}

// Whatever folder a policy has: set for the cell, counted, and set back.
TEST_F(RunPlanTest, KnobsAreSetForTheirCellsAndNamedInTheRecords) {
  const std::filesystem::path folder =
      ::testing::TempDir() + "policy." + std::to_string(getpid());
  std::filesystem::create_directory(folder);
  const auto put = [&folder](const char* name, const std::string& text) {
    std::ofstream(folder / name) << text;
  };
  const auto knob = [&folder] {
    std::string text;
    std::ifstream(folder / "spin_ns") >> text;
    return text;
  };
  put("spin_ns", "20");
  put("waits", "100");
  std::filesystem::permissions(folder / "waits",
                               std::filesystem::perms::owner_read);
  std::vector<std::string> seen;
  owner_.on_migrate = [&](uint64_t*) { seen.push_back(knob()); };
  MeasurementContext context = context_;
  context.policy_folder = folder;

  Plan plan = PlanOf({"fault_path/pages:1", "fault_path/pages:1"});
  plan.cells[0].knobs = {{"spin_ns", 37}};
  plan.cells[1].knobs = {{"other", 1}};
  const int fd = memfd_create("records", MFD_CLOEXEC);
  RecordWriter records(fd);
  std::ostringstream google_benchmark;
  RunPlan(plan, context, records, google_benchmark);
  records.End();
  const RecordStream stream =
      ReadRecords("/proc/self/fd/" + std::to_string(fd));
  close(fd);
  EXPECT_EQ(knob(), "20");
  std::filesystem::remove_all(folder);

  ASSERT_THAT(stream.cells, SizeIs(2));
  const CellRecord& measured = stream.cells[0];
  EXPECT_EQ(measured.outcome, CellOutcome::kMeasured);
  EXPECT_EQ(measured.cell, plan.cells[0].cell.Name() + "/spin_ns:37");
  EXPECT_EQ(measured.knobs, plan.cells[0].knobs);
  EXPECT_THAT(measured.policy, ElementsAre(std::pair("waits", 0U)))
      << "the difference over the rounds";
  EXPECT_THAT(seen, AllOf(Not(IsEmpty()), Each("37")));
  const CellRecord& skipped = stream.cells[1];
  EXPECT_EQ(skipped.outcome, CellOutcome::kSkipped);
  EXPECT_THAT(skipped.reason, HasSubstr("no knob other"));
  EXPECT_EQ(skipped.cell, plan.cells[1].cell.Name() + "/other:1");
}

TEST_F(RunPlanTest, WrongDataIsInBoth) {
  owner_.on_migrate = [](uint64_t* words) { words[100] = 0; };
  const std::string file =
      ::testing::TempDir() + "run_plan_test." + std::to_string(getpid());
  const std::string json = Run(PlanOf({"cpu_vs_device/pages:1"}), file);
  const RecordStream stream = ReadRecords(file);
  std::filesystem::remove(file);
  ASSERT_THAT(stream.cells, SizeIs(1));
  EXPECT_EQ(stream.cells[0].outcome, CellOutcome::kBroken);
  EXPECT_THAT(stream.cells[0].reason, HasSubstr("word 100"));
  EXPECT_THAT(json, HasSubstr("broken: "));
}

TEST_F(RunPlanTest, NoRoundBeginsAfterTheCellsLimit) {
  MeasurementContext context = context_;
  context.cell_limit = std::chrono::nanoseconds(1);
  const int fd = memfd_create("records", MFD_CLOEXEC);
  std::ostringstream google_benchmark;
  RecordWriter records(fd);
  RunPlan(PlanOf({"fault_path/pages:4", "disjoint_pages/pages:4"}), context,
          records, google_benchmark);
  records.End();
  const RecordStream stream = ReadRecords(fmt::format("/proc/self/fd/{}", fd));
  close(fd);
  ASSERT_THAT(stream.cells, SizeIs(2));
  for (const CellRecord& cell : stream.cells) {
    EXPECT_EQ(cell.outcome, CellOutcome::kMeasured);
    EXPECT_EQ(cell.rounds, 1U);
    EXPECT_EQ(cell.planned_rounds, 2U);
    EXPECT_EQ(cell.pages, 4U);
    EXPECT_EQ(cell.planned_pages, 8U);
    EXPECT_EQ(cell.cut_off_by_ns, 1U);
    EXPECT_FALSE(cell.page_return) << "its threads do not meet";
  }
  EXPECT_THAT(google_benchmark.str(),
              HasSubstr("cut off by its limit of 0.000 s: 4 of 8 pages in 1 of "
                        "2 rounds"));
}

TEST_F(RunPlanTest, EachCellIsSettledBeforeItBegins) {
  MeasurementContext context = context_;
  std::vector<std::string> settled;
  context.settle = [&settled](const Cell& cell) {
    settled.push_back(cell.Name());
  };
  const int fd = memfd_create("records", MFD_CLOEXEC);
  std::ostringstream google_benchmark;
  RecordWriter records(fd);
  const Plan plan = PlanOf({"fault_path/pages:4", "disjoint_pages/pages:4"});
  RunPlan(plan, context, records, google_benchmark);
  close(fd);
  EXPECT_THAT(settled, ElementsAre(plan.cells[0].cell.Name(),
                                   plan.cells[1].cell.Name()));
}

TEST_F(RunPlanTest, OnlyTheLivelockKeepsACpu) {
  EXPECT_TRUE(ParseCell("mixed_range").scenario->keeps_cpu);
  EXPECT_FALSE(ParseCell("same_page").scenario->keeps_cpu);
}

// Threads that meet before each page end in the middle of a round.
TEST_F(RunPlanTest, TheCellsLimitEndsALongRound) {
  MeasurementContext context = context_;
  context.cell_limit = std::chrono::nanoseconds(1);
  const int fd = memfd_create("records", MFD_CLOEXEC);
  std::ostringstream google_benchmark;
  RecordWriter records(fd);
  RunPlan(PlanOf({"same_page/threads:2/pages:64"}), context, records,
          google_benchmark);
  const RecordStream stream = ReadRecords(fmt::format("/proc/self/fd/{}", fd));
  close(fd);
  ASSERT_THAT(stream.cells, SizeIs(1));
  EXPECT_EQ(stream.cells[0].outcome, CellOutcome::kMeasured);
  const CellRecord& cell = stream.cells[0];
  EXPECT_EQ(cell.rounds, 1U);
  EXPECT_LT(cell.pages, 64U);
  EXPECT_EQ(cell.planned_rounds, 2U);
  EXPECT_EQ(cell.planned_pages, 128U);
  EXPECT_EQ(cell.cut_off_by_ns, 1U);
  ASSERT_TRUE(cell.page_return);
  EXPECT_EQ(cell.page_return->returned.count(), cell.pages);
  EXPECT_EQ(cell.page_return->not_returned, 128 - cell.pages);
}

// The last round, too: then as many rounds were done as planned.
TEST_F(RunPlanTest, ALastRoundThatEndsEarlyIsCutOff) {
  MeasurementContext context = context_;
  context.cell_limit = std::chrono::nanoseconds(1);
  const int fd = memfd_create("records", MFD_CLOEXEC);
  std::ostringstream google_benchmark;
  RecordWriter records(fd);
  Plan plan = PlanOf({"same_page/threads:2/pages:64"});
  plan.cells[0].rounds = 1;
  RunPlan(plan, context, records, google_benchmark);
  const RecordStream stream = ReadRecords(fmt::format("/proc/self/fd/{}", fd));
  close(fd);
  ASSERT_THAT(stream.cells, SizeIs(1));
  EXPECT_EQ(stream.cells[0].rounds, 1U);
  EXPECT_EQ(stream.cells[0].planned_rounds, 1U);
  EXPECT_EQ(stream.cells[0].cut_off_by_ns, 1U);
  EXPECT_THAT(google_benchmark.str(), HasSubstr("cut off by its limit"));
}

TEST_F(RunPlanTest, ACellThatIsDoneWithinItsLimitIsNotCutOff) {
  MeasurementContext context = context_;
  context.cell_limit = std::chrono::hours(1);
  const int fd = memfd_create("records", MFD_CLOEXEC);
  std::ostringstream google_benchmark;
  RecordWriter records(fd);
  RunPlan(PlanOf({"same_page/threads:2/pages:4", "disjoint_pages/pages:4",
                  "mmap_lock/pages:4/threads:2"}),
          context, records, google_benchmark);
  const RecordStream stream = ReadRecords(fmt::format("/proc/self/fd/{}", fd));
  close(fd);
  ASSERT_THAT(stream.cells, SizeIs(3));
  for (const CellRecord& cell : stream.cells) {
    EXPECT_EQ(cell.planned_rounds, 2U) << cell.cell;
    EXPECT_EQ(cell.planned_pages, cell.pages) << cell.cell;
    EXPECT_EQ(cell.cut_off_by_ns, std::nullopt) << cell.cell;
    if (cell.page_return) {
      EXPECT_EQ(cell.page_return->not_returned, 0U);
    }
  }
  EXPECT_THAT(google_benchmark.str(), Not(HasSubstr("cut off")));
}

TEST_F(RunPlanTest, RecordsThatCannotBeWrittenEndTheRun) {
  // A medium that refuses everything after the header.
  const int fd = memfd_create("records", MFD_ALLOW_SEALING | MFD_CLOEXEC);
  RecordWriter records(fd);
  ASSERT_EQ(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), 0);
  std::ostringstream google_benchmark;
  EXPECT_THAT(
      [&] {
        RunPlan(PlanOf({"fault_path/pages:4"}), context_, records,
                google_benchmark);
      },
      ThrowsMessage<Error>(HasSubstr("cannot write records")));
  close(fd);
}

}  // namespace
}  // namespace hmmbench
