// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/cell_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "benchmarks/harness/memory_device.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/scenario.h"
#include "fixtures/base/error.h"
#include "fixtures/measure/shadow_memory.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/placement.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

class CellRunTest : public ::testing::Test {
 protected:
  CellRecord Run(const std::string& name, int rounds = 3) {
    const Cell cell = ParseCell(name);
    CellRun run(cell, context_);
    for (int round = 0; round < rounds && !run.Broken(); ++round) run.Round();
    return run.Record();
  }

  const Clock clock_ = Clock::Monotonic("a test");
  const Topology topology_ = Topology::OfThisMachine();
  MemoryDevice owner_;
  MemoryDevice peer_;
  const MeasurementContext context_{clock_, topology_, owner_, peer_};
};

TEST_F(CellRunTest, EveryScenarioTouchesEveryPageAndFindsItsData) {
  struct Expected {
    const char* cell;
    uint64_t touches_a_round;
  };
  for (const auto& [cell, touches] :
       {Expected{"fault_path/pages:8", 8},
        Expected{"same_page/pages:8", 32},
        Expected{"same_page/pages:8/threads:3/access:write", 24},
        Expected{"disjoint_pages/pages:8/threads:3", 8},
        Expected{"device_vs_device/pages:8/devices:2/mirrors:2", 16},
        Expected{"device_vs_device/pages:8/devices:3/request_pages:3", 9},
        Expected{"device_vs_device/pages:8/device_access:write", 16},
        Expected{"migrate_vs_fault/pages:8/access:write", 64},
        Expected{"fork_shared/pages:8/processes:2/access:write", 16},
        Expected{"exclusive/pages:8/takes:3", 72},
        Expected{"open_loop/pages:8/interval_us:1", 32},
        Expected{"eviction/pages:8/threads:2", 16},
        Expected{"numa_matrix/pages:8/threads:2/cpu_node:0", 16},
        Expected{"mmap_lock/pages:8/threads:2/writers:2", 16},
        Expected{"fault_path/pages:8/stride:64K", 8},
        Expected{"same_page/pages:8/stride:2M/access:write", 32},
        Expected{"disjoint_pages/pages:8/threads:3/stride:64K", 8},
        Expected{"migrate_vs_fault/pages:8/stride:64K/access:write", 64},
        Expected{"cpu_vs_device/pages:8/devices:2/stride:64K", 32},
        Expected{"cpu_vs_device/pages:8/devices:2", 32},
        Expected{"cpu_vs_device/pages:8/request_pages:3", 16 + 3},
        Expected{"cpu_vs_device/pages:8/access:write/devices:2", 32},
        Expected{"cpu_vs_device/pages:8/device_access:write/devices:2", 32},
        Expected{"cpu_vs_device/pages:8/access:write/device_access:write",
                 24}}) {
    SCOPED_TRACE(cell);
    const CellRecord record = Run(cell);
    EXPECT_EQ(record.outcome, CellOutcome::kMeasured) << record.reason;
    EXPECT_EQ(record.cell, ParseCell(cell).Name());
    EXPECT_EQ(record.rounds, 3U);
    EXPECT_THAT(record.round_ns, AllOf(SizeIs(3), Each(Gt(0U))));
    EXPECT_EQ(record.pages, 3 * 8U);
    EXPECT_EQ(record.touches, 3 * touches);
    uint64_t latencies = 0;
    for (const auto& [role, latency] : record.latency) {
      if (role == "mmap_writer") {
        EXPECT_EQ(latency.count(), 3 * 2 * 8 * 4U);
      } else if (role == "migrator") {
        EXPECT_EQ(latency.count(),
                  record.scenario == "eviction" ? 3 * 8U : 3 * 8 * 4U);
      } else if (role == "cpu_response") {
        EXPECT_EQ(latency.count(), record.touches);
      } else {
        latencies += latency.count();
      }
    }
    EXPECT_EQ(latencies, record.touches);
    EXPECT_EQ(record.oracle_wrong, 0U);
    EXPECT_THAT(record.oracle_first_wrong, IsEmpty());
  }
}

