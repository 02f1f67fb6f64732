// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The measurements of the visits to one setting of a sweep, and their results
// when some visits are drawn more than once and others not at all.

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
  // Takes one record for each visit, each with the number of its boot, from 0.
  // `quantile` is that of the latency of MainRole().
  SweepSamples(const std::vector<const CellRecord*>& visits,
               std::vector<size_t> boots, double quantile);

  // Returns the costs over all visits, each counted once.
  [[nodiscard]] SweepCosts Costs() const;
  // Returns the costs over visits drawn at random. For each of `boots` (which
  // may name one several times) it draws as many visits as that boot has, from
  // those of that boot.
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
