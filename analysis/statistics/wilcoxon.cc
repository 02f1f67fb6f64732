// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/wilcoxon.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/binomial.hpp>
#include <cmath>
#include <cstdint>
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

// Counts the sums of the chosen ranks over all subsets.
Counts SubsetSums(const std::vector<size_t>& ranks) {
  Counts counts(std::accumulate(ranks.begin(), ranks.end(), size_t{1}));
  counts[0] = 1;
  for (const size_t rank : ranks) {
    for (size_t sum = counts.size(); sum-- > rank;) {
      counts[sum] += counts[sum - rank];
    }
  }
  return counts;
}

// The same over subsets of `chosen` ranks.
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

// Returns the largest k with P(statistic < k) <= tail. So many of the ordered
// candidates lie outside at either end; 0 means not even one.
size_t Outside(const Counts& counts, double tail) {
  const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
  double below = 0;
  for (size_t k = 0; k < counts.size(); ++k) {
    below += counts[k];
    if (below > tail * all) return k;
  }
  return counts.size();
}

size_t OutsideNormal(double mean, double variance, double tail) {
  const double edge = boost::math::quantile(
      boost::math::normal(mean, std::sqrt(variance)), tail);
  return static_cast<size_t>(std::max(0.0, std::floor(edge)));
}

Bounds Between(std::vector<double> candidates, size_t outside) {
  if (outside == 0 || 2 * outside > candidates.size()) return {};
  std::sort(candidates.begin(), candidates.end());
  return {candidates[outside - 1], candidates[candidates.size() - outside]};
}

// Returns ranks 1 to n, as without ties.
std::vector<size_t> PlainRanks(size_t n) {
  std::vector<size_t> ranks(n);
  std::iota(ranks.begin(), ranks.end(), size_t{1});
  return ranks;
}

// Moments of the sum of signed ranks and of the Mann-Whitney count.
double SignedRankMean(double n) { return n * (n + 1) / 4; }
double SignedRankVariance(double n, double ties) {
  return n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
}
double RankSumVariance(double from, double to, double ties) {
  const double n = from + to;
  return from * to / 12 * (n + 1 - ties / (n * (n - 1)));
}

}  // namespace

Tails SignedRankTails(const std::vector<double>& differences, double edge) {
  std::vector<double> sizes;
  std::vector<bool> positive;
  for (const double difference : differences) {
    if (difference == edge) continue;
    sizes.push_back(std::abs(difference - edge));
    positive.push_back(difference > edge);
  }
  if (sizes.empty()) return {};
  const Ranks ranks = DoubledRanks(sizes);
  size_t sum = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (positive[i]) sum += ranks.doubled[i];
  }
  if (sizes.size() <= kMostExactPairs) {
    return TailsOf(SubsetSums(ranks.doubled), sum);
  }
  const auto n = static_cast<double>(sizes.size());
  return NormalTails(static_cast<double>(sum) / 2, SignedRankMean(n),
                     SignedRankVariance(n, ranks.ties), 1);
}

Bounds SignedRankInterval(const std::vector<double>& differences,
                          double level) {
  std::vector<double> walsh;
  for (size_t i = 0; i < differences.size(); ++i) {
    for (size_t j = i; j < differences.size(); ++j) {
      walsh.push_back((differences[i] + differences[j]) / 2);
    }
  }
  const double tail = (1 - level) / 2;
  const auto n = static_cast<double>(differences.size());
  const size_t outside =
      differences.size() <= kMostExactPairs
          ? Outside(SubsetSums(PlainRanks(differences.size())), tail)
          : OutsideNormal(SignedRankMean(n), SignedRankVariance(n, 0), tail);
  return Between(std::move(walsh), outside);
}

double SmallestSignedRankP(size_t differences) {
  return std::exp2(1 - static_cast<double>(differences));
}

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

Bounds RankSumInterval(const std::vector<double>& from,
                       const std::vector<double>& to, double level) {
  std::vector<double> differences;
  differences.reserve(from.size() * to.size());
  for (const double before : from) {
    for (const double after : to) differences.push_back(after - before);
  }
  const double tail = (1 - level) / 2;
  const auto n_from = static_cast<double>(from.size());
  const auto n_to = static_cast<double>(to.size());
  size_t outside = 0;
  if (std::max(from.size(), to.size()) <= kMostExactGroup) {
    Counts counts = SubsetSums(PlainRanks(from.size() + to.size()), to.size());
    // Mann and Whitney's count starts at 0; the rank sum starts at this value.
    const size_t least = to.size() * (to.size() + 1) / 2;
    counts.erase(counts.begin(),
                 counts.begin() + static_cast<std::ptrdiff_t>(least));
    outside = Outside(counts, tail);
  } else {
    outside = OutsideNormal(n_from * n_to / 2, RankSumVariance(n_from, n_to, 0),
                            tail);
  }
  return Between(std::move(differences), outside);
}

double SmallestRankSumP(size_t from, size_t to) {
  // Above this, a double may not hold the number of choices.
  if (std::max(from, to) > kMostExactGroup) return 0;
  return 2 / boost::math::binomial_coefficient<double>(
                 static_cast<unsigned>(from + to), static_cast<unsigned>(to));
}

}  // namespace hmmbench
