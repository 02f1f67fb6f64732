// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/change_points.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "analysis/statistics/log_choose.h"

namespace hmmbench {
namespace {

// Shorter ones have few places and say little.
constexpr size_t kShortest = 12;
// Up to this length the rank sum's distribution is counted out.
constexpr size_t kMostExact = 40;

struct Interval {
  size_t begin = 0;
  size_t end = 0;
};

std::vector<Interval> SeededIntervals(size_t values) {
  std::vector<Interval> intervals = {{0, values}};
  for (size_t parts = 2; values / parts >= kShortest; parts *= 2) {
    // Each begins in the middle of the one before.
    const size_t count = 2 * parts - 1;
    const auto at = [&](size_t half) { return half * values / (2 * parts); };
    for (size_t i = 0; i < count; ++i) intervals.push_back({at(i), at(i + 2)});
  }
  return intervals;
}

size_t Places(const Interval& interval, size_t least) {
  const size_t length = interval.end - interval.begin;
  return length < 2 * least ? 0 : length - 2 * least + 1;
}

// P(sum of k of the ranks 1..n <= sum), for k up to n / 2, without ties.
class RankSums {
 public:
  explicit RankSums(size_t n) : below_(n / 2 + 1) {
    const size_t most = n * (n + 1) / 2;
    for (auto& of_k : below_) of_k.assign(most + 1, 0);
    below_[0][0] = 1;
    for (size_t rank = 1; rank <= n; ++rank) {
      for (size_t k = below_.size() - 1; k > 0; --k) {
        for (size_t sum = most; sum >= rank; --sum) {
          below_[k][sum] += below_[k - 1][sum - rank];
        }
      }
    }
    for (auto& of_k : below_) {
      for (size_t sum = 1; sum <= most; ++sum) of_k[sum] += of_k[sum - 1];
      for (double& count : of_k) count /= of_k.back();
    }
  }

  [[nodiscard]] double Below(size_t k, double sum) const {
    return below_[k][static_cast<size_t>(std::ceil(sum))];
  }

 private:
  std::vector<std::vector<double>> below_;  // [k][sum]
};

// The values of one interval.
class Divider {
 public:
  Divider(const std::vector<double>& values, const Interval& interval)
      : values_(values.begin() + static_cast<std::ptrdiff_t>(interval.begin),
                values.begin() + static_cast<std::ptrdiff_t>(interval.end)),
        sorted_(values_) {
    std::ranges::sort(sorted_);
    const auto n = static_cast<double>(values_.size());
    // Of a rank, about the middle; times k (n - k) / n it is the sum's. It is
    // that of values without ties: with many ties the true one is smaller, but
    // the sum is then far from normal, and one value among zeros would look
    // like a change.
    variance_ = n * (n + 1) / 12;
    double sum = 0;
    for (const double value : values_) sums_.push_back(sum += Rank(value));
  }

  [[nodiscard]] bool AllAreEqual() const {
    return sorted_.front() == sorted_.back();
  }

  // Two-sided p-value of a division into [0, place) and the rest.
  [[nodiscard]] double P(size_t place, std::map<size_t, RankSums>* tables) {
    const size_t n = values_.size();
    const bool first_is_smaller = 2 * place <= n;
    const size_t k = first_is_smaller ? place : n - place;
    const double sum =
        first_is_smaller ? sums_[place - 1] : sums_.back() - sums_[place - 1];
    const double middle =
        static_cast<double>(k) * static_cast<double>(n + 1) / 2;
    // The distribution is symmetric.
    const double low = middle - std::abs(sum - middle);
    if (n <= kMostExact) {
      const auto table = tables->try_emplace(n, n).first;
      return std::min(1.0, 2 * table->second.Below(k, low));
    }
    const auto smaller = static_cast<double>(k);
    const auto all = static_cast<double>(n);
    const double deviation =
        std::sqrt(variance_ * smaller * (all - smaller) / all);
    const double z = std::max(0.0, middle - low - 0.5) / deviation;
    const double by_sum = std::erfc(z / std::numbers::sqrt2);
    // The normal distribution's tail is far too heavy for a few values among
    // many. Whether all of them lie above (below) so many others has a
    // probability of its own; two questions are paid for.
    const double by_extremes = 2 * ExtremesP(place, first_is_smaller, k);
    return std::min(1.0, 2 * std::min(by_sum, by_extremes));
  }

