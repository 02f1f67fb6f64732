// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/family.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <random>

#include "analysis/test_boots.h"
#include "analysis/verdict/verdict.h"

namespace hmmbench {
namespace {

using testing::HasSubstr;

constexpr double kAlpha = 0.05;

Question MakeQuestion(const std::vector<double>& baseline,
                      const std::vector<double>& variant) {
  Question question;
  question.name = "cell|wait|throughput";
  question.quantity = "throughput";
  question.baseline = Boots(baseline);
  question.variant = Boots(variant);
  question.better = Better::kMore;
  return question;
}

Answer Ask(const std::vector<double>& baseline,
           const std::vector<double>& variant) {
  return JudgeFamily({MakeQuestion(baseline, variant)},
                     {.permutations = 500, .threads = 1})
      .front();
}

// Noise of a boot's logarithm, and of the block that it shares with the others.
struct Noise {
  double baseline;
  double variant;
  double block;
  bool heavy_tails = false;  // Student's t with 3 degrees instead of normal
};

class Machine {
 public:
  Machine(const Noise& noise, uint64_t seed)
      : noise_(noise), generator_(seed) {}

  // Logs of `boots` boots of both variants, the variant `ratio` times the
  // baseline.
  void Run(int boots, double ratio, std::vector<double>* baseline,
           std::vector<double>* variant) {
    baseline->clear();
    variant->clear();
    double block = 0;
    for (int i = 0; i < boots; ++i) {
      if (i % 2 == 0) block = noise_.block * normal_(generator_);
      baseline->push_back(std::exp(block + noise_.baseline * Draw()));
      variant->push_back(ratio * std::exp(block + noise_.variant * Draw()));
    }
  }

