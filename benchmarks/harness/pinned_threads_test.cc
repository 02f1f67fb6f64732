// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/pinned_threads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <vector>

#include "fixtures/base/error.h"

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

TEST(PinnedThreadsTest, EveryThreadRunsOnItsCpu) {
  const std::vector<int> cpus = AllowedCpus();
  std::vector<int> ran_on(cpus.size(), -1);
  PinnedThreads pinned(cpus);
  pinned.Run([&](size_t thread) { ran_on[thread] = sched_getcpu(); });
  EXPECT_EQ(ran_on, cpus);
}

TEST(PinnedThreadsTest, ThreadsAreKeptOverTheRounds) {
  PinnedThreads pinned(std::vector<int>(3, AllowedCpus().front()));
  std::vector<pthread_t> first(3);
  std::vector<pthread_t> last(3);
  pinned.Run([&](size_t thread) { first[thread] = pthread_self(); });
  for (int round = 0; round < 20; ++round) {
    pinned.Run([&](size_t thread) { last[thread] = pthread_self(); });
  }
  EXPECT_EQ(first, last);
}

TEST(PinnedThreadsTest, UnknownCpuIsAnError) {
  EXPECT_THAT(
      [] {
        PinnedThreads pinned({AllowedCpus().front(), 100'000});
      },
      ThrowsMessage<Error>(HasSubstr("CPU 100000")));
}

TEST(PinnedThreadsTest, CallerLooksOnWhileTheThreadsWork) {
  PinnedThreads pinned({AllowedCpus().front()});
  EXPECT_GT(pinned.tids().front(), 0);
  std::atomic<int> looks{0};
  pinned.Run(
      [&](size_t) {
        while (looks < 3) sched_yield();
      },
      std::chrono::microseconds(100), [&] { ++looks; });
  EXPECT_GE(looks, 3);
}

TEST(PinnedThreadsTest, FailureOfOneThreadIsThrownAndThePinnedThreadsGoesOn) {
  PinnedThreads pinned(std::vector<int>(2, AllowedCpus().front()));
  EXPECT_THAT(
      [&] {
        pinned.Run([](size_t thread) {
          if (thread == 1) throw Error("thread {} failed", thread);
        });
      },
      ThrowsMessage<Error>("thread 1 failed"));
  std::atomic<int> done{0};
  pinned.Run([&](size_t) { ++done; });
  EXPECT_EQ(done, 2);
}

}  // namespace
}  // namespace hmmbench
