// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/run_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <barrier>
#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "benchmarks/harness/scenario.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

constexpr const char* kFirst = "fault_path/pages:8";
constexpr const char* kSecond = "same_page/pages:8";
constexpr const char* kThird = "disjoint_pages/pages:8";

// Two variants, two boots each, of three cells.
class RunScheduleTest : public ::testing::Test {
 public:
  RunScheduleTest(const RunScheduleTest&) = delete;
  RunScheduleTest& operator=(const RunScheduleTest&) = delete;

 protected:
  RunScheduleTest() {
    std::string name =
        (fs::path(testing::TempDir()) / "hmmbenchXXXXXX").string();
    parent_ = mkdtemp(name.data());
    for (const char* cell : {kFirst, kSecond, kThird}) {
      plan_.cells.push_back({ParseCell(cell), 1});
    }
    Manifest manifest;
    manifest.plan = "cells";
    for (const char* label : {"stock", "wait"}) {
      manifest.variants.emplace_back().label = label;
    }
    for (int boot = 0; boot < 4; ++boot) {
      manifest.schedule.push_back(
          {.boot = boot, .variant = boot % 2, .block = boot / 2});
    }
    folder_.emplace(RunFolder::Create(parent_, manifest));
  }
  ~RunScheduleTest() override { fs::remove_all(parent_); }

  void Run(unsigned at_once, const RunBoot& run_boot) {
    ProgressLine line(progress_);
    RunSchedule(*folder_, plan_, at_once, line, run_boot);
  }

  // How each boot ended, in the order of their numbers.
  [[nodiscard]] std::vector<BootRecord> Records() const {
    std::vector<std::string> warnings;
    std::vector<BootRecord> records;
    for (const auto& boot : folder_->ReadBoots(&warnings)) {
      records.push_back(boot.record);
    }
    return records;
  }

  static std::vector<std::string> Names(const Plan& plan) {
    std::vector<std::string> names;
    for (const auto& planned : plan.cells) {
      names.push_back(planned.cell.scenario->name);
    }
    return names;
  }

  static RecordTail::Event Begin(const Plan& plan, size_t cell) {
    RecordTail::Event event;
    event.kind = RecordTail::Event::Kind::kBegin;
    event.cell = plan.cells.at(cell).cell.Name();
    return event;
  }

  fs::path parent_;
  Plan plan_;
  std::optional<RunFolder> folder_;
  std::ostringstream progress_;
};

TEST_F(RunScheduleTest, OneAtATimeInOrder) {
  std::vector<int> order;
  Run(1, [&](const ScheduledBoot& boot, const Plan& plan, const fs::path&,
             const OnRecordEvent&, BootRecord& record) {
    order.push_back(boot.boot);
    EXPECT_THAT(plan.cells, SizeIs(3));
    record.state = BootState::kFinished;
  });
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(folder_->manifest().state, "finished");
  const auto records = Records();
  ASSERT_THAT(records, SizeIs(4));
  EXPECT_EQ(records[3].boot, 3);
  EXPECT_EQ(records[3].variant, "wait");
  EXPECT_EQ(records[3].state, BootState::kFinished);
}

TEST_F(RunScheduleTest, TwoAtATimeAndNoMore) {
  std::barrier<> both(2);  // nobody passes alone
  std::atomic<int> running = 0;
  Run(2, [&](const ScheduledBoot&, const Plan& plan, const fs::path&,
             const OnRecordEvent& on_event, BootRecord& record) {
    EXPECT_LE(++running, 2);
    both.arrive_and_wait();
    on_event(Begin(plan, 0));
    --running;
    both.arrive_and_wait();
    record.state = BootState::kFinished;
  });
  EXPECT_THAT(Records(), SizeIs(4));
}

