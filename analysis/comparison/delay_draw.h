// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Draws a driver's times for simulations, with transforms of our own: the
// standard's distributions differ between libraries, its engines do not.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_DELAY_DRAW_H_
#define HMMBENCH_ANALYSIS_COMPARISON_DELAY_DRAW_H_

#include <random>

#include "fixtures/device/delay_shape.h"

namespace hmmbench {

inline constexpr double kUniformSpread = 0.2;
// Standard deviation over mean.
inline constexpr double kLognormalVariation = 0.25;

// Returns a number in [0, 1), from one number of the engine.
double DrawUniform(std::mt19937_64& draws);
// Draws in the unit of the mean. `variation` is the standard deviation divided
// by the mean.
double DrawLognormal(double mean, double variation, std::mt19937_64& draws);
// Draws with the spreads that the driver's shapes have, in the unit of the
// mean. With a mean of 0 nothing is drawn.
double DrawDelay(DelayShape shape, double mean, std::mt19937_64& draws);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_DELAY_DRAW_H_
