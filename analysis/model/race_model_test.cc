// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/model/race_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

constexpr int kPages = 400;

// Whose times are all as given.
RaceModel Even(LoserPolicy policy, int threads, double delay) {
  return {.policy = policy,
          .cpu_threads = threads,
          .fault = 10,
          .variation = 0,
          .delay = delay,
          .shape = DelayShape::kConstant};
}

// The assumptions of the count ((f + d) / f)^(N - 1): nothing keeps the threads
// in step.
RaceModel OnPaper(int threads, double delay) {
  return {.policy = LoserPolicy::kGetref,
          .cpu_threads = threads,
          .fault = 8,
          .variation = 1,
          .delay = delay,
          .shape = DelayShape::kExponential,
          .limit = 1e9,
          .migration_entries = false};
}

double Calls(const RaceModel& model) {
  return SimulateRace(model, kPages, 1).calls.value;
}

TEST(RaceModel, OneThreadFaultsOnce) {
  for (const LoserPolicy policy :
       {LoserPolicy::kGetref, LoserPolicy::kTrylock, LoserPolicy::kWait}) {
    const RaceOutcome outcome = SimulateRace(Even(policy, 1, 20), kPages, 1);
    EXPECT_EQ(outcome.faults.value, 1) << ToString(policy);
    EXPECT_EQ(outcome.faults.standard_error, 0);
    EXPECT_EQ(outcome.calls.value, 1);
    EXPECT_EQ(outcome.cut_off, 0);
    EXPECT_NEAR(outcome.all_done_us.value, 30, 1e-9);  // f + d
    EXPECT_NEAR(outcome.back_us.value, 29, 1e-9);      // all but `leave`
  }
}

