// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/moderated_variance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analysis/statistics/student.h"

namespace hmmbench {
namespace {

std::vector<SampleVariance> OfThreeDegrees(
    const std::vector<double>& variances) {
  std::vector<SampleVariance> samples;
  for (const double variance : variances) samples.push_back({variance, 3});
  return samples;
}

// Expected values of another implementation of the published formulas.
TEST(FitVariancePrior, ByTheMomentsOfTheLogarithms) {
  const VariancePrior prior =
      FitVariancePrior(OfThreeDegrees({0.01, 0.04, 0.0025, 0.09, 0.02, 0.3}));
  EXPECT_NEAR(prior.degrees, 1.820813, 1e-5);
  EXPECT_NEAR(prior.variance, 0.02173508, 1e-7);
  EXPECT_EQ(prior.most_degrees, 18);
  const SampleVariance moderated = Moderate({0.01, 3}, prior);
  EXPECT_NEAR(moderated.variance, 0.01443232, 1e-7);
  EXPECT_NEAR(moderated.degrees, 4.820813, 1e-5);
}

TEST(FitVariancePrior, DegreesMayDiffer) {
  const VariancePrior prior = FitVariancePrior(
      {{0.01, 3}, {0.04, 3}, {0.0025, 7}, {0.9, 7}, {0.02, 2}, {3, 2}});
  EXPECT_NEAR(prior.degrees, 0.8308021, 1e-5);
  EXPECT_NEAR(prior.variance, 0.01834695, 1e-7);
}

// They differ by less than chance would have it: one variance for all, known
// as well as all values together tell it.
TEST(FitVariancePrior, VariancesThatAreAlikeArePooled) {
  const VariancePrior prior =
      FitVariancePrior(OfThreeDegrees({1, 1.1, 0.9, 1.05}));
  EXPECT_TRUE(std::isinf(prior.degrees));
  EXPECT_NEAR(prior.variance, 1.460327, 1e-5);
  const SampleVariance moderated = Moderate({1, 3}, prior);
  EXPECT_EQ(moderated.variance, prior.variance);
  EXPECT_EQ(moderated.degrees, 12);
}

TEST(FitVariancePrior, OneAloneSaysNothing) {
  for (const auto& variances :
       {OfThreeDegrees({}), OfThreeDegrees({2}), OfThreeDegrees({0, 0, 2})}) {
    const SampleVariance same = Moderate({2, 3}, FitVariancePrior(variances));
    EXPECT_EQ(same.variance, 2);
    EXPECT_EQ(same.degrees, 3);
  }
}

TEST(FitVariancePrior, OneWithoutSpreadIsNotTakenForExact) {
  const VariancePrior prior =
      FitVariancePrior(OfThreeDegrees({0, 0.04, 0.0025, 0.9, 0.02, 3}));
  EXPECT_NEAR(prior.degrees, 0.3599517, 1e-5);
  EXPECT_GT(Moderate({0, 3}, prior).variance, 0);
}

// Variances that were drawn from a prior: it comes out again.
TEST(FitVariancePrior, FindsThePriorThatMadeThem) {
  std::mt19937_64 generator(7);
  std::chi_squared_distribution<double> of_prior(8);
  std::chi_squared_distribution<double> of_sample(4);
  std::vector<SampleVariance> samples;
  for (int i = 0; i < 20000; ++i) {
    const double variance = 8 * 2 / of_prior(generator);
    samples.push_back({variance * of_sample(generator) / 4, 4});
  }
  const VariancePrior prior = FitVariancePrior(samples);
  EXPECT_NEAR(prior.degrees, 8, 0.6);
  EXPECT_NEAR(prior.variance, 2, 0.06);
}

TEST(ModeratedStudent, TakesItsSpreadFromThePriorToo) {
  const VariancePrior prior{.variance = 0.09, .degrees = 3};
  const StudentFit paired = PairedStudent({0.1, 0.2, 0.3, 0.2}, prior);
  // s^2 = 0.02 / 3 with 3 degrees.
  EXPECT_NEAR(paired.standard_error, std::sqrt((3 * 0.09 + 0.02) / 6 / 4),
              1e-12);
  EXPECT_EQ(paired.degrees, 6);
  const StudentFit two = WelchStudent({0, 0.2}, {1, 1.1}, {prior, prior});
  // s^2 = 0.02 and 0.005, 1 degree each: (0.27 + s^2) / 4.
  EXPECT_NEAR(two.standard_error, std::sqrt(0.29 / 4 / 2 + 0.275 / 4 / 2),
              1e-12);
  EXPECT_NEAR(two.degrees, 8, 0.02);
}

// The same tails as a normal deviate's.
TEST(NormalScore, AgreesWithStudentsTails) {
  for (const double degrees : {2.0, 3.0, 4.5, 10.0, 100.0, 1e9}) {
    for (const double t : {0.0, 0.5, -2.0, 4.0, 8.0}) {
      const StudentFit fit{.standard_error = 1, .degrees = degrees};
      const double p = fit.At(std::abs(t)).below;
      const StudentFit normal{.standard_error = 1, .degrees = 1e12};
      EXPECT_NEAR(normal.At(NormalScore(t, degrees)).below / p, 1, 0.2)
          << t << " " << degrees;
    }
  }
}

}  // namespace
}  // namespace hmmbench
