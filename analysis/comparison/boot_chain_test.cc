// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/boot_chain.h"

#include <gtest/gtest.h>

namespace hmmbench {
namespace {

// ABBA of two variants; boot 1 is continued by 4, and that by 5; boot 3 by 6.
const std::vector<ScheduledBoot> kSchedule = {
    {.boot = 0, .variant = 0, .block = 0},
    {.boot = 1, .variant = 1, .block = 0},
    {.boot = 2, .variant = 1, .block = 0},
    {.boot = 3, .variant = 0, .block = 0},
    {.boot = 4, .variant = 1, .block = 0, .continues = 1},
    {.boot = 5, .variant = 1, .block = 0, .continues = 4},
    {.boot = 6, .variant = 0, .block = 0, .continues = 3}};

TEST(FirstOfChain, FollowsEveryLink) {
  EXPECT_EQ(FirstOfChain(kSchedule[2], kSchedule), 2);
  EXPECT_EQ(FirstOfChain(kSchedule[4], kSchedule), 1);
  EXPECT_EQ(FirstOfChain(kSchedule[5], kSchedule), 1);
}

TEST(PassOf, AContinuationHasThatOfItsBoot) {
  EXPECT_EQ(PassOf(kSchedule[0], kSchedule), 0);
  EXPECT_EQ(PassOf(kSchedule[1], kSchedule), 0);
  EXPECT_EQ(PassOf(kSchedule[2], kSchedule), 1);
  EXPECT_EQ(PassOf(kSchedule[3], kSchedule), 1);
  EXPECT_EQ(PassOf(kSchedule[4], kSchedule), 0);
  EXPECT_EQ(PassOf(kSchedule[5], kSchedule), 0);
  EXPECT_EQ(PassOf(kSchedule[6], kSchedule), 1);
}

// Continuations may stand right behind their boots, too.
TEST(PassOf, AContinuationIsNoPassOfItsOwn) {
  const std::vector<ScheduledBoot> schedule = {
      {.boot = 0, .variant = 0, .block = 0},
      {.boot = 1, .variant = 0, .block = 0, .continues = 0},
      {.boot = 2, .variant = 0, .block = 0}};
  EXPECT_EQ(PassOf(schedule[2], schedule), 1);
}

TEST(FirstOfChain, BadLinksAreNone) {
  const std::vector<ScheduledBoot> schedule = {
      {.boot = 0, .variant = 0, .block = 0, .continues = 0},  // itself
      {.boot = 1, .variant = 1, .block = 0, .continues = 2},  // forward
      {.boot = 2, .variant = 1, .block = 0, .continues = 0},  // another variant
      {.boot = 3, .variant = 1, .block = 1, .continues = 1},  // another block
      {.boot = 4, .variant = 0, .block = 0, .continues = 99}};  // nowhere
  for (const ScheduledBoot& boot : schedule) {
    EXPECT_EQ(FirstOfChain(boot, schedule), boot.boot);
  }
  EXPECT_EQ(PassOf(schedule[2], schedule), 1);
}

}  // namespace
}  // namespace hmmbench