TEST(RaceModel, ADrawnDelayKeepsTheMean) {
  RaceModel model = Even(LoserPolicy::kWait, 1, 20);
  for (const DelayShape shape : {DelayShape::kUniform, DelayShape::kExponential,
                                 DelayShape::kLognormal}) {
    model.shape = shape;
    const PageMean done = SimulateRace(model, 10'000, 1).all_done_us;
    EXPECT_GT(done.standard_error, 0) << ToString(shape);
    EXPECT_NEAR(done.value, 30, 4 * done.standard_error) << ToString(shape);
  }
}

TEST(RaceModel, TrylockFaultsForAsLongAsTheLockIsHeld) {
  RaceModel model = Even(LoserPolicy::kTrylock, 2, 2000);
  model.variation = 0.1;
  const RaceOutcome outcome = SimulateRace(model, kPages, 1);
  const FaultShares& shares = model.shares;
  const double retry = model.fault * (shares.enter + shares.leave);
  // The driver's delay and what it takes until the migration entry stands.
  const double held = model.delay + model.fault * shares.set_up;
  EXPECT_NEAR((outcome.faults.value - 2) / (held / retry), 1, 0.02);
  EXPECT_EQ(outcome.calls.value, 1);
}

TEST(RaceModel, WaitFaultsAtMostTwiceALoser) {
  for (const int threads : {2, 4, 8}) {
    RaceModel model = Even(LoserPolicy::kWait, threads, 20);
    model.variation = 0.1;
    model.shape = DelayShape::kLognormal;
    model.wakeup = 15;
    const RaceOutcome outcome = SimulateRace(model, kPages, 1);
    EXPECT_LE(outcome.most_faults, 2);
    EXPECT_EQ(outcome.calls.value, 1);
    EXPECT_GT(outcome.faults.value, 1 + 0.9 * (threads - 1));
  }
}

TEST(RaceModel, AWakeUpIsPaidByWhoSleeps) {
  RaceModel model = Even(LoserPolicy::kWait, 2, 100);
  const double without = SimulateRace(model, 1, 1).all_done_us.value;
  model.wakeup = 15;
  EXPECT_NEAR(SimulateRace(model, 1, 1).all_done_us.value, without + 15, 1e-9);
  model.policy = LoserPolicy::kTrylock;
  model.wakeup = 0;
  const double spinning = SimulateRace(model, 1, 1).all_done_us.value;
  EXPECT_NEAR(spinning, without, model.fault);
}

TEST(RaceModel, ComesToTheCountOnPaperWhereItsAssumptionsHold) {
  for (const double delay : {8.0, 20.0, 40.0}) {
    for (const int threads : {1, 2, 3, 4}) {
      const double paper = GetrefAttemptsOnPaper(8, delay, threads);
      EXPECT_NEAR(Calls(OnPaper(threads, delay)) / paper, 1, 0.2)
          << threads << " threads, " << delay << " us";
    }
  }
  EXPECT_NEAR(GetrefAttemptsOnPaper(8, 20, 2), 3.5, 1e-9);
  EXPECT_NEAR(GetrefAttemptsOnPaper(8, 20, 4), 42.875, 1e-9);
}

TEST(RaceModel, EqualTimesKeepLosersInLockStep) {
  // With equal periods and no jitter each holds its reference whenever the
  // other looks, for ever; drawn delays end that.
  RaceModel model = Even(LoserPolicy::kGetref, 2, 80);
  model.device_threads = 0;
  model.stagger = 60;
  model.limit = 20'000;
  const RaceOutcome even = SimulateRace(model, 100, 1);
  EXPECT_GT(even.cut_off, 20);
  model.shape = DelayShape::kLognormal;
  const RaceOutcome drawn = SimulateRace(model, 100, 1);
  EXPECT_EQ(drawn.cut_off, 0);
  EXPECT_LT(10 * drawn.faults.value, even.faults.value);
}

TEST(RaceModel, FewerCpusThanThreadsStayBelowTheCount) {
  RaceModel model = {.cpu_threads = 8, .fault = 8, .delay = 20};
  model.cpus = 4;
  const double four = Calls(model);
  model.cpus = 1;
  const RaceOutcome one = SimulateRace(model, kPages, 1);
  // A thread is through before the next one gets the CPU.
  EXPECT_EQ(one.faults.value, 1);
  EXPECT_GT(four, 10);
  EXPECT_LT(four, GetrefAttemptsOnPaper(8, 20, 8) / 10);
}

TEST(RaceModel, ADevicesLoserFaultsMoreOftenUnderTrylock) {
  RaceModel model = Even(LoserPolicy::kTrylock, 2, 500);
  model.variation = 0.1;
  const double cpus = SimulateRace(model, kPages, 1).faults.value;
  model.cpu_threads = 1;
  model.device_threads = 1;
  EXPECT_GT(SimulateRace(model, kPages, 1).faults.value, 1.5 * cpus);
}

TEST(RaceModel, IsTheSameForTheSameSeed) {
  const RaceModel model = {.cpu_threads = 3};
  const RaceOutcome first = SimulateRace(model, 50, 3);
  const RaceOutcome again = SimulateRace(model, 50, 3);
  EXPECT_EQ(first.faults.value, again.faults.value);
  EXPECT_EQ(first.all_done_us.value, again.all_done_us.value);
  EXPECT_NE(first.all_done_us.value,
            SimulateRace(model, 50, 4).all_done_us.value);
}

TEST(RaceModel, SaysWhatItGaveUp) {
  RaceModel model = {.cpu_threads = 8, .delay = 80, .limit = 1000};
  const RaceOutcome outcome = SimulateRace(model, 20, 1);
  EXPECT_EQ(outcome.cut_off, 20);
  EXPECT_LE(outcome.all_done_us.value, 1000);
  EXPECT_TRUE(std::isnan(SimulateRace(model, 1, 1).faults.standard_error));
}

TEST(RaceModel, RefusesWhatMakesNoSense) {
  EXPECT_THROW(SimulateRace({.cpu_threads = 0}, 1, 1), Error);
  EXPECT_THROW(SimulateRace({}, 0, 1), Error);
  EXPECT_THROW(SimulateRace({.fault = 0}, 1, 1), Error);
  EXPECT_THROW(SimulateRace({.delay = -1}, 1, 1), Error);
  EXPECT_THROW(SimulateRace({.shares = {.enter = 0.5}}, 1, 1), Error);
  EXPECT_THROW(
      SimulateRace({.policy = LoserPolicy::kWait, .migration_entries = false},
                   1, 1),
      Error);
}

}  // namespace
}  // namespace hmmbench
