// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/boot_order.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <utility>

namespace hmmbench {
namespace {

// Fisher and Yates's shuffle; std::shuffle() may differ between libraries.
void Shuffle(std::mt19937_64& generator, std::vector<int>* variants) {
  for (size_t left = variants->size(); left > 1; --left) {
    std::swap((*variants)[left - 1], (*variants)[generator() % left]);
  }
}

}  // namespace

std::vector<ScheduledBoot> AbbaSchedule(int variants, double blocks,
                                        uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::vector<int> order(static_cast<size_t>(variants));
  std::iota(order.begin(), order.end(), 0);
  const auto passes = std::max<int64_t>(1, std::lround(2 * blocks));
  std::vector<ScheduledBoot> schedule;
  for (int64_t pass = 0; pass < passes; ++pass) {
    if (pass % 2 == 0) {
      Shuffle(generator, &order);
    } else {
      std::ranges::reverse(order);
    }
    for (const int variant : order) {
      schedule.push_back({.boot = static_cast<int>(schedule.size()),
                          .variant = variant,
                          .block = static_cast<int>(pass / 2)});
    }
  }
  return schedule;
}

uint64_t DrawOrderSeed() {
  constexpr uint64_t kShort = 1'000'000;
  return std::random_device{}() % kShort;
}

}  // namespace hmmbench
