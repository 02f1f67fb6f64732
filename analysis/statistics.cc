// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <utility>

namespace hmmbench {
namespace {

// Below this many complete passes the paired t interval is given up for
// Welch's; fixed beforehand, so that the data do not choose the method.
constexpr size_t kPairsForPairedT = 3;

using Pair = std::pair<const Replicate*, const Replicate*>;

// Baseline and arm of the same pass of the same block.
std::vector<Pair> CompletePasses(const std::vector<Replicate>& baseline,
                                 const std::vector<Replicate>& arm) {
  std::map<std::pair<int, int>, const Replicate*> by_pass;
  for (const Replicate& replicate : baseline) {
    by_pass[{replicate.block, replicate.pass}] = &replicate;
  }
  std::vector<Pair> pairs;
  for (const Replicate& replicate : arm) {
    const auto found = by_pass.find({replicate.block, replicate.pass});
    if (found != by_pass.end()) pairs.emplace_back(found->second, &replicate);
  }
  return pairs;
}

struct LogInterval {
  double low;
  double high;
};

LogInterval AroundMean(double mean, double standard_error, double degrees) {
  // Boots that agree to the last digit (virtual clock) leave no spread between
  // boots; the degrees of freedom are then 0 / 0.
  if (standard_error == 0) return {mean, mean};
  const double half = StudentT95(degrees) * standard_error;
  return {mean - half, mean + half};
}

LogInterval PairedT(const std::vector<double>& differences) {
  const auto n = static_cast<double>(differences.size());
  return AroundMean(Mean(differences), std::sqrt(Variance(differences) / n),
                    n - 1);
}

LogInterval Welch(const std::vector<double>& baseline,
                  const std::vector<double>& arm) {
  const auto n_baseline = static_cast<double>(baseline.size());
  const auto n_arm = static_cast<double>(arm.size());
  const double v_baseline = Variance(baseline) / n_baseline;
  const double v_arm = Variance(arm) / n_arm;
  const double v = v_baseline + v_arm;
  // Welch-Satterthwaite.
  const double degrees = v * v /
                         (v_baseline * v_baseline / (n_baseline - 1) +
                          v_arm * v_arm / (n_arm - 1));
  return AroundMean(Mean(arm) - Mean(baseline), std::sqrt(v), degrees);
}

size_t DrawIndex(size_t size, Generator& generator) {
  return std::uniform_int_distribution<size_t>(0, size - 1)(generator);
}

double LogResampled(const Replicate& replicate, Generator& generator) {
  return std::log(replicate.resampled(generator));
}

// The 2.5 % and 97.5 % quantiles of what `draw` gives.
template <typename Draw>
LogInterval PercentileInterval(int resamples, const Draw& draw) {
  std::vector<double> drawn(static_cast<size_t>(resamples));
  std::generate(drawn.begin(), drawn.end(), draw);
  std::sort(drawn.begin(), drawn.end());
  const auto last = static_cast<double>(drawn.size() - 1);
  return {drawn[static_cast<size_t>(std::floor(0.025 * last))],
          drawn[static_cast<size_t>(std::ceil(0.975 * last))]};
}

double MeanOfResampledBoots(const std::vector<Replicate>& boots,
                            Generator& generator) {
  double sum = 0;
  for (size_t i = 0; i < boots.size(); ++i) {
    sum += LogResampled(boots[DrawIndex(boots.size(), generator)], generator);
  }
  return sum / static_cast<double>(boots.size());
}

std::vector<double> Logs(const std::vector<Replicate>& replicates) {
  std::vector<double> logs;
  logs.reserve(replicates.size());
  for (const Replicate& replicate : replicates) {
    logs.push_back(std::log(replicate.value));
  }
  return logs;
}

}  // namespace

double StudentT95(double degrees) {
  return boost::math::quantile(
      boost::math::complement(boost::math::students_t(degrees), 0.025));
}

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

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

std::optional<Effect> EstimateEffect(const std::vector<Replicate>& baseline,
                                     const std::vector<Replicate>& arm,
                                     int resamples, Generator& generator) {
  if (baseline.empty() || arm.empty()) return std::nullopt;
  Effect effect;
  effect.boots_baseline = static_cast<int>(baseline.size());
  effect.boots = static_cast<int>(arm.size());

  const std::vector<Pair> pairs = CompletePasses(baseline, arm);
  if (pairs.size() >= kPairsForPairedT) {
    effect.boots_baseline = effect.boots = static_cast<int>(pairs.size());
    std::vector<double> differences;
    differences.reserve(pairs.size());
    for (const auto& [before, after] : pairs) {
      differences.push_back(std::log(after->value / before->value));
    }
    const LogInterval t = PairedT(differences);
    const LogInterval bootstrap = PercentileInterval(resamples, [&] {
      double sum = 0;
      for (size_t i = 0; i < pairs.size(); ++i) {
        const auto& [before, after] = pairs[DrawIndex(pairs.size(), generator)];
        sum +=
            LogResampled(*after, generator) - LogResampled(*before, generator);
      }
      return sum / static_cast<double>(pairs.size());
    });
    effect.ratio = std::exp(Mean(differences));
    effect.interval = Interval{std::exp(std::min(t.low, bootstrap.low)),
                               std::exp(std::max(t.high, bootstrap.high))};
    return effect;
  }

  const std::vector<double> log_baseline = Logs(baseline);
  const std::vector<double> log_arm = Logs(arm);
  effect.ratio = std::exp(Mean(log_arm) - Mean(log_baseline));
  if (baseline.size() < 2 || arm.size() < 2) return effect;
  const LogInterval t = Welch(log_baseline, log_arm);
  const LogInterval bootstrap = PercentileInterval(resamples, [&] {
    return MeanOfResampledBoots(arm, generator) -
           MeanOfResampledBoots(baseline, generator);
  });
  effect.interval = Interval{std::exp(std::min(t.low, bootstrap.low)),
                             std::exp(std::max(t.high, bootstrap.high))};
  return effect;
}

}  // namespace hmmbench
