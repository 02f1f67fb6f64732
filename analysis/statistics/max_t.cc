// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/max_t.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "analysis/statistics/log_choose.h"
#include "fixtures/base/parallel.h"

namespace hmmbench {
namespace {

// So many relabellings are drawn from one state of the generator.
constexpr size_t kChunk = 100;

double MeanOf(const std::vector<Contrast::Value>& values) {
  double sum = 0;
  for (const auto& value : values) sum += value.log;
  return sum / static_cast<double>(values.size());
}

// One contrast, its values in one list and aligned so that its hypothesis holds
// with equality.
class Scorer {
 public:
  explicit Scorer(const Contrast& contrast) : contrast_(contrast) {
    usable_ = contrast.variant.size() >= 2 &&
              (contrast.paired || contrast.baseline.size() >= 2);
    if (!usable_) return;
    const double baseline = contrast.paired ? 0 : MeanOf(contrast.baseline);
    const double estimate = MeanOf(contrast.variant) - baseline;
    const double edge =
        std::clamp(estimate, contrast.same.low, contrast.same.high);
    beyond_ = (estimate > edge && contrast.bound != Bound::kAtMost) ||
              (estimate < edge && contrast.bound != Bound::kAtLeast);
    for (const auto& value : contrast.baseline) {
      Add(value.boot, value.log - baseline);
    }
    for (const auto& value : contrast.variant) {
      Add(value.boot, value.log - edge - baseline);
    }
  }

  // Of a relabelling: which boots are the variant's, or which passes keep their
  // sign.
  [[nodiscard]] double Score(const std::vector<char>& labels) const {
    if (!usable_) return 0;
    return contrast_.paired ? PairedScore(labels) : TwoGroupScore(labels);
  }

  // As the boots really are; negative infinity where nothing could be rejected.
  [[nodiscard]] double Observed(const std::vector<char>& labels) const {
    if (!usable_ || !beyond_) return -std::numeric_limits<double>::infinity();
    return Score(labels);
  }

 private:
  struct Sums {
    double n = 0;
    double sum = 0;
    double squares = 0;

    [[nodiscard]] SampleVariance Variance() const {
      // What is left of values that are all one is the rounding's.
      constexpr double kRounding = 1e-13;
      const double left = squares - sum * sum / n;
      return {.variance = left > kRounding * squares ? left / (n - 1) : 0,
              .degrees = n - 1};
    }
  };

  void Add(size_t boot, double log) {
    boots_.push_back(boot);
    logs_.push_back(log);
    all_.n += 1;
    all_.sum += log;
    all_.squares += log * log;
  }

  static double ScoreOf(const StudentFit& fit) {
    if (fit.standard_error == 0) {
      return fit.estimate == 0 ? 0 : std::numeric_limits<double>::infinity();
    }
    return NormalScore(fit.estimate / fit.standard_error, fit.degrees);
  }

  [[nodiscard]] double PairedScore(const std::vector<char>& labels) const {
    Sums sums{.n = all_.n, .squares = all_.squares};
    for (size_t i = 0; i < logs_.size(); ++i) {
      sums.sum += labels[boots_[i]] != 0 ? logs_[i] : -logs_[i];
    }
    const SampleVariance variance =
        Moderate(sums.Variance(), contrast_.priors.to);
    return ScoreOf({.estimate = sums.sum / sums.n,
                    .standard_error = std::sqrt(variance.variance / sums.n),
                    .degrees = variance.degrees});
  }

  [[nodiscard]] double TwoGroupScore(const std::vector<char>& labels) const {
    Sums to;
    for (size_t i = 0; i < logs_.size(); ++i) {
      const double in = labels[boots_[i]];
      const double log = in * logs_[i];
      to.n += in;
      to.sum += log;
      to.squares += log * log;
    }
    const Sums from{.n = all_.n - to.n,
                    .sum = all_.sum - to.sum,
                    .squares = all_.squares - to.squares};
    if (to.n < 1 || from.n < 1) return 0;
    const double estimate = to.sum / to.n - from.sum / from.n;
    SampleVariance of_from = from.Variance();
    SampleVariance of_to = to.Variance();
    // One boot alone is taken to vary as the others do.
    if (to.n < 2) of_to = of_from;
    if (from.n < 2) of_from = of_to;
    return ScoreOf(WelchFit(estimate, Moderate(of_from, contrast_.priors.from),
                            from.n, Moderate(of_to, contrast_.priors.to),
                            to.n));
  }

  const Contrast& contrast_;
  bool usable_ = false;
  bool beyond_ = false;
  std::vector<size_t> boots_;
  std::vector<double> logs_;
  Sums all_;
};

// The boots and passes of a group.
struct Group {
  std::vector<char> variant;  // by boot: the variant's
  size_t passes = 0;

