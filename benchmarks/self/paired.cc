// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/self/paired.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace hmmbench {
namespace {

double SortedMedian(std::vector<double> values) {
  std::ranges::sort(values);
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle]
                                : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

PairedDifference Difference(const std::vector<double>& first,
                            const std::vector<double>& second) {
  std::vector<double> differences;
  for (size_t i = 0; i < first.size(); ++i) {
    differences.push_back(second[i] - first[i]);
  }
  std::ranges::sort(differences);
  // The number of differences below the median is binomial with p = 1/2; its
  // normal approximation gives the ranks n/2 -+ 1.96 sqrt(n)/2, here rounded
  // outwards. See Conover, Practical Nonparametric Statistics, 3.2.
  const auto n = static_cast<double>(differences.size());
  const double rank = std::floor(n / 2 - 0.98 * std::sqrt(n));
  const auto below = static_cast<size_t>(std::max(0.0, rank - 1));
  return {.first_ns = SortedMedian(first),
          .second_ns = SortedMedian(second),
          .difference_ns = SortedMedian(differences),
          .low_ns = differences[below],
          .high_ns = differences[differences.size() - 1 - below]};
}

Paired::Paired(size_t operations, std::function<uint64_t()> first,
               std::function<uint64_t()> second)
    : operations_(static_cast<double>(operations)),
      first_(std::move(first)),
      second_(std::move(second)) {}

void Paired::Run() {
  const bool second_first = first_ns_.size() % 2 == 1;
  const uint64_t early = second_first ? second_() : first_();
  const uint64_t late = second_first ? first_() : second_();
  first_ns_.push_back(static_cast<double>(second_first ? late : early) /
                      operations_);
  second_ns_.push_back(static_cast<double>(second_first ? early : late) /
                       operations_);
}

}  // namespace hmmbench
