// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/effect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>

#include "analysis/statistics/statistics.h"

namespace hmmbench {
namespace {

// Each boot's samples are drawn again this often, and a resample of the boots
// takes one of these results. This is a tenth of the work of drawing for every
// resample.
constexpr size_t kRedraws = 200;

std::vector<double> Logs(const std::vector<Replicate>& replicates) {
  std::vector<double> logs;
  logs.reserve(replicates.size());
  for (const Replicate& replicate : replicates) {
    logs.push_back(std::log(replicate.value));
  }
  return logs;
}

size_t DrawIndex(size_t size, Generator& generator) {
  // 53 random bits times a few boots: faster than std's distribution, and the
  // bias is of the order of 2^-53.
  constexpr int kUnused = 11;
  return static_cast<size_t>(static_cast<double>(generator() >> kUnused) *
                             0x1p-53 * static_cast<double>(size));
}

// The values, as logarithms, that a boot could have given.
class RedrawnBoot {
 public:
  RedrawnBoot(const Replicate& replicate, Generator& generator) {
    if (replicate.redraw) {
      replicate.redraw(generator, logs_);
    } else {
      logs_.fill(replicate.value);
    }
    for (double& value : logs_) value = std::log(value);
  }
  double Draw(Generator& generator) const {
    return logs_[DrawIndex(kRedraws, generator)];
  }

