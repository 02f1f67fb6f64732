// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/crew.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <vector>

#include "fixtures/error.h"

namespace hmmbench {
namespace {

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

TEST(CrewTest, CallerLooksOnWhileTheThreadsWork) {
  Crew crew({AllowedCpus().front()});
  EXPECT_GT(crew.tids().front(), 0);
  std::atomic<int> looks{0};
  crew.Run(
      [&](size_t) {
        while (looks < 3) sched_yield();
      },
      std::chrono::microseconds(100), [&] { ++looks; });
  EXPECT_GE(looks, 3);
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

}  // namespace
}  // namespace hmmbench
