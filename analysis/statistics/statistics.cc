// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/statistics.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace hmmbench {
namespace {

// Median that may reorder its argument: O(n), where Hodges and Lehmann's pairs
// are many.
double MedianInPlace(std::vector<double>& values) {
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

}  // namespace

double Mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(values.size());
}

double Variance(const std::vector<double>& values) {
  const double mean = Mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size() - 1);
}

double Median(std::vector<double> values) { return MedianInPlace(values); }

double HodgesLehmann(const std::vector<double>& values) {
  std::vector<double> walsh;
  walsh.reserve(values.size() * (values.size() + 1) / 2);
  for (size_t i = 0; i < values.size(); ++i) {
    for (size_t j = i; j < values.size(); ++j) {
      walsh.push_back((values[i] + values[j]) / 2);
    }
  }
  return MedianInPlace(walsh);
}

double HodgesLehmannShift(const std::vector<double>& from,
                          const std::vector<double>& to) {
  std::vector<double> differences;
  differences.reserve(from.size() * to.size());
  for (const double before : from) {
    for (const double after : to) differences.push_back(after - before);
  }
  return MedianInPlace(differences);
}

std::vector<double> HolmAdjusted(const std::vector<double>& p) {
  std::vector<size_t> order(p.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&p](size_t a, size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const auto left = static_cast<double>(order.size() - i);
    largest = std::max(largest, std::min(1.0, left * p[order[i]]));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

}  // namespace hmmbench