 private:
  std::array<double, kRedraws> logs_{};
};

std::vector<RedrawnBoot> Redrawn(const std::vector<Replicate>& replicates,
                                 Generator& generator) {
  std::vector<RedrawnBoot> redrawn;
  redrawn.reserve(replicates.size());
  for (const Replicate& replicate : replicates) {
    redrawn.emplace_back(replicate, generator);
  }
  return redrawn;
}

// Draws as many boots as there are, with replacement, and one value of each.
void DrawBoots(const std::vector<RedrawnBoot>& boots, Generator& generator,
               std::vector<double>* drawn) {
  for (double& value : *drawn) {
    value = boots[DrawIndex(boots.size(), generator)].Draw(generator);
  }
}

Tails MoreDoubtful(const Tails& one, const Tails& other) {
  return {.below = std::max(one.below, other.below),
          .above = std::max(one.above, other.above)};
}

Bounds Wider(const Bounds& one, const Bounds& other) {
  return {std::min(one.low, other.low), std::max(one.high, other.high)};
}

double RangeOf(const std::vector<double>& values) {
  const auto [low, high] = std::ranges::minmax(values);
  return high - low;
}

bool HasSamples(const std::vector<Replicate>& replicates) {
  return std::ranges::any_of(replicates, [](const Replicate& replicate) {
    return static_cast<bool>(replicate.redraw);
  });
}

}  // namespace

std::vector<std::pair<const Replicate*, const Replicate*>> CompletePasses(
    const std::vector<Replicate>& baseline,
    const std::vector<Replicate>& variant) {
  std::map<std::pair<int, int>, const Replicate*> by_pass;
  for (const Replicate& replicate : baseline) {
    by_pass[{replicate.block, replicate.pass}] = &replicate;
  }
  std::vector<std::pair<const Replicate*, const Replicate*>> pairs;
  for (const Replicate& replicate : variant) {
    const auto found = by_pass.find({replicate.block, replicate.pass});
    if (found != by_pass.end()) pairs.emplace_back(found->second, &replicate);
  }
  return pairs;
}

bool LogRatios::HasSpread() const {
  return baseline.size() >= 2 && variant.size() >= 2;
}

LogRatios LogRatiosOf(const std::vector<Replicate>& baseline,
                      const std::vector<Replicate>& variant,
                      size_t least_pairs) {
  const auto passes = CompletePasses(baseline, variant);
  LogRatios logs{.paired = passes.size() >= least_pairs};
  if (!logs.paired) {
    logs.baseline = Logs(baseline);
    logs.variant = Logs(variant);
    return logs;
  }
  for (const auto& [one, other] : passes) {
    logs.baseline.push_back(std::log(one->value));
    logs.variant.push_back(std::log(other->value));
    logs.differences.push_back(std::log(other->value / one->value));
  }
  return logs;
}

EffectEstimate::EffectEstimate(const std::vector<Replicate>& baseline,
                               const std::vector<Replicate>& variant,
                               const EffectOptions& options,
                               Generator& generator)
    : logs_(LogRatiosOf(baseline, variant, options.least_pairs)) {
  if (logs_.paired) {
    estimate_ = HodgesLehmann(logs_.differences);
    if (!logs_.HasSpread()) return;
    student_ = PairedStudent(logs_.differences, options.priors.to);
    method_ = Method::kPairedT;
    std::vector<Replicate> before;
    std::vector<Replicate> after;
    for (const auto& [one, other] : CompletePasses(baseline, variant)) {
      before.push_back(*one);
      after.push_back(*other);
    }
    Bootstrap(before, after, options.resamples, generator);
    return;
  }
  estimate_ = HodgesLehmannShift(logs_.baseline, logs_.variant);
  if (!logs_.HasSpread()) return;
  student_ = WelchStudent(logs_.baseline, logs_.variant, options.priors);
  method_ = Method::kWelch;
  Bootstrap(baseline, variant, options.resamples, generator);
}

void EffectEstimate::Bootstrap(const std::vector<Replicate>& baseline,
                               const std::vector<Replicate>& variant,
                               int resamples, Generator& generator) {
  if (!HasSamples(baseline) && !HasSamples(variant)) return;
  const std::vector<RedrawnBoot> before = Redrawn(baseline, generator);
  const std::vector<RedrawnBoot> after = Redrawn(variant, generator);
  std::vector<double> from(before.size());
  std::vector<double> to(after.size());
  bootstrap_.resize(static_cast<size_t>(resamples));
  for (double& drawn : bootstrap_) {
    if (logs_.paired) {
      for (double& difference : to) {
        const size_t pass = DrawIndex(after.size(), generator);
        difference = after[pass].Draw(generator) - before[pass].Draw(generator);
      }
      drawn = HodgesLehmann(to);
    } else {
      DrawBoots(before, generator, &from);
      DrawBoots(after, generator, &to);
      drawn = HodgesLehmannShift(from, to);
    }
  }
  std::sort(bootstrap_.begin(), bootstrap_.end());
  bootstrap_error_ = std::sqrt(Variance(bootstrap_));
}

Tails EffectEstimate::At(double log_edge) const {
  if (!HasSpread()) return {};
  const Tails tails = student_.At(log_edge);
  if (bootstrap_.empty()) return tails;
  // The share of resamples beyond an edge cannot give p-values below one
  // divided by their number. The tail of a normal distribution with the same
  // width can.
  constexpr double kManyDegrees = 1e6;
  const StudentFit fit{.estimate = estimate_,
                       .standard_error = bootstrap_error_,
                       .degrees = kManyDegrees};
  return MoreDoubtful(tails, fit.At(log_edge));
}

std::optional<Interval> EffectEstimate::IntervalAt(double level) const {
  if (!HasSpread()) return std::nullopt;
  Bounds bounds = Wider({estimate_, estimate_}, student_.Interval(level));
  if (!bootstrap_.empty()) {
    bounds = Wider(bounds, BootstrapInterval(level));
  }
  return Interval{std::exp(bounds.low), std::exp(bounds.high)};
}

Bounds EffectEstimate::BootstrapInterval(double level) const {
  const auto last = static_cast<double>(bootstrap_.size() - 1);
  const double tail = (1 - level) / 2;
  return {bootstrap_[static_cast<size_t>(std::floor(tail * last))],
          bootstrap_[static_cast<size_t>(std::ceil((1 - tail) * last))]};
}

std::string_view ToString(Method method) {
  switch (method) {
    case Method::kNone:
      return "none";
    case Method::kExact:
      return "exact";
    case Method::kPairedT:
      return "paired t";
    case Method::kWelch:
      return "Welch t";
  }
  return "none";
}

Effect EffectEstimate::Describe() const {
  constexpr double kLevel = 0.95;
  Effect effect;
  effect.ratio = std::exp(estimate_);
  effect.interval = IntervalAt(kLevel);
  effect.boots_baseline = static_cast<int>(logs_.baseline.size());
  effect.boots = static_cast<int>(logs_.variant.size());
  effect.method = method_;
  if (HasSpread()) {
    effect.log_error = student_.standard_error;
    effect.log_degrees = student_.degrees;
    effect.log_range = logs_.paired ? RangeOf(logs_.differences)
                                    : std::max(RangeOf(logs_.baseline),
                                               RangeOf(logs_.variant));
  }
  return effect;
}

}  // namespace hmmbench
