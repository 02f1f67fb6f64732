// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/crew.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <cstddef>
#include <vector>

#include "benchmarks/barrier.h"
#include "fixtures/error.h"

namespace hmmbench {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// CPUs that this process may use.
std::vector<int> AllowedCpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  std::vector<int> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  }
  return cpus;
}

TEST(CrewTest, EveryThreadRunsOnItsCpu) {
  const std::vector<int> cpus = AllowedCpus();
  std::vector<int> ran_on(cpus.size(), -1);
  Crew crew(cpus);
  crew.Run([&](size_t thread) { ran_on[thread] = sched_getcpu(); });
  EXPECT_EQ(ran_on, cpus);
}

TEST(CrewTest, ThreadsAreKeptOverTheRounds) {
  Crew crew(std::vector<int>(3, AllowedCpus().front()));
  std::vector<pthread_t> first(3);
  std::vector<pthread_t> last(3);
  crew.Run([&](size_t thread) { first[thread] = pthread_self(); });
  for (int round = 0; round < 20; ++round) {
    crew.Run([&](size_t thread) { last[thread] = pthread_self(); });
  }
  EXPECT_EQ(first, last);
}

TEST(CrewTest, UnknownCpuIsAnError) {
  EXPECT_THAT(
      [] {
        Crew crew({AllowedCpus().front(), 100'000});
      },
      ThrowsMessage<Error>(HasSubstr("CPU 100000")));
}

TEST(CrewTest, FailureOfOneThreadIsThrownAndTheCrewGoesOn) {
  Crew crew(std::vector<int>(2, AllowedCpus().front()));
  EXPECT_THAT(
      [&] {
        crew.Run([](size_t thread) {
          if (thread == 1) throw Error("thread {} failed", thread);
        });
      },
      ThrowsMessage<Error>("thread 1 failed"));
  std::atomic<int> done{0};
  crew.Run([&](size_t) { ++done; });
  EXPECT_EQ(done, 2);
}

// Each phase, every thread writes its word and after the barrier reads all the
// others': a thread that leaves too early sees an old value (and the thread
// sanitizer a race).
void ExpectBarrierHolds(const std::vector<int>& cpus, bool crowded) {
  constexpr int kPhases = 300;
  const size_t threads = cpus.size();
  Crew crew(cpus);
  Barrier barrier(threads, crowded);
  std::vector<int> words(threads, -1);
  std::vector<int> early(threads, 0);
  crew.Run([&](size_t thread) {
    for (int phase = 0; phase < kPhases; ++phase) {
      words[thread] = phase;
      barrier.Arrive();
      for (const int word : words) early[thread] += word != phase ? 1 : 0;
      barrier.Arrive();
    }
  });
  EXPECT_THAT(early, Each(0));
}

TEST(BarrierTest, HoldsThreadsOnTheirOwnCpus) {
  ExpectBarrierHolds(AllowedCpus(), false);
}

// Five threads on one CPU: without the yield each phase would take a tick of
// the scheduler a thread, seconds in all.
TEST(BarrierTest, CrowdedThreadsLetEachOtherRun) {
  ExpectBarrierHolds(std::vector<int>(5, AllowedCpus().front()), true);
}

TEST(BarrierTest, OneThreadNeverWaits) {
  Barrier barrier(1, false);
  for (int i = 0; i < 1000; ++i) barrier.Arrive();
}

}  // namespace
}  // namespace hmmbench
