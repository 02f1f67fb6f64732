// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// How a driver's time is distributed around its mean. Drawn by transforms of
// our own: the standard's distributions differ between libraries, its engines
// do not.

#ifndef HMMBENCH_ANALYSIS_DELAY_SHAPE_H_
#define HMMBENCH_ANALYSIS_DELAY_SHAPE_H_

#include <random>
#include <string_view>

namespace hmmbench {

enum class DelayShape {
  kConstant,
  kUniform,      // mean +- kUniformSpread
  kExponential,  // from 0 on: a coefficient of variation of 1
  kLognormal,    // a coefficient of variation of kLognormalVariation
};

inline constexpr double kUniformSpread = 0.2;
inline constexpr double kLognormalVariation = 0.25;

// "constant", "uniform", "exponential", "lognormal".
std::string_view ToString(DelayShape shape);
// Throws Error that names the words.
DelayShape DelayShapeFromString(std::string_view word);

// In [0, 1), from one number of the engine.
double DrawUniform(std::mt19937_64& draws);
// `variation` is the standard deviation over the mean. In the mean's unit.
double DrawLognormal(double mean, double variation, std::mt19937_64& draws);
// In the mean's unit. A mean of 0 draws nothing.
double DrawDelay(DelayShape shape, double mean, std::mt19937_64& draws);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_DELAY_SHAPE_H_