TEST_F(CellRunTest, ADeviceThatNeverFaultsIsSkipped) {
  owner_.never_faults = "as the test says";
  EXPECT_THAT([this] { Run("fault_path/pages:8"); },
              ThrowsMessage<CannotRunHere>(HasSubstr("as the test says")));
}

TEST_F(CellRunTest,
       EachPagesReturnIsTimedWhereThreadsMeetBeforeItAndTouchItOnce) {
  for (const char* const cell :
       {"same_page/pages:8", "fork_shared/pages:8/processes:1",
        "eviction/pages:8", "mmap_lock/pages:8/threads:2",
        "cpu_vs_device/pages:8/devices:2", "device_vs_device/pages:8"}) {
    SCOPED_TRACE(cell);
    const CellRecord record = Run(cell);
    ASSERT_TRUE(record.page_return);
    EXPECT_EQ(record.page_return->returned.count(), 3 * 8U);
    EXPECT_EQ(record.page_return->not_returned, 0U);
    EXPECT_GT(record.page_return->returned.min(), 0U);
  }
  const CellRecord huge = Run("huge_page/threads:2/folios:2");
  ASSERT_TRUE(huge.page_return);
  EXPECT_EQ(huge.page_return->returned.count(), 3 * 2U);
  // Nobody meets, many touches a page, many pages a touch.
  for (const char* const cell :
       {"fault_path/pages:8", "disjoint_pages/pages:8", "open_loop/pages:8",
        "migrate_vs_fault/pages:8", "exclusive/pages:8/takes:3",
        "cpu_vs_device/pages:8/request_pages:2",
        "device_vs_device/pages:8/request_pages:2"}) {
    EXPECT_FALSE(Run(cell).page_return) << cell;
  }
}

// Every page costs the device 2 ms, and its last touch is over only then.
TEST_F(CellRunTest, APageHasReturnedWhenTheLastOfItsTouchesIsDone) {
  peer_.on_read = [](uint64_t*) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  };
  const CellRecord record =
      Run("cpu_vs_device/pages:2/threads:1/devices:1/delay_us:0");
  ASSERT_TRUE(record.page_return);
  EXPECT_GE(record.page_return->returned.min(), 2'000'000U);
  // The CPU had it at once.
  EXPECT_LT(record.latency.at("cpu").min(), 1'000'000U);
}

TEST_F(CellRunTest, HugePagesAreTouchedAsAWhole) {
  for (const std::string access : {"read", "write"}) {
    for (const bool huge : {true, false}) {
      const std::string cell =
          "huge_page/threads:2/folios:2/readers:1/access:" + access +
          "/mapping:" + (huge ? "huge" : "base");
      SCOPED_TRACE(cell);
      const CellRecord record = Run(cell);
      EXPECT_EQ(record.outcome, CellOutcome::kMeasured) << record.reason;
      // One touch a thread and folio, but each of its pages is looked at.
      EXPECT_EQ(record.touches, 3 * 2 * 3U);
      EXPECT_EQ(record.oracle_checked, record.touches);
      EXPECT_EQ(record.pages, 3 * 2 * (huge ? 1U : kHugePages));
      EXPECT_EQ(record.threads.at(0).touches, 3 * 2U);
      EXPECT_EQ(record.threads.at(2).role, "device");
    }
  }
}

TEST_F(CellRunTest, OneWrongWordAnywhereInAHugePageBreaksTheCell) {
  // Every page of the sweep counts, so over the rounds each word is seen.
  owner_.after_migrate = [](uint64_t* words) {
    uint64_t* last = words + (2 * kHugePages - 1) * kPageWords;
    for (size_t word = kSlots; word < kPageWords; ++word) last[word] ^= 1;
  };
  const CellRecord record = Run("huge_page/threads:1/folios:2", 1);
  EXPECT_EQ(record.outcome, CellOutcome::kBroken);
  EXPECT_THAT(record.oracle_first_wrong, HasSubstr("cpu thread 0"));
}

TEST_F(CellRunTest, KernelThatSplitsHugePagesSkipsTheCell) {
  owner_.keeps_huge = false;
  EXPECT_THAT(
      [&] { Run("huge_page/folios:1"); },
      ThrowsMessage<CannotRunHere>(
          AllOf(HasSubstr("only 0 of 512 pages"), HasSubstr("base 7.3 has"))));
  EXPECT_EQ(Run("huge_page/folios:1/mapping:base").outcome,
            CellOutcome::kMeasured);
}