 private:
  double Draw() {
    return noise_.heavy_tails ? heavy_(generator_) : normal_(generator_);
  }
  Noise noise_;
  Generator generator_;
  std::normal_distribution<double> normal_;
  std::student_t_distribution<double> heavy_{3};
};

struct Scene {
  int boots;
  Noise noise;
};

class Coverage : public testing::TestWithParam<Scene> {};

// A/A: the interval misses the truth in about one of twenty comparisons, with
// few boots as with many, with unequal noise, drift and outliers. The bound is
// three standard errors of the simulation above 5 %.
TEST_P(Coverage, FalseAlarmsAreRareWhereNothingDiffers) {
  constexpr int kTrials = 600;
  Machine machine(GetParam().noise, 42);
  std::vector<double> baseline;
  std::vector<double> variant;
  int missed = 0;
  int alarms = 0;
  for (int i = 0; i < kTrials; ++i) {
    machine.Run(GetParam().boots, 1, &baseline, &variant);
    const Answer answer = Ask(baseline, variant);
    const Interval& interval = *answer.effect->interval;
    if (interval.low > 1 || interval.high < 1) ++missed;
    const Verdict verdict = *answer.verdict;
    if (verdict == Verdict::kFaster || verdict == Verdict::kSlower) ++alarms;
  }
  RecordProperty("missed_of_600", missed);
  const double bound = 0.05 + 3 * std::sqrt(0.05 * 0.95 / kTrials);
  EXPECT_LT(missed, bound * kTrials);
  EXPECT_LE(alarms, missed);
}

INSTANTIATE_TEST_SUITE_P(
    Scenes, Coverage,
    testing::Values(Scene{2, {0.05, 0.05, 0.2}}, Scene{3, {0.05, 0.05, 0.2}},
                    Scene{4, {0.05, 0.05, 0.2}}, Scene{8, {0.05, 0.05, 0.2}},
                    Scene{2, {0.01, 0.3, 0}}, Scene{4, {0.01, 0.3, 0}},
                    Scene{8, {0.01, 0.3, 0}}, Scene{4, {0.05, 0.05, 0, true}},
                    Scene{8, {0.05, 0.05, 0, true}},
                    Scene{12, {0.05, 0.05, 0, true}}));

struct Hunt {
  int boots;
  double noise;
  double found_at_least;  // share of trials
};

class Power : public testing::TestWithParam<Hunt> {};

// Two boots of each, however far apart: chance alone may have done it.
TEST(JudgeFamily, TwoBootsOfEachProveNoChange) {
  const Answer answer = Ask({1, 1.001}, {3, 3.002});
  EXPECT_EQ(answer.verdict, Verdict::kInconclusive);
  EXPECT_THAT(answer.reason, HasSubstr("so few of them"));
  EXPECT_EQ(Ask({1, 1.001}, {1.002, 1}).verdict, Verdict::kSame);
}

// All boots of a kernel in one mode, 35 % from the other's.
TEST(JudgeFamily, ModesThatShowElsewhereCastDoubt) {
  std::vector<Question> questions;
  for (int i = 0; i < 40; ++i) {
    questions.push_back(
        MakeQuestion({1, 1.001, 1, 1.002}, {1.35, 1.351, 1.352, 1.35}));
    questions.back().name += std::to_string(i);
  }
  const std::vector<Answer> alike = JudgeFamily(questions, {});
  EXPECT_EQ(alike.front().verdict, Verdict::kFaster) << alike.front().reason;
  for (size_t i = 0; i < 8; ++i) {
    questions[i].baseline = Boots({1, 1.38, 1, 1.38});
  }
  const std::vector<Answer> modes = JudgeFamily(questions, {});
  EXPECT_EQ(modes.back().verdict, Verdict::kInconclusive);
  EXPECT_THAT(modes.back().reason, HasSubstr("come in two modes"));
  // Further apart than any modes that were seen.
  questions.back().variant = Boots({1.9, 1.9, 1.901, 1.9});
  EXPECT_EQ(JudgeFamily(questions, {}).back().verdict, Verdict::kFaster);
}

TEST_P(Power, FindsAChangeOfTwoTimes) {
  constexpr int kTrials = 300;
  Machine machine({GetParam().noise, GetParam().noise, 0.2}, 42);
  std::vector<double> baseline;
  std::vector<double> variant;
  int found = 0;
  for (int i = 0; i < kTrials; ++i) {
    machine.Run(GetParam().boots, 2, &baseline, &variant);
    if (Ask(baseline, variant).verdict == Verdict::kFaster) ++found;
  }
  RecordProperty("found_of_300", found);
  EXPECT_GE(found, GetParam().found_at_least * kTrials);
}

INSTANTIATE_TEST_SUITE_P(Hunts, Power,
                         testing::Values(Hunt{3, 0.02, 0.95},
                                         Hunt{4, 0.02, 1.0}, Hunt{4, 0.1, 0.9},
                                         Hunt{8, 0.1, 1.0}));

// Four passes of one clear change among `others` comparisons without any, of
// another quantity that says nothing of its spread.
std::vector<Answer> OneChangeAmong(size_t others) {
  std::vector<Question> questions(
      others, MakeQuestion({1, 1.01, 0.99, 1.02}, {1.01, 0.99, 1.02, 1}));
  questions.push_back(
      MakeQuestion({1, 1.01, 0.99, 1.02}, {1.16, 1.2, 1.14, 1.2}));
  questions.back().quantity = "p99 latency";
  return JudgeFamily(questions, {});
}

TEST(JudgeFamily, ChangesAreProvedAgainstAllThatIsAsked) {
  const Answer alone = OneChangeAmong(0).back();
  EXPECT_EQ(alone.verdict, Verdict::kFaster) << alone.reason;
  EXPECT_EQ(alone.effect->p_family, alone.effect->p_change);
  const Answer among = OneChangeAmong(100).back();
  EXPECT_EQ(among.verdict, Verdict::kInconclusive) << among.reason;
  EXPECT_DOUBLE_EQ(*among.effect->p_family, 101 * *among.effect->p_change);
  EXPECT_THAT(among.reason, HasSubstr("lies beyond the margin of 10 %, but"));
  // The effect itself is what it was.
  EXPECT_EQ(among.effect->interval->low, alone.effect->interval->low);
  EXPECT_EQ(OneChangeAmong(100).front().verdict, Verdict::kSame);
}

// Cells of one quantity say how far boots differ.
TEST(JudgeFamily, OtherCellsSayHowFarBootsDiffer) {
  std::vector<Question> questions(
      40, MakeQuestion({1, 1.01, 0.99, 1.02}, {1.01, 0.99, 1.02, 1}));
  for (size_t i = 0; i < questions.size(); ++i) {
    questions[i].variant[i % 4].value *= 1 + 0.0001 * static_cast<double>(i);
  }
  questions.push_back(
      MakeQuestion({1, 1.01, 0.99, 1.02}, {1.16, 1.2, 1.14, 1.2}));
  const Answer moderated = JudgeFamily(questions, {}).back();
  EXPECT_EQ(moderated.verdict, Verdict::kFaster) << moderated.reason;
  EXPECT_GT(*moderated.effect->log_degrees, 30);
  questions.back().kernel = "another";
  const Answer alone = JudgeFamily(questions, {}).back();
  EXPECT_EQ(*alone.effect->log_degrees, 3);
}

// Eight seeds a variant can be relabelled in 12,870 ways, four passes in 16.
TEST(JudgeFamily, RelabelsBootsWhereTheyAreEnough) {
  const auto asked = [](int boots, Question::Chance chance) {
    std::vector<double> baseline;
    std::vector<double> variant;
    for (int i = 0; i < boots; ++i) {
      baseline.push_back(1 + 0.01 * i);
      variant.push_back(2 - 0.012 * i);
    }
    Question question = MakeQuestion(baseline, variant);
    question.chance = chance;
    return *JudgeFamily({question}, {}).front().effect;
  };
  using Chance = Question::Chance;
  // The real labels, and next to none of 4,000 others.
  EXPECT_LE(*asked(8, Chance::kSeeds).p_family, 5.0 / 4001);
  EXPECT_NEAR(*asked(4, Chance::kSeeds).p_family, 2.0 / 70, 0.01);
  EXPECT_NEAR(*asked(6, Chance::kBoots).p_family, 2.0 / 64, 0.01);
  EXPECT_FALSE(asked(8, Chance::kSeeds).p_modes);
  const Effect few = asked(4, Chance::kBoots);
  EXPECT_EQ(few.p_family, few.p_change);
  EXPECT_TRUE(few.p_modes);
  EXPECT_EQ(asked(8, Chance::kSeeds).method, Method::kWelch);
  EXPECT_EQ(asked(8, Chance::kBoots).method, Method::kPairedT);
}

// One wild boot of twelve does not hide a change that all others show.
TEST(JudgeFamily, OneWildBootDoesNotHideAChange) {
  std::vector<double> baseline(12, 1);
  std::vector<double> variant;
  for (int i = 0; i < 12; ++i) variant.push_back(2 + 0.01 * i);
  variant[5] = 1.2;
  EXPECT_EQ(Ask(baseline, variant).verdict, Verdict::kFaster);
}

TEST(JudgeFamily, WhatIsNotJudgedCostsNothing) {
  std::vector<Question> questions(
      100, MakeQuestion({1, 1.01, 0.99, 1.02}, {1.01, 0.99, 1.02, 1}));
  for (Question& question : questions) question.judged = false;
  questions.push_back(
      MakeQuestion({1, 1.01, 0.99, 1.02}, {1.16, 1.2, 1.14, 1.2}));
  const std::vector<Answer> answers = JudgeFamily(questions, {});
  EXPECT_EQ(answers.back().verdict, Verdict::kFaster);
  EXPECT_FALSE(answers.front().verdict);
  EXPECT_TRUE(answers.front().effect->interval);
  EXPECT_FALSE(answers.front().effect->p_family);
}

TEST(JudgeFamily, ASmallerAlphaHoldsBackBothWays) {
  const std::vector<Question> questions = {
      MakeQuestion({1, 1.01, 0.99, 1.02}, {1.16, 1.2, 1.14, 1.2}),
      MakeQuestion({1, 1.03, 0.97, 1.02}, {1.01, 0.99, 1.02, 1})};
  const auto strict = JudgeFamily(questions, {.alpha = 1e-6});
  EXPECT_EQ(strict[0].verdict, Verdict::kInconclusive);
  EXPECT_EQ(strict[1].verdict, Verdict::kInconclusive);
  const auto usual = JudgeFamily(questions, {});
  EXPECT_EQ(usual[0].verdict, Verdict::kFaster) << usual[0].reason;
  EXPECT_EQ(usual[1].verdict, Verdict::kSame) << usual[1].reason;
}

TEST(JudgeFamily, SameWithAnyNumberOfThreads) {
  std::vector<Question> questions;
  for (int i = 0; i < 20; ++i) {
    questions.push_back(MakeQuestion({1, 1.1, 1.2, 1}, {1, 1.2, 1.1, 1.3}));
    questions.back().name += std::to_string(i);
    for (Replicate& boot : questions.back().variant) {
      boot.redraw = [](Generator& generator, std::span<double> drawn) {
        std::uniform_real_distribution<double> value(0.5, 2);
        for (double& one : drawn) one = value(generator);
      };
    }
  }
  const auto one = JudgeFamily(questions, {.resamples = 100, .threads = 1});
  const auto many = JudgeFamily(questions, {.resamples = 100, .threads = 5});
  for (size_t i = 0; i < questions.size(); ++i) {
    EXPECT_EQ(one[i].effect->interval->low, many[i].effect->interval->low);
  }
  EXPECT_NE(one[0].effect->interval->low, one[1].effect->interval->low);
}

TEST(JudgeFamily, NothingWithoutBoots) {
  const Answer answer = Ask({}, {1, 2});
  EXPECT_FALSE(answer.effect);
  EXPECT_FALSE(answer.verdict);
  EXPECT_TRUE(JudgeFamily({}, {}).empty());
}

TEST(JudgeFamily, CountsOfOneThreadAreExact) {
  Question question = MakeQuestion({2, 2}, {2.001, 2.001});
  question.better = Better::kLess;
  question.count = true;
  // Of racing threads, agreement of two boots may be chance.
  EXPECT_EQ(JudgeFamily({question}, {}).front().verdict, Verdict::kSame);
  question.alone = true;
  const Answer exact = JudgeFamily({question}, {}).front();
  EXPECT_EQ(exact.verdict, Verdict::kSlower);
  EXPECT_EQ(exact.effect->method, Method::kExact);
  question.variant = Boots({2.001, 2});
  EXPECT_NE(JudgeFamily({question}, {}).front().effect->method, Method::kExact);
}

TEST(Judge, ThreeWaysAgainstTheMargin) {
  const auto judged = [](double low, double high) {
    Effect effect;
    effect.interval = Interval{low, high};
    return Judge(effect, 0.1, Better::kMore, kAlpha).verdict;
  };
  EXPECT_EQ(judged(1.11, 1.5), Verdict::kFaster);
  EXPECT_EQ(judged(0.5, 0.89), Verdict::kSlower);
  EXPECT_EQ(judged(0.91, 1.09), Verdict::kSame);
  EXPECT_EQ(judged(1.05, 1.5), Verdict::kInconclusive);
  EXPECT_EQ(judged(0.5, 0.95), Verdict::kInconclusive);
  EXPECT_EQ(judged(0.5, 2), Verdict::kInconclusive);
}

TEST(Judge, LessLatencyIsFaster) {
  Effect effect;
  effect.interval = Interval{0.5, 0.6};
  EXPECT_EQ(Judge(effect, 0.1, Better::kLess, kAlpha).verdict,
            Verdict::kFaster);
  effect.interval = Interval{1.5, 1.6};
  EXPECT_EQ(Judge(effect, 0.1, Better::kLess, kAlpha).verdict,
            Verdict::kSlower);
}

TEST(Judge, WithoutAnIntervalNothingIsKnown) {
  Effect effect;
  effect.ratio = 100;
  effect.boots = effect.boots_baseline = 1;
  const Judgement judgement = Judge(effect, 0.1, Better::kMore, kAlpha);
  EXPECT_EQ(judgement.verdict, Verdict::kInconclusive);
  EXPECT_EQ(WhyJudged(effect, judgement, "throughput"),
            "one boot a variant: no interval for throughput");
}

}  // namespace
}  // namespace hmmbench
