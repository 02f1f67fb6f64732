// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/effect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "analysis/test_boots.h"

namespace hmmbench {
namespace {

constexpr EffectOptions kOptions = {.resamples = 200};

// A boot whose samples have a spread of `sd` in its logarithm.
Replicate NoisyBoot(int pass, double value, double sd) {
  return {.block = 0,
          .pass = pass,
          .value = value,
          .redraw = [value, sd](Generator& generator, std::span<double> drawn) {
            std::normal_distribution<double> noise(0, sd);
            for (double& one : drawn) one = value * std::exp(noise(generator));
          }};
}

Effect Estimate(const std::vector<Replicate>& baseline,
                const std::vector<Replicate>& variant,
                const EffectOptions& options = kOptions) {
  Generator generator(1);
  return EffectEstimate(baseline, variant, options, generator).Describe();
}

Effect OfValues(const std::vector<double>& baseline,
                const std::vector<double>& variant,
                const EffectOptions& options = kOptions) {
  return Estimate(Boots(baseline), Boots(variant), options);
}

TEST(StudentFit, AgreesWithPublishedTables) {
  const auto half = [](double degrees) {
    return StudentFit{.standard_error = 1, .degrees = degrees}
        .Interval(0.95)
        .high;
  };
  EXPECT_NEAR(half(1), 12.7062, 1e-4);
  EXPECT_NEAR(half(2), 4.3027, 1e-4);
  EXPECT_NEAR(half(9), 2.2622, 1e-4);
  EXPECT_NEAR(half(1e9), 1.9600, 1e-4);
}

TEST(StudentFit, TestAndIntervalAreTwoSidesOfOneThing) {
  const StudentFit fit = PairedStudent({0.1, 0.2, 0.3, 0.25});
  const Bounds interval = fit.Interval(0.95);
  EXPECT_NEAR(fit.At(interval.low).above, 0.025, 1e-12);
  EXPECT_NEAR(fit.At(interval.high).below, 0.025, 1e-12);
}

TEST(EffectEstimate, WelchIntervalOfTwoBootsAnVariantByHand) {
  // Logs 0, 0.2 and 1, 1.1: means 0.1 and 1.05, s^2 / n = 0.01 and 0.0025.
  // df = 0.0125^2 / (0.01^2 + 0.0025^2) = 1.470588, standard error 0.111803.
  const Effect effect =
      OfValues({1, std::exp(0.2)}, {std::exp(1), std::exp(1.1)});
  const double half =
      StudentFit{.standard_error = std::sqrt(0.0125), .degrees = 1.470588235294}
          .Interval(0.95)
          .high;
  ASSERT_TRUE(effect.interval);
  EXPECT_EQ(effect.method, Method::kWelch);
  EXPECT_NEAR(std::log(effect.ratio), 0.95, 1e-12);
  EXPECT_NEAR(std::log(effect.interval->low), 0.95 - half, 1e-9);
  EXPECT_NEAR(std::log(effect.interval->high), 0.95 + half, 1e-9);
  EXPECT_EQ(effect.boots, 2);
}

TEST(EffectEstimate, PairedIntervalOverPassesByHand) {
  // Every pass has a drift of its own, common to both variants: 1, 3, 10, 40.
  // Log ratios 0.1, 0.2, 0.3, 0.2: mean 0.2, s^2 = 0.02 / 3, df 3.
  const Effect effect =
      OfValues({1, 3, 10, 40}, {std::exp(0.1), 3 * std::exp(0.2),
                                10 * std::exp(0.3), 40 * std::exp(0.2)});
  const double half = 3.182446 * std::sqrt(0.02 / 3 / 4);
  ASSERT_TRUE(effect.interval);
  EXPECT_EQ(effect.method, Method::kPairedT);
  EXPECT_NEAR(std::log(effect.ratio), 0.2, 1e-12);
  EXPECT_NEAR(std::log(effect.interval->low), 0.2 - half, 1e-6);
  EXPECT_NEAR(std::log(effect.interval->high), 0.2 + half, 1e-6);
}

// Student's own data (Biometrika 6, 1908: hours of sleep gained with two drugs)
// and what R prints for them.
class Sleep : public testing::Test {
 protected:
  static std::vector<Replicate> FromLogs(const std::vector<double>& logs) {
    std::vector<double> values;
    values.reserve(logs.size());
    for (const double log : logs) values.push_back(std::exp(log));
    return Boots(values);
  }
  const std::vector<Replicate> first_ =
      FromLogs({0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0});
  const std::vector<Replicate> second_ =
      FromLogs({1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4});
};

TEST_F(Sleep, PairedT) {
  const Effect effect = Estimate(second_, first_);
  // t.test(extra[1:10], extra[11:20], paired = TRUE); the median of the Walsh
  // averages.
  EXPECT_NEAR(std::log(effect.ratio), -1.3, 1e-9);
  EXPECT_NEAR(std::log(effect.interval->low), -2.4598858, 1e-6);
  EXPECT_NEAR(std::log(effect.interval->high), -0.7001142, 1e-6);
}

TEST_F(Sleep, WelchWithoutACommonPass) {
  std::vector<Replicate> elsewhere = first_;
  for (Replicate& boot : elsewhere) boot.block += 100;
  const Effect effect = Estimate(second_, elsewhere);
  // t.test(extra ~ group)
  EXPECT_EQ(effect.method, Method::kWelch);
  EXPECT_NEAR(std::log(effect.interval->low), -3.3654832, 1e-6);
  EXPECT_NEAR(std::log(effect.interval->high), 0.2054832, 1e-6);
}

// Boots that agree by chance are not taken for exact where other comparisons
// say how far boots differ.
TEST(EffectEstimate, TakesItsSpreadFromThePriorsToo) {
  const VariancePrior prior{.variance = 0.04, .degrees = 7};
  const Effect effect =
      OfValues({1, 1, 1}, {2, 2, 2}, {.priors = {{}, prior}, .resamples = 200});
  EXPECT_NEAR(*effect.log_error, std::sqrt(7 * 0.04 / 9 / 3), 1e-12);
  EXPECT_EQ(effect.log_degrees, 9);
  // t(0.975) with 9 degrees.
  EXPECT_NEAR(std::log(effect.interval->high),
              std::log(2) + 2.262157 * *effect.log_error, 1e-6);
}

TEST(EffectEstimate, PairsByPlaceInTheScheduleNotByOrder) {
  std::vector<Replicate> variant = Boots({2, 20, 200, 2000});
  std::swap(variant[0], variant[3]);
  const Effect effect = Estimate(Boots({1, 10, 100, 1000}), variant);
  ASSERT_TRUE(effect.interval);
  EXPECT_NEAR(effect.interval->low, 2, 1e-9);
  EXPECT_NEAR(effect.interval->high, 2, 1e-9);
}

TEST(EffectEstimate, PassesWithoutAPartnerAreLeftOut) {
  std::vector<Replicate> baseline = Boots({1, 1, 1, 1});
  baseline.erase(baseline.begin() + 1);
  const Effect effect = Estimate(baseline, Boots({2, 50, 2, 2}));
  EXPECT_EQ(effect.boots, 3);
  EXPECT_NEAR(effect.ratio, 2, 1e-9);
}

TEST(EffectEstimate, OneBootAnVariantHasARatioAndNoInterval) {
  const Effect effect = OfValues({10}, {15});
  EXPECT_NEAR(effect.ratio, 1.5, 1e-12);
  EXPECT_FALSE(effect.interval);
  EXPECT_FALSE(OfValues({10, 11}, {15}).interval);
}

// Boots that agree by construction (virtual clock) or by chance still leave the
// spread of the samples within them.
TEST(EffectEstimate, SamplesWithinABootKeepAnIntervalWhereBootsAgree) {
  const std::vector<Replicate> boots = {NoisyBoot(0, 1, 0.1),
                                        NoisyBoot(1, 1, 0.1)};
  const EffectOptions options = {.resamples = 2000};
  Generator generator(1);
  const EffectEstimate estimate(boots, boots, options, generator);
  const auto interval = estimate.IntervalAt(0.95);
  ASSERT_TRUE(interval);
  // Four independent draws of 0.1: sd of the difference of two means is 0.1.
  EXPECT_NEAR(std::log(interval->high), 0.196, 0.03);
  EXPECT_NEAR(std::log(interval->low), -0.196, 0.03);
  // A tenth of the samples' spread away is no proof, ten times is.
  EXPECT_GT(estimate.At(0.01).below, 0.3);
  EXPECT_LT(estimate.At(1).below, 1e-9);
}

TEST(EffectEstimate, IsReproducible) {
  const std::vector<Replicate> boots = {NoisyBoot(0, 1, 0.1),
                                        NoisyBoot(1, 1.1, 0.1)};
  const Effect a = Estimate(boots, boots);
  const Effect b = Estimate(boots, boots);
  EXPECT_EQ(a.interval->low, b.interval->low);
  EXPECT_EQ(a.interval->high, b.interval->high);
}

}  // namespace
}  // namespace hmmbench
