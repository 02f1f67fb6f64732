// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What the visits of one setting of a sweep measured, and what they say with
// some of them drawn more than once and others not at all.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_SWEEP_SAMPLES_H_
#define HMMBENCH_ANALYSIS_COMPARISON_SWEEP_SAMPLES_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {

struct SweepCosts {
  double tail_ns = 0;
  double cpu_ns_per_page = 0;
  double touches_per_s = 0;
};

class SweepSamples {
 public:
  // One record a visit, each with the number of its boot, from 0. `quantile` is
  // of the latency of MainRole().
  SweepSamples(const std::vector<const CellRecord*>& visits,
               std::vector<size_t> boots, double quantile);

  // Of all visits, each once.
  [[nodiscard]] SweepCosts Costs() const;
  // Of as many visits as each of `boots` has (which may name one several
  // times), drawn from those of that boot.
  [[nodiscard]] SweepCosts Redrawn(const std::vector<size_t>& boots,
                                   std::mt19937_64& draws) const;

 private:
  [[nodiscard]] SweepCosts CostsOf(const std::vector<uint64_t>& times) const;
  [[nodiscard]] double Tail(const std::vector<uint64_t>& times) const;

  struct Visit {
    uint64_t touches = 0;
    uint64_t timed = 0;  // in the histogram
    uint64_t pages = 0;
    uint64_t cpu_ns = 0;
    uint64_t round_ns = 0;
  };
  const double quantile_;
  std::vector<Visit> visits_;
  std::vector<std::vector<size_t>> of_boot_;  // visits
  // The histograms' values, descending, and how often each visit had them.
  std::vector<double> ns_;
  std::vector<std::vector<uint64_t>> counts_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_SWEEP_SAMPLES_H_