 private:
  [[nodiscard]] double Rank(double value) const {
    const auto [from, to] = std::ranges::equal_range(sorted_, value);
    return (static_cast<double>(from - sorted_.begin()) +
            static_cast<double>(to - sorted_.begin()) + 1) /
           2;
  }

  // The probability that all of k values are among the largest (smallest) ones
  // in which they are all found.
  [[nodiscard]] double ExtremesP(size_t place, bool first_is_smaller,
                                 size_t k) const {
    // With more values the sum says as much.
    constexpr size_t kFew = 20;
    if (k > kFew) return 1;
    const auto middle = values_.begin() + static_cast<std::ptrdiff_t>(place);
    const auto [low, high] = first_is_smaller
                                 ? std::minmax_element(values_.begin(), middle)
                                 : std::minmax_element(middle, values_.end());
    const auto above = sorted_.end() - std::ranges::lower_bound(sorted_, *low);
    const auto below =
        std::ranges::upper_bound(sorted_, *high) - sorted_.begin();
    const auto among = static_cast<double>(std::min(above, below));
    const auto few = static_cast<double>(k);
    return std::exp(LogChoose(among, few) -
                    LogChoose(static_cast<double>(values_.size()), few));
  }

  std::vector<double> values_;
  std::vector<double> sorted_;
  std::vector<double> sums_;  // of the ranks of values_[0..i]
  double variance_ = 0;
};

// The best place of an interval.
struct Candidate {
  Interval interval;
  ChangePoint change;
};

}  // namespace

std::vector<ChangePoint> FindChangePoints(const std::vector<double>& values,
                                          const ChangePointOptions& options) {
  const std::vector<Interval> intervals = SeededIntervals(values.size());
  double divisions = 0;
  for (const Interval& interval : intervals) {
    divisions += static_cast<double>(Places(interval, options.least));
  }
  std::map<size_t, RankSums> tables;
  std::vector<Candidate> candidates;
  for (const Interval& interval : intervals) {
    const size_t places = Places(interval, options.least);
    if (places == 0) continue;
    Divider divider(values, interval);
    if (divider.AllAreEqual()) continue;
    Candidate best{.interval = interval, .change = {}};
    for (size_t i = 0; i < places; ++i) {
      const double p = divisions * divider.P(options.least + i, &tables);
      if (p >= best.change.p) continue;
      best.change = {.first = interval.begin + options.least + i, .p = p};
    }
    if (best.change.p <= options.level) candidates.push_back(best);
  }
  std::ranges::stable_sort(
      candidates, {}, [](const Candidate& found) { return found.change.p; });
  std::vector<ChangePoint> changes;
  for (const auto& [interval, change] : candidates) {
    const bool holds_another =
        std::ranges::any_of(changes, [&interval](const ChangePoint& other) {
          return interval.begin < other.first && other.first < interval.end;
        });
    if (!holds_another) changes.push_back(change);
  }
  std::ranges::sort(changes, {}, &ChangePoint::first);
  return changes;
}

double SmallestChangeP(size_t values, size_t least) {
  double divisions = 0;
  for (const Interval& interval : SeededIntervals(values)) {
    divisions += static_cast<double>(Places(interval, least));
  }
  if (divisions == 0) return 1;
  const auto all = static_cast<double>(values);
  return std::min(
      1.0, divisions * 2 * std::exp(-LogChoose(all, std::floor(all / 2))));
}

}  // namespace hmmbench
