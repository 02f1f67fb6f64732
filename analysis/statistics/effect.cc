// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/effect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>

#include "analysis/statistics/statistics.h"
#include "analysis/statistics/wilcoxon.h"

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

EffectEstimate::EffectEstimate(const std::vector<Replicate>& baseline,
                               const std::vector<Replicate>& variant,
                               const EffectOptions& options,
                               Generator& generator) {
  const auto pairs = CompletePasses(baseline, variant);
  paired_ = pairs.size() >= options.least_pairs;
  if (paired_) {
    std::vector<Replicate> before;
    std::vector<Replicate> after;
    for (const auto& [one, other] : pairs) {
      before.push_back(*one);
      after.push_back(*other);
      differences_.push_back(std::log(other->value / one->value));
    }
    baseline_ = Logs(before);
    variant_ = Logs(after);
    estimate_ = HodgesLehmann(differences_);
    if (pairs.size() < 2) return;
    student_ = PairedStudent(differences_);
    method_ = SmallestSignedRankP(pairs.size()) <= options.decisive_p
                  ? Method::kSignedRank
                  : Method::kPairedT;
    Bootstrap(before, after, options.resamples, generator);
    return;
  }
  baseline_ = Logs(baseline);
  variant_ = Logs(variant);
  estimate_ = HodgesLehmannShift(baseline_, variant_);
  if (baseline.size() < 2 || variant.size() < 2) return;
  student_ = WelchStudent(baseline_, variant_);
  method_ =
      SmallestRankSumP(baseline.size(), variant.size()) <= options.decisive_p
          ? Method::kRankSum
          : Method::kWelch;
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
    if (paired_) {
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
  Tails tails;
  switch (method_) {
    case Method::kNone:
    case Method::kExact:
      return tails;
    case Method::kPairedT:
    case Method::kWelch:
      tails = student_.At(log_edge);
      break;
    case Method::kSignedRank:
      tails = SignedRankTails(differences_, log_edge);
      break;
    case Method::kRankSum:
      tails = RankSumTails(baseline_, variant_, log_edge);
      break;
  }
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
  Bounds bounds{estimate_, estimate_};
  switch (method_) {
    case Method::kNone:
    case Method::kExact:
      return std::nullopt;
    case Method::kPairedT:
    case Method::kWelch:
      bounds = Wider(bounds, student_.Interval(level));
      break;
    case Method::kSignedRank:
      bounds = Wider(bounds, SignedRankInterval(differences_, level));
      break;
    case Method::kRankSum:
      bounds = Wider(bounds, RankSumInterval(baseline_, variant_, level));
      break;
  }
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
    case Method::kSignedRank:
      return "signed rank";
    case Method::kRankSum:
      return "rank sum";
  }
  return "none";
}

Effect EffectEstimate::Describe() const {
  constexpr double kLevel = 0.95;
  Effect effect;
  effect.ratio = std::exp(estimate_);
  effect.interval = IntervalAt(kLevel);
  effect.boots_baseline = static_cast<int>(baseline_.size());
  effect.boots = static_cast<int>(variant_.size());
  effect.method = method_;
  if (HasSpread()) {
    effect.log_error = student_.standard_error;
    effect.log_range = paired_
                           ? RangeOf(differences_)
                           : std::max(RangeOf(baseline_), RangeOf(variant_));
  }
  return effect;
}

}  // namespace hmmbench
