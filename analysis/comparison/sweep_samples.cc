// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/sweep_samples.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <utility>

#include "analysis/comparison/summary.h"
#include "fixtures/measure/histogram.h"

namespace hmmbench {

SweepSamples::SweepSamples(const std::vector<const CellRecord*>& visits,
                           std::vector<size_t> boots, double quantile)
    : quantile_(quantile) {
  std::map<double, std::vector<uint64_t>, std::greater<>> counts;
  for (size_t number = 0; number < visits.size(); ++number) {
    const CellRecord& record = *visits[number];
    Visit visit{.touches = record.touches, .pages = record.pages};
    for (const ThreadRecord& thread : record.threads) {
      visit.cpu_ns += thread.user_ns + thread.system_ns;
    }
    visit.round_ns = std::accumulate(record.round_ns.begin(),
                                     record.round_ns.end(), uint64_t{0});
    const auto latency = record.latency.find(MainRole(record.latency));
    if (latency != record.latency.end() && !latency->second.empty()) {
      const Histogram& histogram = latency->second;
      visit.timed = histogram.count();
      const size_t last = Histogram::IndexOf(histogram.max());
      for (size_t cell = Histogram::IndexOf(histogram.min()); cell <= last;
           ++cell) {
        if (histogram.CountAt(cell) == 0) continue;
        auto& row = counts[static_cast<double>(Histogram::HighOf(cell))];
        row.resize(visits.size());
        row[number] = histogram.CountAt(cell);
      }
    }
    visits_.push_back(visit);
    if (of_boot_.size() <= boots[number]) of_boot_.resize(boots[number] + 1);
    of_boot_[boots[number]].push_back(number);
  }
  for (auto& [ns, row] : counts) {
    ns_.push_back(ns);
    counts_.push_back(std::move(row));
  }
}

SweepCosts SweepSamples::Costs() const {
  return CostsOf(std::vector<uint64_t>(visits_.size(), 1));
}

SweepCosts SweepSamples::Redrawn(const std::vector<size_t>& boots,
                                 std::mt19937_64& draws) const {
  std::vector<uint64_t> times(visits_.size(), 0);
  for (const size_t boot : boots) {
    if (boot >= of_boot_.size()) continue;
    const std::vector<size_t>& visits = of_boot_[boot];
    for (size_t i = 0; i < visits.size(); ++i) {
      ++times[visits[draws() % visits.size()]];
    }
  }
  return CostsOf(times);
}

SweepCosts SweepSamples::CostsOf(const std::vector<uint64_t>& times) const {
  Visit sum;
  for (size_t i = 0; i < visits_.size(); ++i) {
    sum.touches += times[i] * visits_[i].touches;
    sum.pages += times[i] * visits_[i].pages;
    sum.cpu_ns += times[i] * visits_[i].cpu_ns;
    sum.round_ns += times[i] * visits_[i].round_ns;
  }
  const auto ratio = [](uint64_t part, uint64_t whole) {
    return static_cast<double>(part) /
           static_cast<double>(std::max<uint64_t>(whole, 1));
  };
  return {.tail_ns = Tail(times),
          .cpu_ns_per_page = ratio(sum.cpu_ns, sum.pages),
          .touches_per_s = ratio(sum.touches, sum.round_ns) * 1e9};
}

double SweepSamples::Tail(const std::vector<uint64_t>& times) const {
  uint64_t timed = 0;
  for (size_t i = 0; i < visits_.size(); ++i) {
    timed += times[i] * visits_[i].timed;
  }
  // As Histogram::ValueAtQuantile() counts, but from above: few steps for what
  // is asked thousands of times.
  const auto rank = static_cast<uint64_t>(
      std::max(1.0, std::ceil(quantile_ * static_cast<double>(timed))));
  uint64_t above = 0;
  for (size_t cell = 0; cell < ns_.size(); ++cell) {
    for (size_t i = 0; i < visits_.size(); ++i) {
      above += times[i] * counts_[cell][i];
    }
    if (above > timed - std::min(rank, timed)) return ns_[cell];
  }
  return 0;
}

}  // namespace hmmbench
