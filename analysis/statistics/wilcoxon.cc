// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/wilcoxon.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

namespace hmmbench {
namespace {

// Mid-ranks times two, which are whole numbers, of the order of `values`; and
// the sum over groups of ties of t^3 - t.
struct Ranks {
  std::vector<size_t> doubled;
  double ties = 0;
};

Ranks DoubledRanks(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&values](size_t a, size_t b) { return values[a] < values[b]; });
  Ranks ranks;
  ranks.doubled.resize(values.size());
  for (size_t first = 0; first < order.size();) {
    size_t last = first;
    while (last + 1 < order.size() &&
           values[order[last + 1]] == values[order[first]]) {
      ++last;
    }
    for (size_t i = first; i <= last; ++i) {
      ranks.doubled[order[i]] = (first + 1) + (last + 1);
    }
    const auto tied = static_cast<double>(last - first + 1);
    ranks.ties += tied * tied * tied - tied;
    first = last + 1;
  }
  return ranks;
}

// How many of the equally likely cases give each value of a statistic.
using Counts = std::vector<double>;

// Returns the shares of the cases that are at most, and at least, `observed`.
Tails TailsOf(const Counts& counts, size_t observed) {
  const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
  const auto at = counts.begin() + static_cast<std::ptrdiff_t>(observed);
  return {.below = std::accumulate(counts.begin(), at + 1, 0.0) / all,
          .above = std::accumulate(at, counts.end(), 0.0) / all};
}

// For a statistic that is nearly normal and takes whole values or, doubled
// here, steps of `step`.
Tails NormalTails(double observed, double mean, double variance, double step) {
  const boost::math::normal normal(mean, std::sqrt(variance));
  return {.below = boost::math::cdf(normal, observed + step / 2),
          .above = boost::math::cdf(
              boost::math::complement(normal, observed - step / 2))};
}

// Sums of ranks over all subsets of `chosen` of them.
Counts SubsetSums(const std::vector<size_t>& ranks, size_t chosen) {
  const size_t most = std::accumulate(ranks.begin(), ranks.end(), size_t{1});
  std::vector<Counts> by_size(chosen + 1, Counts(most));
  by_size[0][0] = 1;
  for (const size_t rank : ranks) {
    for (size_t size = chosen; size > 0; --size) {
      for (size_t sum = most; sum-- > rank;) {
        by_size[size][sum] += by_size[size - 1][sum - rank];
      }
    }
  }
  return by_size[chosen];
}

double RankSumVariance(double from, double to, double ties) {
  const double n = from + to;
  return from * to / 12 * (n + 1 - ties / (n * (n - 1)));
}

}  // namespace

Tails RankSumTails(const std::vector<double>& from,
                   const std::vector<double>& to, double edge) {
  std::vector<double> all = from;
  for (const double value : to) all.push_back(value - edge);
  const Ranks ranks = DoubledRanks(all);
  const size_t sum = std::accumulate(
      ranks.doubled.begin() + static_cast<std::ptrdiff_t>(from.size()),
      ranks.doubled.end(), size_t{0});
  if (std::max(from.size(), to.size()) <= kMostExactGroup) {
    return TailsOf(SubsetSums(ranks.doubled, to.size()), sum);
  }
  const auto n_from = static_cast<double>(from.size());
  const auto n_to = static_cast<double>(to.size());
  const double variance = RankSumVariance(n_from, n_to, ranks.ties);
  if (variance <= 0) return {};  // all values are one
  return NormalTails(static_cast<double>(sum) / 2,
                     n_to * (n_from + n_to + 1) / 2, variance, 1);
}

}  // namespace hmmbench
