// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Draws of a driver's time on paper, by transforms of our own: the standard's
// distributions differ between libraries, its engines do not.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_DELAY_DRAW_H_
#define HMMBENCH_ANALYSIS_COMPARISON_DELAY_DRAW_H_

#include <random>

#include "fixtures/device/delay_shape.h"

namespace hmmbench {

inline constexpr double kUniformSpread = 0.2;
// Standard deviation over mean.
inline constexpr double kLognormalVariation = 0.25;

// In [0, 1), from one number of the engine.
double DrawUniform(std::mt19937_64& draws);
// `variation` is the standard deviation over the mean. In the mean's unit.
double DrawLognormal(double mean, double variation, std::mt19937_64& draws);
// With the spreads that the driver's shapes have. In the mean's unit; a mean of
// 0 draws nothing.
double DrawDelay(DelayShape shape, double mean, std::mt19937_64& draws);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_DELAY_DRAW_H_
