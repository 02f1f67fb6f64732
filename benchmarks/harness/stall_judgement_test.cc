// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Each condition is taken away from evidence that has all of them: what is left
// is slow.

#include "benchmarks/harness/stall_judgement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmmbench {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kLooks = 21;  // over 2 s
constexpr milliseconds kInterval(100);
constexpr int kReadersCpu = 1;

const std::vector<std::string> kSpins = {
    "__handle_mm_fault+0x12/0x900", "handle_mm_fault+0xb8/0x2a0",
    "hmm_range_fault+0x3a/0x90", "dmirror_fault+0x1/0x2"};
const std::vector<std::string> kDrains = {
    "__flush_work.isra.0+0x1a3/0x2b0", "__lru_add_drain_all+0x1c/0x30",
    "migrate_device_unmap+0x1c/0x30", "migrate_vma_setup+0x1/0x2"};

// A reader that spins on one page, and a migrator that drains.
struct Evidence {
  Evidence() {
    reader.may_hold = false;
    migrator.may_spin = false;
    for (int i = 0; i < kLooks; ++i) {
      const auto faults = static_cast<uint64_t>(1000 + 20'000 * i);
      reader.looks.push_back({.at = i * kInterval,
                              .state = ThreadState{.state = 'R',
                                                   .minor_faults = faults,
                                                   .voluntary_switches = 7,
                                                   .involuntary_switches = 1,
                                                   .cpu = kReadersCpu}});
      migrator.looks.push_back({.at = i * kInterval,
                                .state = ThreadState{.state = 'D',
                                                     .minor_faults = 5,
                                                     .voluntary_switches = 3,
                                                     .cpu = 2,
                                                     .ran_ns = 1000},
                                .frames = kDrains});
      runnable.emplace_back(2);
    }
    reader.looks[kLooks - 2].frames = reader.looks[kLooks - 1].frames = kSpins;
  }

  [[nodiscard]] StallJudgement Judge() const {
    return JudgeStall({reader, migrator}, runnable);
  }
  // What is lacking of a starvation; "" for one.
  [[nodiscard]] std::string Lacks() const {
    const StallJudgement judgement = Judge();
    EXPECT_EQ(judgement.starved, judgement.lacks.empty());
    EXPECT_EQ(judgement.spinner.has_value(), judgement.starved);
    return judgement.lacks;
  }
  // Of both threads.
  void KeepLooks(size_t first, size_t count) {
    for (WatchedThread* thread : {&reader, &migrator}) {
      auto& looks = thread->looks;
      looks = {looks.begin() + static_cast<ptrdiff_t>(first),
               looks.begin() + static_cast<ptrdiff_t>(first + count)};
    }
    runnable.resize(count);
  }

  WatchedThread reader{.who = "reader"};
  WatchedThread migrator{.who = "the migrator"};
  std::vector<std::optional<uint64_t>> runnable;
};

TEST(StallJudgementTest, SpinnerThatKeepsOffItsHolderStarves) {
  const StallJudgement judgement = Evidence().Judge();
  EXPECT_TRUE(judgement.starved) << judgement.lacks;
  EXPECT_EQ(judgement.spinner, 0U);
  EXPECT_EQ(judgement.holder, 1U);
  EXPECT_THAT(
      judgement.conditions.at("a spinner comes back to the same pages"),
      AllOf(HasSubstr("reader: running in 21 looks over 2.0 s, 400000 faults"),
            HasSubstr("no switch")));
  EXPECT_THAT(judgement.conditions.at("the holder waits for its CPU"),
              HasSubstr("asleep (D) in __flush_work()"));
}

// Its own CPU alone can say where it is, and may not answer.
TEST(StallJudgementTest, SpinnersStackMayBeUnknown) {
  Evidence evidence;
  for (ThreadLook& look : evidence.reader.looks) look.frames.clear();
  EXPECT_EQ(evidence.Lacks(), "");
}

TEST(StallJudgementTest, OneLookProvesNothing) {
  Evidence evidence;
  evidence.KeepLooks(kLooks - 1, 1);
  EXPECT_THAT(evidence.Lacks(), HasSubstr("1 times only"));
  EXPECT_THAT(JudgeStall({}, {}).lacks, HasSubstr("0 times only"));
}

// It is through, and waits for its end.
TEST(StallJudgementTest, ReaderInPauseIsSlow) {
  Evidence evidence;
  for (size_t i = 10; i < kLooks; ++i) {
    ThreadLook& look = evidence.reader.looks[i];
    look.state->state = 'S';
    look.state->minor_faults = evidence.reader.looks[10].state->minor_faults;
    look.state->voluntary_switches = 8;
    look.frames = {"do_sys_pause+0x1/0x2", "do_syscall_64+0x1/0x2"};
  }
  EXPECT_EQ(evidence.Lacks(), "reader is asleep (S) in do_sys_pause()");
}

// As many faults as a spinner's, but each on another page.
TEST(StallJudgementTest, ReaderThatWalksNewPagesIsSlow) {
  Evidence evidence;
  evidence.reader.pages = 410'000;
  EXPECT_EQ(evidence.Lacks(),
            "reader took 400000 faults in 2.0 s on one CPU, with 410000 pages "
            "to fault on");
  evidence.reader.pages = 20'000;
  EXPECT_EQ(evidence.Lacks(), "");
}

TEST(StallJudgementTest, ReaderThatCopiesOutIsSlow) {
  Evidence evidence;
  for (ThreadLook& look : evidence.reader.looks) {
    look.state->minor_faults = 400'000;
    if (!look.frames.empty()) look.frames = {"rep_movs_alternative+0x1/0x2"};
  }
  EXPECT_EQ(evidence.Lacks(), "reader is running in rep_movs_alternative()");
  // Nor without its stack.
  for (ThreadLook& look : evidence.reader.looks) look.frames.clear();
  EXPECT_THAT(evidence.Lacks(), HasSubstr("reader took 0 faults in 2.0 s"));
}

// One stack of two says that it was elsewhere.
TEST(StallJudgementTest, ReaderThatDidSomethingElseMeanwhileIsSlow) {
  Evidence evidence;
  evidence.reader.looks[kLooks - 2].frames = {"copy_page+0x1/0x2"};
  EXPECT_THAT(evidence.Lacks(), HasSubstr("reader"));
}

// Others had its CPU, the work that the holder waits for among them.
TEST(StallJudgementTest, ReaderThatLeftItsCpuIsSlow) {
  Evidence evidence;
  for (size_t i = 15; i < kLooks; ++i) {
    ++evidence.reader.looks[i].state->involuntary_switches;
  }
  EXPECT_THAT(evidence.Lacks(), HasSubstr("for 0.5 s only"));
  evidence = Evidence();
  for (size_t i = 15; i < kLooks; ++i) evidence.reader.looks[i].state->cpu = 3;
  EXPECT_THAT(evidence.Lacks(), HasSubstr("for 0.5 s only"));
}

// A device that gives up after a second has spun until then as one that never
// does.
TEST(StallJudgementTest, SpinOfASecondIsSlow) {
  Evidence evidence;
  evidence.KeepLooks(0, 13);
  EXPECT_THAT(evidence.Lacks(), HasSubstr("for 1.2 s only"));
  // It walked new pages before: that does not count.
  evidence = Evidence();
  evidence.reader.pages = 50'000;
  EXPECT_THAT(evidence.Lacks(), HasSubstr("for 2.0 s only"));
}

TEST(StallJudgementTest, HolderThatDoesNotWaitIsSlow) {
  Evidence evidence;
  for (ThreadLook& look : evidence.migrator.looks) {
    look.state->state = 'R';
    look.frames.clear();
  }
  evidence.migrator.looks.back().state->ran_ns = 2000;
  EXPECT_EQ(evidence.Lacks(),
            "one spins, but nobody waits for its CPU: the migrator is running");
}

// It waits for a lock or a disk, not for a CPU.
TEST(StallJudgementTest, HolderThatWaitsForSomethingElseIsSlow) {
  Evidence evidence;
  for (ThreadLook& look : evidence.migrator.looks) {
    look.frames = {"folio_wait_bit_common+0x1/0x2", "migrate_vma_setup+0x1/2"};
  }
  EXPECT_THAT(evidence.Lacks(), HasSubstr("asleep (D) in "
                                          "folio_wait_bit_common()"));
}

TEST(StallJudgementTest, HolderThatWasWokenIsSlow) {
  Evidence evidence;
  for (size_t i = 15; i < kLooks; ++i) {
    ++evidence.migrator.looks[i].state->voluntary_switches;
  }
  EXPECT_THAT(evidence.Lacks(), HasSubstr("nobody waits for its CPU"));
}

TEST(StallJudgementTest, HolderWhoseStackIsUnknownIsSlow) {
  Evidence evidence;
  for (ThreadLook& look : evidence.migrator.looks) look.frames.clear();
  EXPECT_THAT(evidence.Lacks(), HasSubstr("nobody waits for its CPU"));
}

// Woken on the spinner's CPU, and never put on it.
TEST(StallJudgementTest, HolderThatQueuesForTheSpinnersCpuStarves) {
  Evidence evidence;
  for (ThreadLook& look : evidence.migrator.looks) {
    look.state->state = 'R';
    look.state->cpu = kReadersCpu;
  }
  EXPECT_EQ(evidence.Lacks(), "");
  // On another one, the host may not have got to it.
  for (ThreadLook& look : evidence.migrator.looks) look.state->cpu = 2;
  EXPECT_THAT(evidence.Lacks(), HasSubstr("nobody waits for its CPU"));
}

// What came before the spin does not hide it.
TEST(StallJudgementTest, SpinThatBeginsLateIsFoundInTime) {
  Evidence evidence;
  WatchedThread reader{.who = "reader", .may_hold = false};
  WatchedThread migrator{.who = "the migrator", .may_spin = false};
  for (int i = 0; i < 30; ++i) {
    reader.looks.push_back(
        {.at = i * kInterval, .state = ThreadState{.state = 'S'}});
    migrator.looks.push_back(
        {.at = i * kInterval, .state = ThreadState{.state = 'R'}});
  }
  for (int i = 0; i < kLooks; ++i) {
    reader.looks.push_back(evidence.reader.looks[i]);
    reader.looks.back().at += seconds(3);
    migrator.looks.push_back(evidence.migrator.looks[i]);
    migrator.looks.back().at += seconds(3);
  }
  EXPECT_TRUE(JudgeStall({reader, migrator}, {}).starved);
}

// A convoy: all are woken all the time, each finds the page taken again.
TEST(StallJudgementTest, ConvoyIsSlow) {
  std::vector<WatchedThread> threads(4);
  for (size_t t = 0; t < threads.size(); ++t) {
    threads[t].who = "thread " + std::to_string(t);
    for (int i = 0; i < kLooks; ++i) {
      const auto turns = static_cast<uint64_t>(1000 * i);
      threads[t].looks.push_back(
          {.at = i * kInterval,
           .state = ThreadState{.state = (i + t) % 4 == 0 ? 'R' : 'D',
                                .minor_faults = turns,
                                .voluntary_switches = turns,
                                .cpu = static_cast<int>(t)}});
    }
  }
  const StallJudgement judgement = JudgeStall(threads, {});
  EXPECT_FALSE(judgement.starved);
  EXPECT_THAT(judgement.lacks, HasSubstr("thread 1 is asleep (D)"));
}

// Threads that wait for a wake-up that was lost.
class WaitWithoutEndTest : public ::testing::Test {
 protected:
  WaitWithoutEndTest() {
    for (const char state : {'D', 'S'}) {
      WatchedThread& thread = threads_.emplace_back();
      thread.who = std::string("thread ") + state;
      for (int i = 0; i < kLooks; ++i) {
        thread.looks.push_back(
            {.at = i * kInterval,
             .state = ThreadState{.state = state, .voluntary_switches = 9}});
      }
    }
    runnable_.assign(kLooks, 1);
  }

