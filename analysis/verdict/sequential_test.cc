// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/sequential.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/test_simulated_boots.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

constexpr FamilyOptions kOptions = {.permutations = 1000};

// A cell twice as slow and others alike, with 5 % noise.
SimulatedBoots Boots(double margin) {
  return {{.name = "", .own = 0.05},
          {.cells = 6, .margin = margin, .effect = 2},
          11};
}

TEST(JudgeLook, SettlesWhatIsClearAndSaysWhatTheRestNeeds) {
  SimulatedBoots boots = Boots(0.10);
  boots.Add(4);
  const auto first = JudgeLook(boots.questions(), {}, 1, 4, kOptions);
  EXPECT_EQ(first[0].settled, 1) << first[0].answer.reason;
  EXPECT_EQ(first[0].answer.verdict, Verdict::kSlower);
  EXPECT_FALSE(first[0].boots_needed);
  bool open = false;
  for (const Standing& standing : first) {
    if (standing.settled > 0) continue;
    open = true;
    ASSERT_TRUE(standing.boots_needed);
    EXPECT_GE(*standing.boots_needed, 4);
    EXPECT_LT(*standing.boots_needed, 1000);
  }
  EXPECT_TRUE(open);
  boots.Add(12, {1, 0, 0, 0, 0, 0});
  const auto second = JudgeLook(boots.questions(), first, 2, 4, kOptions);
  EXPECT_EQ(second[0].settled, 1);
  EXPECT_EQ(second[0].answer.effect->boots, 4);
  for (size_t i = 1; i < second.size(); ++i) {
    EXPECT_GT(second[i].settled, 0) << second[i].answer.reason;
    EXPECT_EQ(second[i].answer.verdict, Verdict::kSame);
  }
}

// A look may spend its part only: what it finds has to be rarer than alone.
TEST(JudgeLook, ALookSpendsItsPart) {
  SimulatedBoots boots({.name = "", .own = 0.05},
                       {.cells = 2, .margin = 0, .effect = 1.12}, 3);
  boots.Add(8);
  const auto answers = JudgeFamily(boots.questions(), kOptions);
  const double p = *answers[0].effect->p_family;
  ASSERT_LE(p, 0.05);
  FamilyOptions options = kOptions;
  options.alpha = p;  // a fifth or so of it is one look's
  const auto looked = JudgeLook(boots.questions(), {}, 1, 8, options);
  EXPECT_EQ(looked[0].settled, 0) << looked[0].answer.reason;
}

TEST(JudgeLook, WhatNoVerdictIsAskedOfIsNotOpen) {
  SimulatedBoots boots = Boots(0);
  boots.Add(2);
  std::vector<Question> questions = boots.questions();
  questions[1].judged = false;
  const auto standings = JudgeLook(questions, {}, 1, 2, kOptions);
  EXPECT_EQ(standings[1].settled, 1);
  EXPECT_FALSE(standings[1].answer.verdict);
  EXPECT_EQ(standings[2].settled, 0);
  // Where every difference counts, no number of boots proves that there is
  // none; what looks like one has a number.
  EXPECT_TRUE(standings[0].boots_needed);
}

TEST(JudgeLook, RefusesAnotherFamilyAndAnotherLook) {
  SimulatedBoots boots = Boots(0);
  boots.Add(2);
  EXPECT_THROW(JudgeLook(boots.questions(), {}, 0, 4, kOptions), Error);
  EXPECT_THROW(JudgeLook(boots.questions(), {}, 5, 4, kOptions), Error);
  EXPECT_THROW(
      JudgeLook(boots.questions(), std::vector<Standing>(2), 2, 4, kOptions),
      Error);
}

}  // namespace
}  // namespace hmmbench