TEST_F(CellRunTest, ThreadsAndMemoryAreRecordedAsTheyWere) {
  const CellRecord record = Run("cpu_vs_device/pages:8/threads:1/devices:1");
  ASSERT_THAT(record.threads, SizeIs(2));
  EXPECT_EQ(record.threads[0].role, "cpu");
  EXPECT_EQ(record.threads[0].device, -1);
  EXPECT_EQ(record.threads[1].role, "device");
  EXPECT_EQ(record.threads[1].device, 1);
  for (const ThreadRecord& thread : record.threads) {
    EXPECT_EQ(thread.touches, 3 * 8U);
    EXPECT_GE(thread.cpu, 0);
    EXPECT_EQ(thread.node, topology_.NodeOfCpu(thread.cpu));
    if (kShadowMemoryFaults) continue;
    // Nothing faults on this device, and the fixture must not either.
    EXPECT_EQ(thread.minor_faults, 0U);
    EXPECT_EQ(thread.max_faults_per_touch, 0U);
  }
  const std::map<int, uint64_t> all_on_the_data_node = {
      {topology_.DataNode(), 3 * 8}};
  EXPECT_EQ(record.system_memory_pages_by_node, all_on_the_data_node);
  EXPECT_EQ(record.device_memory_pages_by_node.at(0), 3 * 8U);
}

TEST_F(CellRunTest, PageThatComesBackWithOtherDataBreaksTheCell) {
  owner_.after_migrate = [](uint64_t* words) {
    for (size_t word = kSlots; word < kPageWords; ++word) words[word] ^= 1;
  };
  const CellRecord record = Run("fault_path/pages:4");
  EXPECT_EQ(record.outcome, CellOutcome::kBroken);
  EXPECT_GE(record.oracle_wrong, 1U);
  EXPECT_THAT(record.oracle_first_wrong,
              AllOf(HasSubstr("cpu thread 0"), HasSubstr("expected 0x")));
  EXPECT_EQ(record.reason, record.oracle_first_wrong);
}

// What can happen to a copy of pages; the words are those of the first.
struct Corruption {
  const char* name;
  void (*corrupt)(uint64_t* words);
};

void CopyPage(const uint64_t* from, uint64_t* to) {
  std::copy_n(from, kPageWords, to);
}

const std::array kCorruptions = {
    Corruption{"the last word",
               [](uint64_t* words) { words[kPageWords - 1] = 0; }},
    Corruption{"a cache line",
               [](uint64_t* words) { std::fill_n(words + 200, 8, 0); }},
    Corruption{"a word of the slots", [](uint64_t* words) { words[63] = 1; }},
    Corruption{"a page of another generation",
               [](uint64_t* words) {
                 static std::array<uint64_t, kPageWords> kept;
                 std::array<uint64_t, kPageWords> now{};
                 CopyPage(words, now.data());
                 CopyPage(kept.data(), words);
                 CopyPage(now.data(), kept.data());
               }},
    Corruption{"two pages exchanged", [](uint64_t* words) {
                 std::swap_ranges(words, words + kPageWords,
                                  words + kPageWords);
               }}};

TEST_F(CellRunTest, EachCorruptionOnTheWayToTheDeviceIsFoundBeforeTheRound) {
  for (const Corruption& corruption : kCorruptions) {
    SCOPED_TRACE(corruption.name);
    owner_.on_migrate = corruption.corrupt;
    const CellRecord record = Run("fault_path/pages:4", 1);
    EXPECT_EQ(record.outcome, CellOutcome::kBroken);
    EXPECT_THAT(record.reason, HasSubstr("on memory_device before a round"));
  }
}

