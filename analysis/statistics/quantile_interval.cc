// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/quantile_interval.h"

#include <boost/math/distributions/binomial.hpp>

namespace hmmbench {
namespace {

// The smallest whole number for which the probability of this number or less is
// at least the given one.
using SmallestWith =
    boost::math::policies::policy<boost::math::policies::discrete_quantile<
        boost::math::policies::integer_round_up>>;

}  // namespace

std::optional<RankRange> QuantileRanks(uint64_t count, double q, double level) {
  if (count == 0) return std::nullopt;
  const boost::math::binomial_distribution<double, SmallestWith> below(
      static_cast<double>(count), q);
  const double tail = (1 - level) / 2;
  const auto low = static_cast<uint64_t>(boost::math::quantile(below, tail));
  const auto high =
      static_cast<uint64_t>(boost::math::quantile(below, 1 - tail)) + 1;
  if (low < 1 || high > count) return std::nullopt;
  return RankRange{low, high};
}

std::optional<NsRange> QuantileInterval(const Histogram& histogram, double q,
                                        double level) {
  const auto ranks = QuantileRanks(histogram.count(), q, level);
  if (!ranks) return std::nullopt;
  const auto count = static_cast<double>(histogram.count());
  return NsRange{
      histogram.ValueAtQuantile(static_cast<double>(ranks->low) / count),
      histogram.ValueAtQuantile(static_cast<double>(ranks->high) / count)};
}

}  // namespace hmmbench
