// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Boots may come in two modes, a fast and a slow one (memory layout, a timer's
// phase, an interleaving), with little noise in either. Among few boots chance
// alone now and then puts all of one kernel into one mode and all of the other
// into the other. They differ then by far more than boots of one kernel do, and
// no test on them can tell. What can is the rest of the comparison: where boots
// come in modes, other cells show boots of one kernel in both.

#ifndef HMMBENCH_ANALYSIS_VERDICT_MODE_GUARD_H_
#define HMMBENCH_ANALYSIS_VERDICT_MODE_GUARD_H_

#include <map>
#include <string>
#include <vector>

namespace hmmbench {

class ModeGuard {
 public:
  // In one comparison of `quantity`, boots that should be alike differ by so
  // much, as a logarithm.
  void See(const std::string& quantity, double range);

  // How many such separations at least, of a change with this log ratio, chance
  // is to be expected to make: one of two equally likely modes separates so
  // many boots with a probability of 2^(1 - boots_baseline - boots), either way
  // round, in this comparison and in each that shows boots alike as far apart,
  // or nearly. A bound of the probability of one or more.
  [[nodiscard]] double ChanceOf(const std::string& quantity, double log_ratio,
                                int boots_baseline, int boots) const;

 private:
  std::map<std::string, std::vector<double>> ranges_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_MODE_GUARD_H_