TEST_F(RunScheduleTest, CellsAfterOneThatKilledItsGuestAreRunByAnother) {
  std::mutex mutex;
  std::map<int, std::vector<std::string>> cells;
  Run(2, [&](const ScheduledBoot& boot, const Plan& plan, const fs::path&,
             const OnRecordEvent& on_event, BootRecord& record) {
    {
      const std::scoped_lock lock(mutex);
      cells[boot.boot] = Names(plan);
    }
    on_event(Begin(plan, 0));
    record.state = BootState::kFinished;
    if (boot.boot != 1 && boot.boot != 3) return;
    on_event(Begin(plan, 1));
    record.state = boot.boot == 1 ? BootState::kStarved : BootState::kHung;
    record.reason = "no progress";
  });
  ASSERT_THAT(cells, SizeIs(6));
  for (const int continuation : {4, 5}) {
    EXPECT_THAT(cells[continuation], ElementsAre("disjoint_pages"));
  }
  EXPECT_THAT((std::set<int>{folder_->manifest().schedule.at(4).continues,
                             folder_->manifest().schedule.at(5).continues}),
              ElementsAre(1, 3));
  EXPECT_THAT(progress_.str(),
              HasSubstr("boot 2/4 wait: starved: no progress"));
}

TEST_F(RunScheduleTest, GuestLostBeforeItsFirstCellIsNotTriedAgain) {
  Run(1, [&](const ScheduledBoot&, const Plan&, const fs::path&,
             const OnRecordEvent&,
             BootRecord& record) { record.state = BootState::kPanicked; });
  EXPECT_THAT(folder_->manifest().schedule, SizeIs(4));
}

// A GPU that is not there is said once, not by each boot.
TEST_F(RunScheduleTest, AProgramThatRefusesToBeginIsNotStartedAgain) {
  std::vector<int> begun;
  Run(1, [&](const ScheduledBoot& boot, const Plan&, const fs::path&,
             const OnRecordEvent&, BootRecord& record) {
    begun.push_back(boot.boot);
    record.state = boot.variant == 0 ? BootState::kDied : BootState::kFinished;
    record.reason = "there is no such device";
  });
  EXPECT_THAT(begun, ElementsAre(0, 1, 3));
  EXPECT_THAT(progress_.str(),
              HasSubstr("boot 1/4 stock: died: there is no such device "
                        "(left out: 1 more like it)"));
}

TEST_F(RunScheduleTest, WhoeverCallsSaysWhyNothingWasMeasured) {
  Run(1, [&](const ScheduledBoot& boot, const Plan&, const fs::path&,
             const OnRecordEvent&, BootRecord& record) {
    record.state = BootState::kDied;
    record.reason = boot.variant == 0 ? "of the first" : "of the second";
  });
  EXPECT_THAT(progress_.str(), HasSubstr("of the first"));
  EXPECT_THAT(progress_.str(), HasSubstr("of the second"));
}

TEST_F(RunScheduleTest, CtrlCEndsAllAndLeavesWhatWasMeasured) {
  std::barrier<> both(2);
  EXPECT_THAT(
      [&] {
        Run(2, [&](const ScheduledBoot& boot, const Plan&, const fs::path&,
                   const OnRecordEvent&, BootRecord& record) {
          both.arrive_and_wait();
          record.qemu = {"qemu"};
          if (boot.boot > 1) throw Interrupted("interrupted by Ctrl-C");
          record.state = BootState::kFinished;
        });
      },
      ThrowsMessage<Interrupted>(HasSubstr(folder_->path().string())));
  EXPECT_EQ(folder_->manifest().state, "interrupted");
  const auto records = Records();
  ASSERT_THAT(records, SizeIs(4));
  EXPECT_EQ(records[1].state, BootState::kFinished);
  for (const size_t boot : {2U, 3U}) {
    EXPECT_EQ(records[boot].state, BootState::kInterrupted);
    EXPECT_EQ(records[boot].reason, "interrupted by the user");
    EXPECT_THAT(records[boot].qemu, ElementsAre("qemu"));
  }
}

TEST_F(RunScheduleTest, BootThatCannotBeStartedIsTheLastOne) {
  std::set<int> begun;
  EXPECT_THAT(
      [&] {
        Run(1, [&](const ScheduledBoot& boot, const Plan&, const fs::path&,
                   const OnRecordEvent&, BootRecord& record) {
          begun.insert(boot.boot);
          if (boot.boot == 1) throw Error("cannot boot");
          record.state = BootState::kFinished;
        });
      },
      ThrowsMessage<Error>("cannot boot"));
  EXPECT_THAT(begun, ElementsAre(0, 1));
  EXPECT_EQ(folder_->manifest().state, "running");
}

}  // namespace
}  // namespace hmmbench
