// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/statistics/e_divisive.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace hmmbench {
namespace {

// Sums of |x_i - x_j| over any rectangle of pairs in constant time.
class DistanceSums {
 public:
  explicit DistanceSums(const std::vector<double>& values)
      : side_(values.size() + 1), sums_(side_ * side_) {
    for (size_t i = 0; i < values.size(); ++i) {
      double row = 0;
      for (size_t j = 0; j < values.size(); ++j) {
        row += std::abs(values[i] - values[j]);
        At(i + 1, j + 1) = At(i, j + 1) + row;
      }
    }
  }

  // Sums over i in [first_i, end_i) and j in [first_j, end_j).
  [[nodiscard]] double Sum(size_t first_i, size_t end_i, size_t first_j,
                           size_t end_j) const {
    return At(end_i, end_j) - At(first_i, end_j) - At(end_i, first_j) +
           At(first_i, first_j);
  }

 private:
  double& At(size_t i, size_t j) { return sums_[i * side_ + j]; }
  [[nodiscard]] double At(size_t i, size_t j) const {
    return sums_[i * side_ + j];
  }

  size_t side_;
  std::vector<double> sums_;
};

// Returns Q of [0, tau) against [tau, kappa): equations 4 and 5 of the paper.
// Its sums have each unordered pair within a part twice, so there is no factor
// 2.
double Divergence(const DistanceSums& distances, size_t tau, size_t kappa) {
  const auto n = static_cast<double>(tau);
  const auto m = static_cast<double>(kappa - tau);
  const double between = distances.Sum(0, tau, tau, kappa);
  const double within_first = distances.Sum(0, tau, 0, tau);
  const double within_second = distances.Sum(tau, kappa, tau, kappa);
  const double energy = 2 / (n * m) * between - within_first / (n * (n - 1)) -
                        within_second / (m * (m - 1));
  return n * m / (n + m) * energy;
}

struct Part {
  size_t begin = 0;
  size_t end = 0;
  Division division;  // places relative to begin
};

std::vector<double> ValuesOf(const std::vector<double>& values,
                             const Part& part) {
  return {values.begin() + static_cast<std::ptrdiff_t>(part.begin),
          values.begin() + static_cast<std::ptrdiff_t>(part.end)};
}

Part MakePart(const std::vector<double>& values, size_t begin, size_t end,
              size_t least) {
  Part part{.begin = begin, .end = end, .division = {}};
  part.division = BestDivision(ValuesOf(values, part), least);
  return part;
}

// Shuffles as Fisher and Yates do; std::shuffle() may differ between libraries.
void Shuffle(std::mt19937_64& generator, std::vector<double>* values) {
  for (size_t left = values->size(); left > 1; --left) {
    std::swap((*values)[left - 1], (*values)[generator() % left]);
  }
}

// Returns the best statistic of any part after the values were shuffled within
// the parts.
double BestOfShuffled(const std::vector<double>& values,
                      const std::vector<Part>& parts, size_t least,
                      std::mt19937_64& generator) {
  double best = 0;
  for (const Part& part : parts) {
    std::vector<double> shuffled = ValuesOf(values, part);
    Shuffle(generator, &shuffled);
    best = std::max(best, BestDivision(shuffled, least).statistic);
  }
  return best;
}

// Returns the share of permutations that divide as well as `statistic`, the
// identity included. Returns more than the level as soon as that is settled.
double PermutationP(const std::vector<double>& values,
                    const std::vector<Part>& parts, double statistic,
                    const EDivisiveOptions& options,
                    std::mt19937_64& generator) {
  // Sums of the same distances in another order differ in their last digits.
  constexpr double kRounding = 1e-9;
  const double all = options.permutations + 1.0;
  double as_good = 1;
  for (int i = 0; i < options.permutations; ++i) {
    if (as_good / all > options.level) break;
    const double other =
        BestOfShuffled(values, parts, options.least, generator);
    if (other >= statistic * (1 - kRounding)) ++as_good;
  }
  return as_good / all;
}

}  // namespace

Division BestDivision(const std::vector<double>& values, size_t least) {
  Division best;
  if (values.size() < 2 * least) return best;
  const DistanceSums distances(values);
  for (size_t tau = least; tau + least <= values.size(); ++tau) {
    for (size_t kappa = tau + least; kappa <= values.size(); ++kappa) {
      const double statistic = Divergence(distances, tau, kappa);
      if (statistic > best.statistic) best = {tau, statistic};
    }
  }
  return best;
}

std::vector<ChangePoint> FindChangePoints(const std::vector<double>& values,
                                          const EDivisiveOptions& options) {
  std::mt19937_64 generator(options.seed);
  std::vector<Part> parts = {MakePart(values, 0, values.size(), options.least)};
  std::vector<ChangePoint> changes;
  while (true) {
    const auto best = std::ranges::max_element(
        parts, {}, [](const Part& part) { return part.division.statistic; });
    if (best->division.first == 0) break;
    const double p = PermutationP(values, parts, best->division.statistic,
                                  options, generator);
    if (p > options.level) break;
    const size_t first = best->begin + best->division.first;
    const size_t begin = best->begin;
    const size_t end = best->end;
    changes.push_back({.first = first, .p = p});
    *best = MakePart(values, begin, first, options.least);
    parts.push_back(MakePart(values, first, end, options.least));
  }
  std::ranges::sort(changes, {}, &ChangePoint::first);
  return changes;
}

}  // namespace hmmbench
