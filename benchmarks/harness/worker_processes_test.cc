// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/worker_processes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/memory_device.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/scenario.h"
#include "fixtures/base/error.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

// From then on a touch of the page does not return: what a lost wake-up looks
// like from above.
void HoldWhoeverTouches(uint64_t* page) {
  struct sigaction action {};
  action.sa_handler = [](int) {
    while (true) pause();
  };
  sigaction(SIGSEGV, &action, nullptr);
  mprotect(page, kPageBytes, PROT_NONE);
}

// A child opens a device of its own; that one misbehaves as it is told here.
class ReopenedDevice : public MemoryDevice {
 public:
  uint64_t child_pages_that_stay = 0;
  bool child_spoils_data = false;
  int child_holds_from_migration = 0;  // none

  [[nodiscard]] std::unique_ptr<Device> Reopen() const override {
    auto own = std::make_unique<MemoryDevice>();
    own->pages_that_stay = child_pages_that_stay;
    own->has_knobs = has_knobs;
    if (child_spoils_data) {
      own->after_migrate = [](uint64_t* words) {
        for (size_t i = 0; i < kPageWords; ++i) words[i] += 1;
      };
    } else if (child_holds_from_migration != 0) {
      own->after_migrate = [device = own.get(),
                            from =
                                child_holds_from_migration](uint64_t* words) {
        if (device->migrations >= from) HoldWhoeverTouches(words);
      };
    }
    return own;
  }
};

class WorkerProcessesTest : public ::testing::Test {
 protected:
  CellRecord Run(const std::string& name) {
    const Cell cell = ParseCell(name);
    WorkerProcesses processes(cell, context_);
    for (int round = 0; round < 3 && !processes.Broken(); ++round) {
      processes.Round();
    }
    return processes.Record();
  }

  const Clock clock_ = Clock::Monotonic("a test");
  const Topology topology_ = Topology::OfThisMachine();
  ReopenedDevice owner_;
  MemoryDevice peer_;
  const MeasurementContext context_{clock_, topology_, owner_, peer_};
};

TEST_F(WorkerProcessesTest, TheirRecordsAreOne) {
  const std::string name = "disjoint_pages/threads:3/pages:8/workers:processes";
  const CellRecord record = Run(name);
  EXPECT_EQ(record.outcome, CellOutcome::kMeasured) << record.reason;
  EXPECT_EQ(record.cell, ParseCell(name).Name());
  EXPECT_EQ(record.axes.at("threads"), "3");
  EXPECT_EQ(record.rounds, 3U);
  EXPECT_THAT(record.round_ns, AllOf(SizeIs(3), Each(Gt(0U))));
  EXPECT_EQ(record.pages, 3 * 8U);
  EXPECT_EQ(record.touches, 3 * 8U);
  EXPECT_EQ(record.oracle_checked, 3 * 8U);
  EXPECT_EQ(record.oracle_pages, 3 * 2 * 8U);
  EXPECT_EQ(record.latency.at("cpu").count(), 3 * 8U);
  ASSERT_THAT(record.threads, SizeIs(3));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(record.threads[i].index, i);
    EXPECT_EQ(record.threads[i].role, "cpu");
  }
  // Pages 0 and 1, 2 to 4, 5 to 7.
  EXPECT_EQ(record.threads[0].touches, 3 * 2U);
  EXPECT_EQ(record.threads[1].touches, 3 * 3U);
  EXPECT_EQ(record.threads[2].touches, 3 * 3U);
}

// A GPU's context is of one process.
class OnceOpenedDevice : public MemoryDevice {
 public:
  [[nodiscard]] bool CanReopen() const override { return false; }
};

TEST_F(WorkerProcessesTest, ADeviceOfOneProcessSkipsTheCell) {
  OnceOpenedDevice once;
  const MeasurementContext context{clock_, topology_, once, peer_};
  EXPECT_THROW(
      WorkerProcesses(ParseCell("disjoint_pages/threads:2/workers:processes"),
                      context),
      CannotRunHere);
}

