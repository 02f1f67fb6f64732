// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <numbers>

#include "analysis/verdict.h"

namespace hmmbench {
namespace {

constexpr int kResamples = 200;

// Boots of an arm, two a block, whose samples all say the same.
std::vector<Replicate> Boots(const std::vector<double>& values) {
  std::vector<Replicate> boots;
  for (size_t i = 0; i < values.size(); ++i) {
    const double value = values[i];
    boots.push_back({static_cast<int>(i / 2), static_cast<int>(i % 2), value,
                     [value](Generator&) { return value; }});
  }
  return boots;
}

Effect Estimate(const std::vector<double>& baseline,
                const std::vector<double>& arm) {
  Generator generator(1);
  return EstimateEffect(Boots(baseline), Boots(arm), kResamples, generator)
      .value();
}

TEST(StudentT, AgreesWithPublishedTables) {
  EXPECT_NEAR(StudentT95(1), 12.7062, 1e-4);
  EXPECT_NEAR(StudentT95(2), 4.3027, 1e-4);
  EXPECT_NEAR(StudentT95(9), 2.2622, 1e-4);
  EXPECT_NEAR(StudentT95(1e9), 1.9600, 1e-4);
}

TEST(Moments, ByHand) {
  EXPECT_DOUBLE_EQ(Mean({1, 2, 6}), 3);
  EXPECT_DOUBLE_EQ(Variance({1, 2, 6}), 7);  // (4 + 1 + 9) / 2
  EXPECT_DOUBLE_EQ(Median({6, 1, 2}), 2);
  EXPECT_DOUBLE_EQ(Median({6, 1, 2, 4}), 3);
}

TEST(EstimateEffect, WelchIntervalOfTwoBootsAnArmByHand) {
  // Logs 0, 0.2 and 1, 1.1: means 0.1 and 1.05, s^2 / n = 0.01 and 0.0025.
  // df = 0.0125^2 / (0.01^2 + 0.0025^2) = 1.470588, standard error 0.111803.
  const Effect effect =
      Estimate({1, std::exp(0.2)}, {std::exp(1), std::exp(1.1)});
  const double half =
      StudentT95(0.0125 * 0.0125 / (1e-4 + 6.25e-6)) * std::sqrt(0.0125);
  ASSERT_TRUE(effect.interval);
  EXPECT_NEAR(std::log(effect.ratio), 0.95, 1e-12);
  EXPECT_NEAR(std::log(effect.interval->low), 0.95 - half, 1e-12);
  EXPECT_NEAR(std::log(effect.interval->high), 0.95 + half, 1e-12);
  EXPECT_EQ(effect.boots, 2);
}

TEST(EstimateEffect, PairedIntervalOverPassesByHand) {
  // Every pass has a drift of its own, common to both arms: 1, 3, 10, 40. Log
  // ratios 0.1, 0.2, 0.3, 0.2: mean 0.2, s^2 = 0.02 / 3, df 3.
  const Effect effect =
      Estimate({1, 3, 10, 40}, {std::exp(0.1), 3 * std::exp(0.2),
                                10 * std::exp(0.3), 40 * std::exp(0.2)});
  const double half = 3.182446 * std::sqrt(0.02 / 3 / 4);
  ASSERT_TRUE(effect.interval);
  EXPECT_NEAR(std::log(effect.ratio), 0.2, 1e-12);
  EXPECT_NEAR(std::log(effect.interval->low), 0.2 - half, 1e-6);
  EXPECT_NEAR(std::log(effect.interval->high), 0.2 + half, 1e-6);
}

// Student's own data (Biometrika 6, 1908: hours of sleep gained with two drugs)
// and the intervals that R prints for them.
TEST(EstimateEffect, AgreesWithRForStudentsSleepData) {
  // So many that the bootstrap, too, knows its tails: it is the narrower one.
  constexpr int kManyResamples = 5000;
  const auto boots = [](const std::vector<double>& logs) {
    std::vector<double> values;
    values.reserve(logs.size());
    for (const double log : logs) values.push_back(std::exp(log));
    return Boots(values);
  };
  const std::vector<Replicate> first =
      boots({0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0});
  const std::vector<Replicate> second =
      boots({1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4});
  Generator generator(1);
  // t.test(extra[1:10], extra[11:20], paired = TRUE)
  const auto paired = EstimateEffect(second, first, kManyResamples, generator);
  EXPECT_NEAR(std::log(paired->ratio), -1.58, 1e-9);
  EXPECT_NEAR(std::log(paired->interval->low), -2.4598858, 1e-6);
  EXPECT_NEAR(std::log(paired->interval->high), -0.7001142, 1e-6);
  // t.test(extra ~ group): no pass in common.
  std::vector<Replicate> elsewhere = first;
  for (Replicate& boot : elsewhere) boot.block += 100;
  const auto welch =
      EstimateEffect(second, elsewhere, kManyResamples, generator);
  EXPECT_NEAR(std::log(welch->interval->low), -3.3654832, 1e-6);
  EXPECT_NEAR(std::log(welch->interval->high), 0.2054832, 1e-6);
}

TEST(EstimateEffect, PairsByPlaceInTheScheduleNotByOrder) {
  std::vector<Replicate> baseline = Boots({1, 10, 100, 1000});
  std::vector<Replicate> arm = Boots({2, 20, 200, 2000});
  std::swap(arm[0], arm[3]);
  Generator generator(1);
  const auto effect = EstimateEffect(baseline, arm, kResamples, generator);
  ASSERT_TRUE(effect && effect->interval);
  EXPECT_NEAR(effect->interval->low, 2, 1e-9);
  EXPECT_NEAR(effect->interval->high, 2, 1e-9);
}

TEST(EstimateEffect, PassesWithoutAPartnerAreLeftOut) {
  std::vector<Replicate> baseline = Boots({1, 1, 1, 1});
  baseline.erase(baseline.begin() + 1);
  const std::vector<Replicate> arm = Boots({2, 50, 2, 2});
  Generator generator(1);
  const auto effect = EstimateEffect(baseline, arm, kResamples, generator);
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->boots, 3);
  EXPECT_NEAR(effect->ratio, 2, 1e-9);
}

TEST(EstimateEffect, OneBootAnArmHasARatioAndNoInterval) {
  const Effect effect = Estimate({10}, {15});
  EXPECT_NEAR(effect.ratio, 1.5, 1e-12);
  EXPECT_FALSE(effect.interval);
  EXPECT_FALSE(Estimate({10, 11}, {15}).interval);
}

TEST(EstimateEffect, NothingWithoutBoots) {
  Generator generator(1);
  EXPECT_FALSE(EstimateEffect({}, Boots({1, 2}), kResamples, generator));
  EXPECT_FALSE(EstimateEffect(Boots({1, 2}), {}, kResamples, generator));
}

// Boots that agree by construction (virtual clock) or by chance still leave the
// spread of the samples within them.
TEST(EstimateEffect, SamplesWithinABootKeepAnIntervalWhereBootsAgree) {
  const auto noisy = [](Generator& generator) {
    return std::exp(std::normal_distribution<double>(0, 0.1)(generator));
  };
  const std::vector<Replicate> boots = {{0, 0, 1, noisy}, {0, 1, 1, noisy}};
  Generator generator(1);
  const auto effect = EstimateEffect(boots, boots, 2000, generator);
  ASSERT_TRUE(effect && effect->interval);
  // Four independent draws of 0.1: sd of the difference of two means is 0.1.
  EXPECT_NEAR(std::log(effect->interval->high), 0.196, 0.03);
  EXPECT_NEAR(std::log(effect->interval->low), -0.196, 0.03);
}

TEST(EstimateEffect, IsReproducible) {
  const auto noisy = [](Generator& generator) {
    return std::exp(std::normal_distribution<double>(0, 0.1)(generator));
  };
  const std::vector<Replicate> boots = {{0, 0, 1, noisy}, {0, 1, 1.1, noisy}};
  Generator one(7);
  Generator other(7);
  const auto a = EstimateEffect(boots, boots, kResamples, one);
  const auto b = EstimateEffect(boots, boots, kResamples, other);
  EXPECT_EQ(a->interval->low, b->interval->low);
  EXPECT_EQ(a->interval->high, b->interval->high);
}

// Noise of a boot's logarithm, and of the block that it shares with the others.
struct Noise {
  double baseline;
  double arm;
  double block;
  bool heavy_tails = false;  // Student's t with 3 degrees instead of normal
};

class Machine {
 public:
  Machine(const Noise& noise, uint64_t seed)
      : noise_(noise), generator_(seed) {}

