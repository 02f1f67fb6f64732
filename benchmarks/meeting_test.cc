// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/meeting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

namespace hmmbench {
namespace {

using ::testing::Each;

void Align(Meeting* meeting) {
  for (int attempt = 0; !meeting->Align(attempt); ++attempt) {
    std::this_thread::sleep_for(std::chrono::microseconds(1));
  }
}

// In each phase, every thread writes its word, and after the meeting reads all
// others': a thread that leaves too early sees an old value (and the thread
// sanitizer a race).
void ExpectNobodyLeavesEarly(size_t count, bool crowded, int phases) {
  Meeting meeting(count, crowded);
  std::vector<int> words(count, -1);
  std::vector<int> early(count, 0);
  std::vector<std::thread> threads;
  for (size_t self = 0; self < count; ++self) {
    threads.emplace_back([&, self] {
      for (int phase = 0; phase < phases; ++phase) {
        words[self] = phase;
        meeting.Gather();
        for (const int word : words) early[self] += word != phase ? 1 : 0;
        Align(&meeting);
        meeting.Gather();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(early, Each(0));
}

TEST(MeetingTest, TwoThreads) { ExpectNobodyLeavesEarly(2, false, 200); }

// More threads than CPUs: whoever waits must let the others run.
TEST(MeetingTest, ManyThreadsThatShareCpus) {
  ExpectNobodyLeavesEarly(16, true, 50);
}

TEST(MeetingTest, AloneNobodyWaits) { ExpectNobodyLeavesEarly(1, false, 1000); }

// Whoever waits in vain is let out, and does not count as there any more.
TEST(MeetingTest, WaitingInVainEnds) {
  Meeting meeting(2, false);
  EXPECT_FALSE(meeting.Align(0));
  EXPECT_FALSE(meeting.Align(1));
}

// Align() alone holds everybody too.
TEST(MeetingTest, AlignedThreadsLeaveTogether) {
  Meeting meeting(2, false);
  int written = 0;
  int seen = 0;
  std::thread other([&] {
    written = 7;
    Align(&meeting);
  });
  Align(&meeting);
  seen = written;
  other.join();
  EXPECT_EQ(seen, 7);
}

}  // namespace
}  // namespace hmmbench