  void Add(const std::vector<Contrast::Value>& values, bool is_variant) {
    for (const auto& value : values) {
      if (value.boot >= variant.size()) variant.resize(value.boot + 1);
      variant[value.boot] = is_variant ? 1 : 0;
    }
  }
};

std::vector<Group> GroupsOf(const std::vector<Contrast>& contrasts) {
  std::vector<Group> groups;
  for (const Contrast& contrast : contrasts) {
    if (contrast.group >= groups.size()) groups.resize(contrast.group + 1);
    Group& group = groups[contrast.group];
    if (contrast.paired) {
      for (const auto& value : contrast.variant) {
        group.passes = std::max(group.passes, value.boot + 1);
      }
    } else {
      group.Add(contrast.baseline, false);
      group.Add(contrast.variant, true);
    }
  }
  return groups;
}

// Labels of each group's boots, and signs of its passes.
struct Labels {
  std::vector<std::vector<char>> boots;
  std::vector<std::vector<char>> passes;

  [[nodiscard]] const std::vector<char>& Of(const Contrast& contrast) const {
    return (contrast.paired ? passes : boots)[contrast.group];
  }
};

Labels RealLabels(const std::vector<Group>& groups) {
  Labels labels;
  for (const Group& group : groups) {
    labels.boots.push_back(group.variant);
    labels.passes.emplace_back(group.passes, 1);
  }
  return labels;
}

// A number below `size`, from one draw: the bias is of the order of 2^-32.
size_t Below(size_t size, std::mt19937_64& generator) {
  constexpr int kUpper = 32;
  return static_cast<size_t>(((generator() >> kUpper) * size) >> kUpper);
}

void Relabel(std::mt19937_64& generator, Labels* labels) {
  for (std::vector<char>& boots : labels->boots) {
    for (size_t i = boots.size(); i > 1; --i) {
      std::swap(boots[i - 1], boots[Below(i, generator)]);
    }
  }
  for (std::vector<char>& passes : labels->passes) {
    for (char& sign : passes) sign = static_cast<char>(generator() >> 63U);
  }
}

}  // namespace

bool IsBalanced(const Contrast& contrast) {
  constexpr double kMostTimes = 1.5;
  if (contrast.paired) return true;
  const auto [fewer, more] =
      std::minmax({contrast.baseline.size(), contrast.variant.size()});
  return static_cast<double>(more) <= kMostTimes * static_cast<double>(fewer);
}

double SmallestMaxTP(const std::vector<Contrast>& contrasts) {
  if (contrasts.empty()) return 1;
  std::vector<double> smallest;
  for (const Contrast& contrast : contrasts) {
    const auto variant = static_cast<double>(contrast.variant.size());
    const auto baseline = static_cast<double>(contrast.baseline.size());
    if (!IsBalanced(contrast)) {
      smallest.push_back(1);
      continue;
    }
    const double ways = contrast.paired || variant == baseline ? 2 : 1;
    smallest.push_back(
        contrast.paired
            ? ways * std::exp2(-variant)
            : ways * std::exp(-LogChoose(variant + baseline, variant)));
  }
  const auto middle =
      smallest.begin() + static_cast<std::ptrdiff_t>(smallest.size() / 2);
  std::ranges::nth_element(smallest, middle);
  return *middle;
}

std::vector<double> StepDownMaxT(const std::vector<Contrast>& contrasts,
                                 const MaxTOptions& options) {
  std::vector<Scorer> scorers(contrasts.begin(), contrasts.end());
  const Labels real = RealLabels(GroupsOf(contrasts));
  std::vector<double> observed;
  for (size_t i = 0; i < scorers.size(); ++i) {
    observed.push_back(scorers[i].Observed(real.Of(contrasts[i])));
  }
  std::vector<size_t> order(scorers.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&observed](size_t a, size_t b) {
    return observed[a] > observed[b];
  });

  const size_t chunks =
      (static_cast<size_t>(options.permutations) + kChunk - 1) / kChunk;
  std::vector<std::vector<int>> reached(
      chunks, std::vector<int>(scorers.size()));  // by rank
  ForEachInParallel(chunks, options.threads, [&](size_t chunk) {
    std::seed_seq seeds{options.seed, options.seed >> 32U,
                        static_cast<uint64_t>(chunk)};
    std::mt19937_64 generator(seeds);
    Labels labels = real;
    for (size_t i = 0; i < kChunk; ++i) {
      Relabel(generator, &labels);
      double largest = 0;
      for (size_t rank = order.size(); rank-- > 0;) {
        const size_t at = order[rank];
        largest =
            std::max(largest, scorers[at].Score(labels.Of(contrasts[at])));
        // The same boots summed in another order differ in the last digits.
        constexpr double kNearlyOne = 1 - 1e-9;
        if (largest >= kNearlyOne * observed[at]) ++reached[chunk][rank];
      }
    }
  });

  std::vector<double> p(scorers.size(), 1);
  double largest = 0;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    double count = 1;  // the real labels
    for (const auto& of_chunk : reached) count += of_chunk[rank];
    largest =
        std::max(largest, count / static_cast<double>(chunks * kChunk + 1));
    p[order[rank]] = observed[order[rank]] >= 0 ? largest : 1;
  }
  return p;
}

}  // namespace hmmbench