  [[nodiscard]] StallJudgement Judge() const {
    return JudgeStall(threads_, runnable_);
  }

  std::vector<WatchedThread> threads_;
  std::vector<std::optional<uint64_t>> runnable_;
};

TEST_F(WaitWithoutEndTest, Starves) {
  const StallJudgement judgement = Judge();
  EXPECT_TRUE(judgement.starved);
  EXPECT_FALSE(judgement.spinner.has_value());
  EXPECT_THAT(judgement.lacks, IsEmpty());
}

TEST_F(WaitWithoutEndTest, IsSlowWhenSomebodyElseHasSomethingToDo) {
  for (size_t i = 0; i < 11; ++i) runnable_[i] = 2;
  EXPECT_FALSE(Judge().starved);
  EXPECT_THAT(Judge().lacks, HasSubstr("others had something to do"));
  // One that does its own work now and then is none of those.
  runnable_.assign(kLooks, 1);
  runnable_[3] = 2;
  EXPECT_TRUE(Judge().starved);
  // It is not known.
  runnable_.assign(kLooks, std::nullopt);
  EXPECT_FALSE(Judge().starved);
}

TEST_F(WaitWithoutEndTest, IsSlowWhenOneWasWoken) {
  threads_[0].looks.back().state->voluntary_switches = 10;
  EXPECT_FALSE(Judge().starved);
}

// A signal ends that.
TEST_F(WaitWithoutEndTest, IsSlowWhenAllSleepLightly) {
  for (ThreadLook& look : threads_[0].looks) look.state->state = 'S';
  EXPECT_FALSE(Judge().starved);
}

TEST(LimitOfSlowTest, GrowsWithWhatAStepTakesHere) {
  EXPECT_EQ(LimitOfSlow(seconds(2), milliseconds(1), seconds(120)),
            seconds(10));
  EXPECT_EQ(LimitOfSlow(seconds(2), milliseconds(200), seconds(120)),
            seconds(40));
  EXPECT_EQ(LimitOfSlow(seconds(2), seconds(2), seconds(120)), seconds(120));
  EXPECT_EQ(LimitOfSlow(seconds(20), seconds(0), seconds(4)), seconds(20));
}

}  // namespace
}  // namespace hmmbench