TEST_F(CellRunTest, EachCorruptionOnTheWayBackIsFoundAfterTheRound) {
  for (const Corruption& corruption : kCorruptions) {
    for (const char* cell :
         {"fault_path/pages:4", "cpu_vs_device/pages:4/access:write",
          "fork_shared/pages:4", "disjoint_pages/pages:4/threads:2"}) {
      SCOPED_TRACE(std::string(corruption.name) + " in " + cell);
      owner_.after_migrate = corruption.corrupt;
      const CellRecord record = Run(cell, 1);
      EXPECT_EQ(record.outcome, CellOutcome::kBroken);
      EXPECT_GT(record.oracle_wrong, 0U);
    }
  }
}

TEST_F(CellRunTest, AWordThatNobodyLooksAtIsFoundAfterTheRound) {
  owner_.after_migrate = [](uint64_t* words) { words[kPageWords - 1] = 0; };
  const CellRecord record = Run("fault_path/pages:4", 1);
  EXPECT_EQ(record.outcome, CellOutcome::kBroken);
  EXPECT_THAT(record.reason, AllOf(testing::StartsWith("after a round: "),
                                   HasSubstr("word 511")));
}

TEST_F(CellRunTest, APageThatNobodyTouchesIsCheckedToo) {
  // A round that has had its time before its first touch.
  owner_.after_migrate = [](uint64_t* words) { words[100] = 0; };
  MeasurementContext context{clock_, topology_, owner_, peer_};
  context.cell_limit = std::chrono::nanoseconds(0);
  const Cell cell = ParseCell("same_page/pages:4/threads:1");
  CellRun run(cell, context);
  run.Round();
  const CellRecord record = run.Record();
  EXPECT_EQ(record.touches, 0U);
  EXPECT_EQ(record.outcome, CellOutcome::kBroken);
  EXPECT_THAT(record.reason, HasSubstr("after a round"));
}

TEST_F(CellRunTest, WholePagesAreCheckedBeforeAndAfterEachRound) {
  EXPECT_EQ(Run("fault_path/pages:8").oracle_pages, 3 * 2 * 8U);
  EXPECT_EQ(Run("fork_shared/pages:8/processes:2").oracle_pages, 3 * 4 * 8U);
  // The migrator's own.
  EXPECT_EQ(Run("eviction/pages:8").oracle_pages, 3 * 3 * 8U);
  // A device that cannot say what it holds.
  owner_.reads_back = false;
  EXPECT_EQ(Run("fault_path/pages:8").oracle_pages, 3 * 8U);
}

TEST_F(CellRunTest, OneWrongWordThatADeviceReadsBreaksTheCell) {
  owner_.after_migrate = [](uint64_t* words) { words[333] = 0; };
  const CellRecord record = Run("cpu_vs_device/pages:4/threads:1");
  EXPECT_EQ(record.outcome, CellOutcome::kBroken);
  EXPECT_THAT(record.oracle_first_wrong, HasSubstr("word 333"));
}

TEST_F(CellRunTest, LostWriteBreaksTheCell) {
  // A read of the device undoes what CPU thread 0 wrote to the first page.
  peer_.on_read = [](uint64_t* words) {
    const std::atomic_ref<uint64_t> slot(words[0]);
    while (slot.load() == 0) {
    }
    slot.store(0);
  };
  const CellRecord record =
      Run("cpu_vs_device/pages:1/threads:1/access:write/delay_us:0");
  EXPECT_EQ(record.outcome, CellOutcome::kBroken);
  EXPECT_THAT(record.oracle_first_wrong,
              AllOf(HasSubstr("after a round"), HasSubstr("word 0"),
                    HasSubstr("got 0x0000000000000000")));
}

TEST_F(CellRunTest, PagesThatStayBehindFailTheCell) {
  owner_.pages_that_stay = 1;
  EXPECT_THAT([&] { Run("fault_path/pages:4"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("1 of 4 pages"),
                                         HasSubstr("memory_device"))));
}

TEST_F(CellRunTest, DeviceThatGivesUpIsAskedAgain) {
  peer_.busy = 5;
  const CellRecord record = Run("cpu_vs_device/pages:4/threads:1");
  EXPECT_EQ(record.outcome, CellOutcome::kMeasured);
  EXPECT_EQ(record.device.at("request_faults"), 3 * 4U);
  // All five fell into the round that is not recorded.
  EXPECT_EQ(record.device.at("request_busy"), 0U);

  const Cell cell = ParseCell("cpu_vs_device/pages:4/threads:1");
  CellRun run(cell, context_);
  peer_.busy = 5;
  run.Round();
  EXPECT_EQ(run.Record().device.at("request_busy"), 5U);
}