TEST_F(WorkerProcessesTest, ARoundIsAsLongAsItsSlowestProcess) {
  const Cell cell =
      ParseCell("disjoint_pages/threads:2/pages:64/workers:processes");
  WorkerProcesses processes(cell, context_);
  const uint64_t round_ns = processes.Round();
  uint64_t longest = 0;
  for (const ThreadRecord& thread : processes.Record().threads) {
    longest = std::max(longest, thread.work_ns.value_or(0));
  }
  EXPECT_GT(longest, 0U);
  EXPECT_GE(round_ns, longest);
}

TEST_F(WorkerProcessesTest, WrongDataInOneIsSeen) {
  owner_.child_spoils_data = true;
  const CellRecord record =
      Run("disjoint_pages/threads:2/pages:4/workers:processes");
  EXPECT_EQ(record.outcome, CellOutcome::kBroken);
  EXPECT_GT(record.oracle_wrong, 0U);
  EXPECT_THAT(record.reason, HasSubstr("seen by cpu thread"));
}

TEST_F(WorkerProcessesTest, OneThatIsSlowForGoodIsRecordedHere) {
  owner_.child_holds_from_migration = 3;  // the first is the warm-up
  MeasurementContext context{clock_, topology_, owner_, peer_};
  context.stall_limit = std::chrono::milliseconds(200);
  // After three looks, which are too few to prove anything.
  context.slow_limit = std::chrono::milliseconds(900);
  std::vector<CellRecord> lost;
  context.lost = [&lost](const CellRecord& record) { lost.push_back(record); };
  const std::string name = "disjoint_pages/threads:2/pages:4/workers:processes";
  const Cell cell = ParseCell(name);
  WorkerProcesses processes(cell, context);
  processes.Round();
  EXPECT_THAT([&] { processes.Round(); },
              ThrowsMessage<Error>(HasSubstr("no thread touched a page for")));
  ASSERT_THAT(lost, SizeIs(1));
  EXPECT_EQ(lost[0].outcome, CellOutcome::kSlow);
  EXPECT_EQ(lost[0].cell, cell.Name());
  EXPECT_EQ(lost[0].axes.at("threads"), "2");
  EXPECT_THAT(lost[0].reason, HasSubstr("in round 2"));
  EXPECT_FALSE(lost[0].starvation.has_value());
  ASSERT_TRUE(lost[0].slow.has_value());
  EXPECT_EQ(lost[0].slow->after_round, 1U);
  EXPECT_GE(lost[0].slow->stalled_ns, 900'000'000U);
  EXPECT_NE(lost[0].slow->lacks, "");
}

TEST_F(WorkerProcessesTest, WhatFailsInOneIsSaidHere) {
  owner_.child_pages_that_stay = 1;
  EXPECT_THAT([&] { Run("disjoint_pages/pages:4/workers:processes"); },
              ThrowsMessage<Error>(HasSubstr("1 of 2 pages")));
}

TEST_F(WorkerProcessesTest, WhatCannotRunHereIsSkipped) {
  owner_.has_knobs = false;
  EXPECT_THAT(
      [&] { Run("disjoint_pages/pages:4/delay_us:20/workers:processes"); },
      ThrowsMessage<CannotRunHere>(HasSubstr("fixture patch")));
  EXPECT_THAT(
      [&] { Run("disjoint_pages/threads:4/pages:3/workers:processes"); },
      ThrowsMessage<CannotRunHere>("each of 4 processes needs a page: pages "
                                   "is 3"));
}

TEST_F(WorkerProcessesTest, ThePlansRunnerChoosesByTheAxis) {
  for (const bool processes : {false, true}) {
    const Cell cell = ParseCell(std::string("disjoint_pages/pages:4/workers:") +
                                (processes ? "processes" : "threads"));
    const auto run = cell.scenario->start(cell, context_);
    EXPECT_EQ(dynamic_cast<WorkerProcesses*>(run.get()) != nullptr, processes);
  }
}

}  // namespace
}  // namespace hmmbench
