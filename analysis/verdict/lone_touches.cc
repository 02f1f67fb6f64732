// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/lone_touches.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "analysis/comparison/cut_off.h"
#include "analysis/comparison/summary.h"

namespace hmmbench {
namespace {

// A percentile is hidden where the ticks leave more of it open than this.
constexpr double kMostOpen = 1.05;

struct LoneTouches {
  uint64_t touches = 0;
  uint64_t ns = 0;
  // How many of these a tick fell into; none when a tick fell into most
  // touches.
  uint64_t ticked = 0;
  uint64_t ticked_ns = 0;

  [[nodiscard]] double MeanWithoutTicks() const {
    return static_cast<double>(ns - ticked_ns) /
           static_cast<double>(touches - ticked);
  }
};

std::optional<LoneTouches> TouchesOf(const CellRecord& record) {
  // The part that was done before a cut-off is not a fair sample of the plan.
  if (record.threads.size() != 1 || IsCutOff(record)) return std::nullopt;
  const ThreadRecord& thread = record.threads.front();
  if (!thread.touch_ns || !thread.ticked_touches || !thread.ticked_ns ||
      thread.touches == 0 || *thread.touch_ns == 0) {
    return std::nullopt;
  }
  LoneTouches lone{.touches = thread.touches, .ns = *thread.touch_ns};
  if (2 * *thread.ticked_touches <= thread.touches) {
    lone.ticked = *thread.ticked_touches;
    lone.ticked_ns = *thread.ticked_ns;
  }
  return lone;
}

// One fault in fifty refills a list or finds a batch full, and takes twice as
// long. How many of them a boot has depends on what came before. So the range
// also covers one more or one less of them.
Replicate Mean(const LoneTouches& lone, const CellRecord& record,
               uint64_t shortest) {
  const auto touches = static_cast<double>(lone.touches);
  const auto histogram = record.latency.find(record.threads.front().role);
  const uint64_t longest =
      histogram == record.latency.end() ? shortest : histogram->second.max();
  const double one_touch =
      static_cast<double>(std::max(longest, shortest) - shortest) / touches;
  const double mean = lone.MeanWithoutTicks();
  const double least =
      static_cast<double>(lone.ns - lone.ticked_ns + lone.ticked * shortest) /
      touches;
  const double most = static_cast<double>(lone.ns) / touches;
  return {.value = mean,
          .open = Bounds{std::min(mean, least) - one_touch,
                         std::max(mean, most) + one_touch}};
}

// Ticks only lengthen touches. If they fell into k of n touches, the i-th
// shortest touch without them lies between the i-th and the (i + k)-th.
std::optional<Replicate> Percentile(const LoneTouches& lone,
                                    const CellRecord& record, double q) {
  const std::string role = MainRole(record.latency);
  const auto found = record.latency.find(role);
  // In an open loop a tick also delays the touches that wait behind.
  if (found == record.latency.end() || role != record.threads.front().role) {
    return std::nullopt;
  }
  const Histogram& histogram = found->second;
  if (histogram.count() <= lone.ticked || !histogram.HasSamplesFor(q)) {
    return std::nullopt;
  }
  const uint64_t without = histogram.count() - lone.ticked;
  const auto rank = std::max<uint64_t>(
      1, static_cast<uint64_t>(std::ceil(q * static_cast<double>(without))));
  const auto cell_at = [&histogram](uint64_t at) {
    return Histogram::IndexOf(histogram.ValueAtRank(at));
  };
  const Bounds open{
      static_cast<double>(Histogram::LowOf(cell_at(rank))),
      static_cast<double>(Histogram::HighOf(cell_at(rank + lone.ticked)))};
  if (open.low <= 0 || open.high > open.low * kMostOpen) return std::nullopt;
  return Replicate{.value = static_cast<double>(histogram.ValueAtRank(rank)),
                   .open = open};
}

}  // namespace

std::optional<Replicate> LoneReplicateOf(Metric metric,
                                         const CellRecord& record, int block,
                                         int pass) {
  const std::optional<uint64_t> shortest = ShortestTouch(record);
  if (!shortest || *shortest == 0) return std::nullopt;
  std::optional<Replicate> replicate;
  if (metric == Metric::kShortest) {
    replicate = Replicate{.value = static_cast<double>(*shortest)};
  } else if (const std::optional<LoneTouches> lone = TouchesOf(record)) {
    if (metric == Metric::kMean) replicate = Mean(*lone, record, *shortest);
    if (metric == Metric::kP50) replicate = Percentile(*lone, record, 0.5);
    if (metric == Metric::kP99) replicate = Percentile(*lone, record, 0.99);
  }
  if (replicate) {
    replicate->block = block;
    replicate->pass = pass;
  }
  return replicate;
}

std::optional<double> MeanLoneTouch(const CellRecord& record) {
  const std::optional<LoneTouches> lone = TouchesOf(record);
  if (!lone) return std::nullopt;
  return lone->MeanWithoutTicks();
}

}  // namespace hmmbench