TEST_F(CellRunTest, RequestsShareAsManyOpenFilesAsTheCellSays) {
  for (const auto& [mirrors, opened] : {std::pair(1, 0), {2, 1}, {3, 2}}) {
    peer_.opened = 0;
    Run("device_vs_device/pages:4/devices:3/mirrors:" +
        std::to_string(mirrors));
    EXPECT_EQ(peer_.opened, opened) << mirrors;
  }
  // More than there are requests at a time would be of no use.
  peer_.opened = 0;
  Run("device_vs_device/pages:4/devices:2/mirrors:16");
  EXPECT_EQ(peer_.opened, 1);
}

// It takes longer than the limit and passes: that is noted, and measured.
TEST_F(CellRunTest, StallThatPassesIsSlowAndMeasured) {
  MeasurementContext context{clock_, topology_, owner_, peer_};
  context.stall_limit = std::chrono::milliseconds(300);
  int lost = 0;
  context.lost = [&lost](const CellRecord&) { ++lost; };
  const Cell cell = ParseCell("device_vs_device/pages:4/devices:1");
  CellRun run(cell, context);
  std::atomic<bool> slow{true};
  peer_.on_read = [&slow](uint64_t*) {
    if (slow.exchange(false)) usleep(1'400'000);
  };
  run.Round();
  run.Round();
  const CellRecord record = run.Record();
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(record.outcome, CellOutcome::kMeasured);
  EXPECT_FALSE(record.starvation);
  ASSERT_TRUE(record.slow);
  EXPECT_EQ(record.slow->rounds, 1U);
  EXPECT_GE(record.slow->stalled_ns, 300'000'000U);
  EXPECT_NE(record.slow->lacks, "");
  EXPECT_TRUE(record.slow->rescued);
}

