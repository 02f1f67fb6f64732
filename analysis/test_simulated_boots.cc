// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/test_simulated_boots.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace hmmbench {
namespace {

constexpr double kWithin = 0.01;  // of a boot's samples
constexpr double kOutliers = 0.2;

}  // namespace

std::vector<NoiseShape> NoiseShapes(Question::Chance chance) {
  const double enormous = std::log(300);
  std::vector<NoiseShape> shapes = {
      {.name = "normal, independent", .own = 0.05},
      {.name = "normal, boots shared by all cells",
       .shared = 0.05,
       .own = 0.02},
      {.name = "heavy tails (t, 3 degrees)", .own = 0.03, .heavy_tails = true},
      {.name = "heavy tails, the second kernel's five times wider",
       .own = 0.01,
       .variant_factor = 5,
       .heavy_tails = true},
      {.name = "log-normal tails", .own = 0.05, .skewed = true},
      {.name = "autocorrelated boots (0.6)",
       .shared = 0.03,
       .own = 0.03,
       .autocorrelation = 0.6},
      {.name = "one outlier in five", .own = 0.03, .outlier = 0.5},
      {.name = "half as many boots of the second kernel, a fifth lost",
       .shared = 0.03,
       .own = 0.03,
       .lost = 0.2,
       .half_as_many = true},
      {.name = "the same, the second kernel's three times wider",
       .own = 0.02,
       .variant_factor = 3,
       .lost = 0.2,
       .half_as_many = true},
      {.name = "two modes 30 % apart, little noise in either",
       .own = 0.005,
       .slow_mode = 0.3},
      {.name = "two modes 30 % apart in one of the cells only",
       .own = 0.005,
       .slow_mode = 0.3,
       .slow_cells = 1},
      {.name = "two modes 30 % apart in six of the cells only",
       .own = 0.005,
       .slow_mode = 0.3,
       .slow_cells = 6},
      {.name = "one boot in ten 30 % slower",
       .own = 0.005,
       .slow_mode = 0.3,
       .slow_share = 0.1},
      {.name = "one boot in ten 300 times slower",
       .own = 0.05,
       .slow_mode = enormous,
       .slow_share = 0.1},
      {.name = "one boot in two 300 times slower, in six of the cells only",
       .own = 0.05,
       .slow_mode = enormous,
       .slow_share = 0.5,
       .slow_cells = 6}};
  if (chance == Question::Chance::kBoots) {
    shapes.push_back({.name = "heavy tails, shared, trend and random walk",
                      .shared = 0.03,
                      .own = 0.03,
                      .heavy_tails = true,
                      .trend = 0.02,
                      .walk = 0.02});
  }
  return shapes;
}

SimulatedBoots::SimulatedBoots(const NoiseShape& shape,
                               const SimulationOptions& options, uint64_t seed)
    : shape_(shape), options_(options), generator_(seed) {
  own_.resize(static_cast<size_t>(options.cells));
  for (size_t cell = 0; cell < own_.size(); ++cell) {
    Question question;
    question.name = fmt::format("cell {}", cell);
    question.quantity = "time";
    question.margin = options.margin;
    question.chance = options.chance;
    questions_.push_back(std::move(question));
  }
}

double SimulatedBoots::Draw() {
  if (shape_.skewed) return std::exp(normal_(generator_));
  return shape_.heavy_tails ? heavy_(generator_) : normal_(generator_);
}

// A stationary series in the order of the boots.
double SimulatedBoots::Next(double* state) {
  const double fresh = Draw();
  const double from = shape_.autocorrelation;
  *state =
      started_ ? from * *state + std::sqrt(1 - from * from) * fresh : fresh;
  return *state;
}

void SimulatedBoots::Add(int passes, const std::vector<char>& skip) {
  for (int i = 0; i < passes; ++i, ++pass_) {
    for (const bool first : {true, false}) {
      Boot(first == (pass_ % 2 == 1), skip);
    }
  }
}

void SimulatedBoots::Boot(bool variant, const std::vector<char>& skip) {
  drift_ += shape_.trend + shape_.walk * normal_(generator_);
  const double factor = variant ? shape_.variant_factor : 1;
  const double shared = drift_ + factor * shape_.shared * Next(&shared_);
  const bool absent = variant && shape_.half_as_many && pass_ % 2 == 1;
  for (size_t cell = 0; cell < questions_.size(); ++cell) {
    double log = shared + factor * shape_.own * Next(&own_[cell]);
    if (uniform_(generator_) < shape_.slow_share && cell < shape_.slow_cells) {
      log += shape_.slow_mode;
    }
    if (shape_.outlier > 0 && uniform_(generator_) < kOutliers) {
      log -= shape_.outlier * std::log1p(-uniform_(generator_));
    }
    if (variant && cell < options_.changed_cells)
      log += std::log(options_.effect);
    // What was measured of what the boot really is.
    log += kWithin * normal_(generator_);
    const bool is_lost = uniform_(generator_) < shape_.lost;
    if (absent || is_lost || (!skip.empty() && skip[cell] != 0)) continue;
    auto& boots =
        variant ? questions_[cell].variant : questions_[cell].baseline;
    boots.push_back(
        {.block = pass_ / 2, .pass = pass_ % 2, .value = std::exp(log)});
    if (!options_.samples) continue;
    boots.back().redraw = [log](Generator& generator, std::span<double> drawn) {
      std::normal_distribution<double> sample(log, kWithin);
      for (double& value : drawn) value = std::exp(sample(generator));
    };
  }
  started_ = true;
}

}  // namespace hmmbench
