// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/delay_draw.h"

#include <cmath>
#include <numbers>

namespace hmmbench {
namespace {

// Box and Muller's transform; of its two values one.
double DrawNormal(std::mt19937_64& draws) {
  const double radius = std::sqrt(-2 * std::log1p(-DrawUniform(draws)));
  return radius * std::cos(2 * std::numbers::pi * DrawUniform(draws));
}

}  // namespace

double DrawUniform(std::mt19937_64& draws) {
  constexpr int kUnusedBits = 11;  // a double has 53
  return static_cast<double>(draws() >> kUnusedBits) * 0x1p-53;
}

double DrawLognormal(double mean, double variation, std::mt19937_64& draws) {
  const double square = std::log1p(variation * variation);
  return mean * std::exp(std::sqrt(square) * DrawNormal(draws) - square / 2);
}

double DrawDelay(DelayShape shape, double mean, std::mt19937_64& draws) {
  if (mean <= 0) return 0;
  switch (shape) {
    case DelayShape::kConstant:
      return mean;
    case DelayShape::kUniform:
      return mean * (1 + kUniformSpread * (2 * DrawUniform(draws) - 1));
    case DelayShape::kExponential:
      return -mean * std::log1p(-DrawUniform(draws));
    case DelayShape::kLognormal:
      return DrawLognormal(mean, kLognormalVariation, draws);
  }
  return mean;
}

}  // namespace hmmbench