// Nobody spins and nobody sleeps for good: given up, with what was seen.
TEST_F(CellRunTest, StallThatDoesNotPassIsGivenUpAsSlow) {
  MeasurementContext context{clock_, topology_, owner_, peer_};
  // Five times this is long enough for the looks that it takes to tell, half a
  // second apart.
  context.stall_limit = std::chrono::milliseconds(700);
  context.slow_limit = std::chrono::milliseconds(4000);
  std::atomic<bool> holds{false};
  std::vector<CellRecord> lost;
  context.lost = [&](const CellRecord& record) {
    lost.push_back(record);
    holds = false;
  };
  const Cell cell = ParseCell("device_vs_device/pages:4/devices:1");
  CellRun run(cell, context);
  peer_.on_read = [&holds](uint64_t*) {
    while (holds) usleep(1000);
  };
  holds = true;
  run.Round();
  ASSERT_THAT(lost, SizeIs(1));
  EXPECT_EQ(lost[0].outcome, CellOutcome::kSlow);
  EXPECT_THAT(lost[0].reason, HasSubstr("is not proved"));
  EXPECT_FALSE(lost[0].starvation);
  ASSERT_TRUE(lost[0].slow);
  EXPECT_GE(lost[0].slow->stalled_ns, 1'000'000'000U);
  EXPECT_THAT(lost[0].slow->lacks, HasSubstr("thread 0"));
  EXPECT_FALSE(lost[0].slow->rescued);
}

TEST_F(CellRunTest, DeviceThatFailsFailsTheCell) {
  peer_.error = EFAULT;
  EXPECT_THAT([&] { Run("cpu_vs_device/pages:4"); },
              ThrowsMessage<Error>("memory_device failed to read pages: Bad "
                                   "address"));
}

TEST_F(CellRunTest, DeviceThatIsLostFailsTheCellInItsOwnWords) {
  owner_.pages_that_stay = 4;
  owner_.migrate_error = EIO;
  owner_.words = "it fell off the bus";
  EXPECT_THAT([&] { Run("fault_path/pages:4"); },
              ThrowsMessage<Error>(HasSubstr("it fell off the bus")));
  EXPECT_EQ(owner_.migrations, 1) << "there is no use in trying again";
}

TEST_F(CellRunTest, WhatADeviceCannotDoSkipsTheCell) {
  peer_.error = ENOTTY;
  EXPECT_THAT([&] { Run("exclusive/pages:4"); },
              ThrowsMessage<CannotRunHere>(HasSubstr("for itself alone")));
}

TEST_F(CellRunTest, APageThatWasTakenBackIsNotOneThatTheDeviceNeverGot) {
  peer_.error = EBUSY;
  CellRecord record = Run("exclusive/pages:4/takes:1");
  EXPECT_EQ(record.device.at("exclusive_lost"), 3 * 4U);
  EXPECT_EQ(record.device.at("exclusive_retaken"), 0U);

  peer_.error = ENOENT;
  record = Run("exclusive/pages:4/takes:1");
  EXPECT_EQ(record.device.at("exclusive_lost"), 0U);
  EXPECT_EQ(record.device.at("exclusive_retaken"), 3 * 4U);
}

TEST_F(CellRunTest, APageThatMovedAndWasTakenBackIsNotOneThatStayed) {
  // Of the migrator's requests only; before each round the pages have to come.
  std::atomic<int> migrator_error{0};
  owner_.pull_error = [&](size_t pages) {
    return pages == 1 ? migrator_error.load() : 0;
  };
  constexpr uint64_t kPulls = 3 * 8 * 4;  // rounds, pages, times

  migrator_error = ENOENT;
  CellRecord record = Run("migrate_vs_fault/pages:8");
  EXPECT_EQ(record.device.at("left_behind"), kPulls);
  EXPECT_EQ(record.device.at("taken_back"), 0U);

  migrator_error = ESTALE;
  record = Run("migrate_vs_fault/pages:8");
  EXPECT_EQ(record.device.at("left_behind"), 0U);
  EXPECT_EQ(record.device.at("taken_back"), kPulls);
}

TEST_F(CellRunTest, WhatTheDeviceSawIsInTheRecord) {
  for (int i = 1; i <= 10; ++i) peer_.observations.latency.Record(1000);
  peer_.observations.checked = 10;
  peer_.observations.counters["gpu_clock_khz"] = 7;
  CellRecord record = Run("cpu_vs_device/pages:4");
  EXPECT_EQ(record.outcome, CellOutcome::kMeasured);
  EXPECT_EQ(record.latency.at("gpu_warp").count(), 10);
  EXPECT_EQ(record.device.at("gpu_clock_khz"), 7);

  peer_.observations.wrong = 1;
  peer_.observations.first_wrong = "word 100";
  record = Run("cpu_vs_device/pages:4");
  EXPECT_EQ(record.outcome, CellOutcome::kBroken);
  EXPECT_EQ(record.oracle_wrong, 1);
  EXPECT_EQ(record.reason, "seen by the device: word 100");
}

TEST_F(CellRunTest, RangeMayBeOfTheDevicesMemory) {
  alignas(kPageBytes) std::array<std::byte, 4 * kPageBytes> memory{};
  owner_.own_memory = memory.data();
  EXPECT_EQ(Run("same_page/pages:4/threads:2").outcome, CellOutcome::kMeasured);
  EXPECT_NE(memory[4 * kPageBytes - 1], std::byte{0});
  EXPECT_THAT([&] { Run("fork_shared/pages:4"); },
              ThrowsMessage<CannotRunHere>(HasSubstr("memory=system")));
}

TEST_F(CellRunTest, PagesMayStayBehindWhereTheRangeDoesNotFit) {
  owner_.pages_that_stay = 1;
  EXPECT_THROW(Run("fault_path/pages:4"), Error);
  owner_.holds_all = false;
  EXPECT_EQ(Run("fault_path/pages:4").outcome, CellOutcome::kMeasured);
}

TEST_F(CellRunTest, CostOfAFaultIsSetForTheCellAndTakenBack) {
  const Cell cell = ParseCell(
      "same_page/pages:4/threads:1/delay_us:20/delay_shape:uniform/copy_us:3/"
      "copy_sleep_us:7/driver_lock:on");
  MeasurementContext context = context_;
  context.delay_seed = 5;
  {
    const CellRun run(cell, context);
    EXPECT_EQ(owner_.cost(), (FaultCost{
                                 .delay = std::chrono::microseconds(20),
                                 .copy_busy = std::chrono::microseconds(3),
                                 .copy_sleep = std::chrono::microseconds(7),
                                 .driver_lock = true,
                                 .shape = DelayShape::kUniform,
                                 .seed = 5,
                             }));
  }
  EXPECT_EQ(owner_.cost(), FaultCost());
}

TEST_F(CellRunTest, NothingIsDrawnForNoTime) {
  MeasurementContext context = context_;
  context.delay_seed = 5;
  const Cell cell =
      ParseCell("same_page/pages:4/threads:1/delay_us:0/driver_lock:on");
  const CellRun run(cell, context);
  EXPECT_EQ(owner_.cost(), FaultCost{.driver_lock = true});
}

TEST_F(CellRunTest, TheDriverSaysWhereItsTimeGoes) {
  const auto cost = [this](const std::string& axes) {
    const Cell cell =
        ParseCell("same_page/pages:4/threads:1/delay_shape:constant/" + axes);
    const CellRun run(cell, context_);
    return owner_.cost();
  };
  EXPECT_EQ(cost("delay_us:0/driver_lock:whole/notifier_us:3/refuse_us:9"),
            (FaultCost{.notifier = std::chrono::microseconds(3),
                       .driver_lock = true,
                       .lock_whole = true,
                       .refuse = std::chrono::microseconds(9)}));
  EXPECT_EQ(cost("delay_us:20/driver:xe"),
            (FaultCost{.notifier = std::chrono::microseconds(20),
                       .refuse = std::chrono::milliseconds(5)}));
  EXPECT_EQ(cost("delay_us:20/driver:nouveau"),
            (FaultCost{.copy_busy = std::chrono::microseconds(20)}));
}

TEST_F(CellRunTest, WithoutADelayInTheDriverTheCellIsSkipped) {
  owner_.has_knobs = false;
  EXPECT_THAT([&] { Run("fault_path/pages:4/delay_us:20"); },
              ThrowsMessage<CannotRunHere>(HasSubstr("fixture patch")));
  EXPECT_EQ(Run("fault_path/pages:4/delay_us:0").outcome,
            CellOutcome::kMeasured);
}

TEST_F(CellRunTest, AFullDeviceHasRoomForTheCellsPagesOnly) {
  {
    const Cell cell = ParseCell("eviction/pages:4");
    const CellRun run(cell, context_);
    EXPECT_EQ(owner_.memory_limit(), 4U);
  }
  EXPECT_EQ(owner_.memory_limit(), 0U);
  owner_.has_knobs = false;
  EXPECT_THAT([&] { Run("eviction/pages:4/delay_us:0"); },
              ThrowsMessage<CannotRunHere>(HasSubstr("cannot be limited")));
}

TEST_F(CellRunTest, RemotePlacementNeedsASecondNode) {
  if (topology_.nodes().size() > 1) GTEST_SKIP() << "there is one";
  EXPECT_THROW(Run("fault_path/pages:4/placement:remote"), CannotPlace);
}

TEST_F(CellRunTest, MemoryOnAnotherNodeThanAskedForFailsTheCell) {
  EXPECT_EQ(Run("numa_matrix/pages:4/system_node:0/device_node:0").outcome,
            CellOutcome::kMeasured);
  owner_.memory_node = 1;
  EXPECT_THAT([&] { Run("numa_matrix/pages:4/device_node:0"); },
              ThrowsMessage<Error>(
                  "4 pages of device memory are on node 1, not on node 0"));
  // One that asks for none takes what it gets.
  EXPECT_EQ(Run("numa_matrix/pages:4").outcome, CellOutcome::kMeasured);
}

TEST_F(CellRunTest, MoreWritersThanSlotsAreRefused) {
  EXPECT_THAT(
      [&] {
        Run("cpu_vs_device/pages:1/threads:64/access:write/"
            "device_access:write");
      },
      ThrowsMessage<CannotRunHere>(HasSubstr("at most 64")));
}

}  // namespace
}  // namespace hmmbench
