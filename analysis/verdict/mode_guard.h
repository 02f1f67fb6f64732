// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Guards against boots that come in two modes, a fast and a slow one (memory
// layout, a timer's phase, an interleaving), with little noise in either. With
// few boots, chance alone sometimes puts all boots of one kernel into one mode
// and all of the other kernel into the other. The kernels then differ by far
// more than boots of one kernel do, and no test on these boots can tell. The
// rest of the comparison can: where boots come in modes, other cells have boots
// of one kernel in both.

#ifndef HMMBENCH_ANALYSIS_VERDICT_MODE_GUARD_H_
#define HMMBENCH_ANALYSIS_VERDICT_MODE_GUARD_H_

#include <map>
#include <string>
#include <vector>

namespace hmmbench {

class ModeGuard {
 public:
  // Records that in one comparison of `quantity` boots that should be alike
  // differ by so much, as a logarithm.
  void See(const std::string& quantity, double range);

  // Returns how many separations of this size chance is expected to make at
  // least, for a change with this log ratio. With two equally likely modes,
  // chance separates so many boots with a probability of 2^(1 - boots_baseline
  // - boots), in either direction. It can do so in this comparison and in each
  // one that shows like boots as far apart, or nearly so. The result is an
  // upper bound of the probability of at least one.
  [[nodiscard]] double ChanceOf(const std::string& quantity, double log_ratio,
                                int boots_baseline, int boots) const;

 private:
  std::map<std::string, std::vector<double>> ranges_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_MODE_GUARD_H_
