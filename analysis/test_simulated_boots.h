// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Boots of two simulated kernels with noise of many shapes, to count how often
// a rule errs.

#ifndef HMMBENCH_ANALYSIS_TEST_SIMULATED_BOOTS_H_
#define HMMBENCH_ANALYSIS_TEST_SIMULATED_BOOTS_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "analysis/statistics/effect.h"
#include "analysis/verdict/family.h"

namespace hmmbench {

// How boots differ. All of it is in the logarithm of a cell's value.
struct NoiseShape {
  std::string name;
  double shared = 0;          // of a boot, in all its cells
  double own = 0;             // of a cell in a boot
  double variant_factor = 1;  // of either, on the second kernel
  bool heavy_tails = false;   // Student's t with 3 degrees, not normal
  bool skewed = false;  // log-normal, of a deviation of 1 in its logarithm
  double autocorrelation = 0;    // of either, from one boot to the next
  double outlier = 0;            // what one value in five takes longer, on
                                 // average (exponential)
  double slow_mode = 0;          // what some of the boots take longer
  double slow_share = 1.0 / 3;   // how many of them
  size_t slow_cells = SIZE_MAX;  // in so many cells
  double trend = 0;              // from one boot to the next
  double walk = 0;               // a random step from one boot to the next
  double lost = 0;               // share of a cell's values
  bool half_as_many = false;     // boots of the second kernel
};

// The shapes that verdicts are tried with; those that drift over time only on
// the real clock.
std::vector<NoiseShape> NoiseShapes(Question::Chance chance);

struct SimulationOptions {
  int cells = 40;
  Question::Chance chance = Question::Chance::kSeeds;
  double margin = 0;
  // The second kernel takes so many times as long, in the first cells.
  double effect = 1;
  size_t changed_cells = 1;
  bool samples = false;  // within boots, for the bootstrap
};

// Two kernels, booted in ABBA blocks.
class SimulatedBoots {
 public:
  SimulatedBoots(const NoiseShape& shape, const SimulationOptions& options,
                 uint64_t seed);

  // The boots so far, one judged question a cell.
  [[nodiscard]] const std::vector<Question>& questions() const {
    return questions_;
  }
  // `passes` more boots of each kernel; cells with `skip` measure nothing.
  void Add(int passes, const std::vector<char>& skip = {});

 private:
  double Draw();
  double Next(double* state);
  void Boot(bool variant, const std::vector<char>& skip);

  NoiseShape shape_;
  SimulationOptions options_;
  Generator generator_;
  std::vector<Question> questions_;
  int pass_ = 0;
  double drift_ = 0;
  double shared_ = 0;
  std::vector<double> own_;  // by cell
  bool started_ = false;
  std::normal_distribution<double> normal_;
  std::student_t_distribution<double> heavy_{3};
  std::uniform_real_distribution<double> uniform_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TEST_SIMULATED_BOOTS_H_