  // Logs of `boots` boots of both arms, the arm `ratio` times the baseline.
  void Run(int boots, double ratio, std::vector<double>* baseline,
           std::vector<double>* arm) {
    baseline->clear();
    arm->clear();
    double block = 0;
    for (int i = 0; i < boots; ++i) {
      if (i % 2 == 0) block = noise_.block * normal_(generator_);
      baseline->push_back(std::exp(block + noise_.baseline * Draw()));
      arm->push_back(ratio * std::exp(block + noise_.arm * Draw()));
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
  std::vector<double> arm;
  int missed = 0;
  int alarms = 0;
  for (int i = 0; i < kTrials; ++i) {
    machine.Run(GetParam().boots, 1, &baseline, &arm);
    const Effect effect = Estimate(baseline, arm);
    if (effect.interval->low > 1 || effect.interval->high < 1) ++missed;
    const Verdict verdict = Judge(effect, 0.1, Better::kMore);
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
                    Scene{8, {0.05, 0.05, 0, true}}));

struct Hunt {
  int boots;
  double noise;
  double found_at_least;  // share of trials
};

class Power : public testing::TestWithParam<Hunt> {};

TEST_P(Power, FindsAChangeOfTwoTimes) {
  constexpr int kTrials = 300;
  Machine machine({GetParam().noise, GetParam().noise, 0.2}, 42);
  std::vector<double> baseline;
  std::vector<double> arm;
  int found = 0;
  for (int i = 0; i < kTrials; ++i) {
    machine.Run(GetParam().boots, 2, &baseline, &arm);
    if (Judge(Estimate(baseline, arm), 0.1, Better::kMore) ==
        Verdict::kFaster) {
      ++found;
    }
  }
  RecordProperty("found_of_300", found);
  EXPECT_GE(found, GetParam().found_at_least * kTrials);
}

INSTANTIATE_TEST_SUITE_P(Hunts, Power,
                         testing::Values(Hunt{2, 0.02, 0.95},
                                         Hunt{4, 0.02, 1.0}, Hunt{4, 0.1, 0.9},
                                         Hunt{8, 0.1, 1.0}));

TEST(Judge, ThreeWaysAgainstTheMargin) {
  const auto judged = [](double low, double high) {
    Effect effect;
    effect.interval = Interval{low, high};
    return Judge(effect, 0.1, Better::kMore);
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
  EXPECT_EQ(Judge(effect, 0.1, Better::kLess), Verdict::kFaster);
  effect.interval = Interval{1.5, 1.6};
  EXPECT_EQ(Judge(effect, 0.1, Better::kLess), Verdict::kSlower);
}

TEST(Judge, WithoutAnIntervalNothingIsKnown) {
  Effect effect;
  effect.ratio = 100;
  effect.boots = effect.boots_baseline = 1;
  EXPECT_EQ(Judge(effect, 0.1, Better::kMore), Verdict::kInconclusive);
  EXPECT_EQ(WhyJudged(effect, 0.1, Verdict::kInconclusive, "throughput"),
            "one boot an arm: no interval for throughput");
}

}  // namespace
}  // namespace hmmbench
