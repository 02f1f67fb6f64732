// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/max_t.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace hmmbench {
namespace {

constexpr MaxTOptions kOptions = {.permutations = 20000, .seed = 3};
constexpr double kError = 0.005;  // four standard errors of p = 2/70

// Boots 0, 1, ... of the baseline, then of the variant.
Contrast Unpaired(const std::vector<double>& baseline,
                  const std::vector<double>& variant, size_t group = 0) {
  Contrast contrast{.group = group, .baseline = {}, .variant = {}};
  size_t boot = 0;
  for (const double log : baseline) contrast.baseline.push_back({boot++, log});
  for (const double log : variant) contrast.variant.push_back({boot++, log});
  return contrast;
}

Contrast Paired(const std::vector<double>& differences) {
  Contrast contrast{.paired = true, .baseline = {}, .variant = {}};
  size_t pass = 0;
  for (const double log : differences)
    contrast.variant.push_back({pass++, log});
  return contrast;
}

// Standard normal logs of `count` boots.
std::vector<double> Noise(size_t count, std::mt19937_64& generator) {
  std::normal_distribution<double> normal;
  std::vector<double> logs(count);
  for (double& log : logs) log = normal(generator);
  return logs;
}

TEST(SmallestMaxTP, IsTwoOfAllRelabellings) {
  EXPECT_NEAR(SmallestMaxTP({Unpaired({1, 2, 3, 4}, {5, 6, 7, 8})}), 2.0 / 70,
              1e-12);
  // The other way round there are four and five.
  EXPECT_NEAR(SmallestMaxTP({Unpaired({1, 2, 3, 4}, {4, 5, 6, 7, 8})}),
              1.0 / 126, 1e-12);
  EXPECT_EQ(SmallestMaxTP({Unpaired({1, 2, 3}, {4, 5, 6, 7, 8})}), 1);
  EXPECT_EQ(SmallestMaxTP({Paired({1, 2, 3, 4, 5, 6})}), 2.0 / 64);
  // Half of the cells lost boots, and then one of three.
  const Contrast whole = Unpaired({1, 2, 3, 4}, {5, 6, 7, 8});
  const Contrast lost = Unpaired({1, 2}, {3, 4});
  EXPECT_NEAR(SmallestMaxTP({whole, lost}), 2.0 / 6, 1e-12);
  EXPECT_NEAR(SmallestMaxTP({whole, lost, whole}), 2.0 / 70, 1e-12);
  EXPECT_EQ(SmallestMaxTP({}), 1);
}

TEST(StepDownMaxT, WhollyApartIsAsRareAsTwoRelabellings) {
  const auto p =
      StepDownMaxT({Unpaired({1, 2, 3, 4}, {105, 106, 107, 108})}, kOptions);
  EXPECT_NEAR(p[0], 2.0 / 70, kError);
  EXPECT_NEAR(StepDownMaxT({Paired({1, 2, 3, 4, 5, 6})}, kOptions)[0], 2.0 / 64,
              kError);
}

// All of C(9, 4) relabellings by hand.
TEST(StepDownMaxT, CountsRelabellingsThatAreAsFarApart) {
  const std::vector<double> logs = {0.3, -0.2, 0.1, 1.1, 0.4,
                                    0.9, 0.7,  1.6, -0.1};
  std::vector<int> labels = {0, 0, 0, 0, 0, 1, 1, 1, 1};
  const auto score = [&] {
    std::vector<double> from;
    std::vector<double> to;
    for (size_t i = 0; i < logs.size(); ++i) {
      (labels[i] != 0 ? to : from).push_back(logs[i]);
    }
    const StudentFit fit = WelchStudent(from, to);
    return NormalScore(fit.estimate / fit.standard_error, fit.degrees);
  };
  const double observed = score();
  int all = 0;
  int as_far = 0;
  do {
    ++all;
    if (score() >= observed - 1e-9) ++as_far;
  } while (std::next_permutation(labels.begin(), labels.end()));
  ASSERT_EQ(all, 126);
  const auto p = StepDownMaxT({Unpaired({logs.begin(), logs.begin() + 5},
                                        {logs.begin() + 5, logs.end()})},
                              kOptions);
  EXPECT_NEAR(p[0], static_cast<double>(as_far) / all, 0.015);
}

TEST(StepDownMaxT, TheMoreThereAreTheFartherApartTheyHaveToBe) {
  std::mt19937_64 generator(5);
  const auto changed = [&] {
    std::vector<double> variant = Noise(8, generator);
    for (double& log : variant) log += 1.6;
    return Unpaired(Noise(8, generator), variant);
  };
  std::vector<Contrast> contrasts = {changed()};
  const double alone = StepDownMaxT(contrasts, kOptions)[0];
  for (int i = 0; i < 30; ++i) {
    contrasts.push_back(Unpaired(Noise(8, generator), Noise(8, generator)));
  }
  const auto among = StepDownMaxT(contrasts, kOptions);
  EXPECT_GT(among[0], 3 * alone);
  // Copies of one comparison count once: they share all of their noise.
  const auto copies =
      StepDownMaxT(std::vector<Contrast>(30, contrasts[0]), kOptions);
  EXPECT_NEAR(copies[0], alone, 1e-12);
  // What was rejected stands in nobody's way.
  std::vector<Contrast> with_enormous = contrasts;
  with_enormous.push_back(
      Unpaired({0, 1, 0, 1, 0, 1, 0, 1}, {9, 8, 9, 8, 9, 8, 9, 8}));
  const auto stepped = StepDownMaxT(with_enormous, kOptions);
  EXPECT_NEAR(stepped[0], among[0], 0.01);
  EXPECT_LT(stepped.back(), 0.001);
}

// Four boots of each of three kernels, two of which are 300 times faster than
// the first in several cells: each lies wholly apart.
TEST(StepDownMaxT, FourBootsDecideWhatIsWhollyApartForTwoKernels) {
  std::vector<Contrast> contrasts;
  std::mt19937_64 generator(9);
  for (const size_t kernel : {0U, 1U}) {
    for (int cell = 0; cell < 7; ++cell) {
      std::vector<double> variant = Noise(4, generator);
      for (double& log : variant) log = 0.1 * log + std::log(300);
      std::vector<double> baseline = Noise(4, generator);
      for (double& log : baseline) log *= 0.1;
      contrasts.push_back(Unpaired(baseline, variant, kernel));
    }
  }
  for (const double p : StepDownMaxT(contrasts, kOptions)) {
    EXPECT_NEAR(p, 2.0 / 70, kError);
  }
}

// Where boots come in modes, relabelled boots separate as well.
TEST(StepDownMaxT, ModesOfOtherCellsAreInTheirRelabelledBoots) {
  std::vector<Contrast> contrasts = {
      Unpaired({0, 0.01, 0.02, 0}, {1, 1.01, 1.02, 1})};
  EXPECT_LT(StepDownMaxT(contrasts, kOptions)[0], 0.05);
  std::mt19937_64 generator(4);
  std::bernoulli_distribution slow(0.5);
  for (int cell = 0; cell < 40; ++cell) {
    std::vector<double> logs = Noise(8, generator);
    for (double& log : logs) log = 0.01 * log + (slow(generator) ? 1 : 0);
    contrasts.push_back(Unpaired({logs.begin(), logs.begin() + 4},
                                 {logs.begin() + 4, logs.end()}));
  }
  EXPECT_GT(StepDownMaxT(contrasts, kOptions)[0], 0.05);
}

TEST(StepDownMaxT, CountsFromTheEdgeOfWhatIsTheSame) {
  Contrast within = Unpaired({0, 0.1, 0, 0.1}, {1, 1.1, 1, 1.1});
  within.same = {.low = -2, .high = 2};
  EXPECT_EQ(StepDownMaxT({within}, kOptions)[0], 1);
  Contrast beyond = within;
  beyond.same = {.low = -std::numeric_limits<double>::infinity(), .high = 0.5};
  EXPECT_NEAR(StepDownMaxT({beyond}, kOptions)[0], 2.0 / 70, kError);
}

TEST(StepDownMaxT, OfABoundOnlyItsSideIsAChange) {
  Contrast contrast = Unpaired({0, 0.1, 0, 0.1}, {1, 1.1, 1, 1.1});
  contrast.bound = Bound::kAtLeast;
  EXPECT_NEAR(StepDownMaxT({contrast}, kOptions)[0], 2.0 / 70, kError);
  contrast.bound = Bound::kAtMost;
  EXPECT_EQ(StepDownMaxT({contrast}, kOptions)[0], 1);
}

TEST(StepDownMaxT, WithoutTwoBootsOfEitherThereIsNothingToSay) {
  EXPECT_EQ(StepDownMaxT({Unpaired({0}, {5, 5.1})}, kOptions)[0], 1);
  EXPECT_TRUE(StepDownMaxT({}, kOptions).empty());
}

TEST(StepDownMaxT, SameWithAnyNumberOfThreads) {
  std::mt19937_64 generator(6);
  std::vector<Contrast> contrasts;
  for (int i = 0; i < 10; ++i) {
    contrasts.push_back(Unpaired(Noise(6, generator), Noise(6, generator)));
  }
  EXPECT_EQ(StepDownMaxT(contrasts, {.seed = 2, .threads = 1}),
            StepDownMaxT(contrasts, {.seed = 2, .threads = 4}));
}

}  // namespace
}  // namespace hmmbench
