// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/forest.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/report/html_pieces.h"
#include "analysis/report/ratio_axis.h"

namespace hmmbench {
namespace {

// In pixels.
constexpr int kWidth = 230;
constexpr int kHeight = 24;
constexpr int kHeadHeight = 18;
constexpr int kSide = 12;  // room for half a number
constexpr double kMiddle = kHeight / 2.0;

std::string Open(int height) {
  return fmt::format(
      "<svg class=\"forest\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\">",
      kWidth, height);
}

// "0.5", "10", "1k".
std::string TickName(double ratio) {
  constexpr double kThousand = 1000;
  if (ratio < kThousand) return fmt::format("{:.6g}", ratio);
  return fmt::format("{:.6g}k", ratio / kThousand);
}

std::vector<double> RatiosOf(const std::vector<const Entry*>& entries) {
  // An interval over decades tells nothing, and it would squeeze the others.
  constexpr double kFar = 5;
  std::vector<double> ratios;
  for (const Entry* entry : entries) {
    if (!entry->ratio) continue;
    ratios.push_back(*entry->ratio);
    if (!entry->interval) continue;
    ratios.push_back(std::max(entry->interval->first, *entry->ratio / kFar));
    ratios.push_back(std::min(entry->interval->second, *entry->ratio * kFar));
  }
  return ratios;
}

}  // namespace

ForestAxis::ForestAxis(const std::vector<const Entry*>& entries, double margin)
    : axis_(RatiosOf(entries)), margin_(margin) {}

std::string ForestAxis::Head() const {
  std::string svg = Open(kHeadHeight);
  for (const double tick : axis_.Ticks()) {
    svg += fmt::format(
        "<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        XOf(tick), kHeadHeight - 4, TickName(tick));
  }
  return svg + "</svg>";
}

std::string ForestAxis::Row(const Entry& entry) const {
  std::string svg = Open(kHeight) + Background();
  if (!entry.ratio) return svg + "</svg>";
  const double x = XOf(*entry.ratio);
  // The word of the verdict is the name of its colour and mark.
  svg += fmt::format("<g class=\"{}\">", Escaped(entry.word));
  if (entry.interval) {
    const auto [low, high] = *entry.interval;
    svg += fmt::format("<path class=\"whisker\" d=\"M{:.1f},{:.1f} H{:.1f}\"/>",
                       XOf(low), kMiddle, XOf(high));
    svg += End(low, false) + End(high, true);
  }
  svg += fmt::format(
      "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/></g>",
      entry.interval ? "estimate" : "estimate bare", x, kMiddle);
  return svg + "</svg>";
}

double ForestAxis::XOf(double ratio) const {
  return kSide + axis_.PlaceOf(ratio) * (kWidth - 2 * kSide);
}

std::string ForestAxis::Background() const {
  const double low = XOf(1 - margin_);
  const double high = XOf(1 + margin_);
  std::string svg = fmt::format(
      "<rect class=\"band\" x=\"{:.1f}\" y=\"0\" width=\"{:.1f}\" "
      "height=\"{}\"/>",
      low, high - low, kHeight);
  for (const double tick : axis_.Ticks()) {
    svg += fmt::format("<path class=\"{}\" d=\"M{:.1f},0 V{}\"/>",
                       tick == 1 ? "one" : "tick", XOf(tick), kHeight);
  }
  return svg;
}

// A short stroke, or an arrow where the interval goes on.
std::string ForestAxis::End(double ratio, bool right) const {
  const double x = XOf(ratio);
  if (axis_.Holds(ratio)) {
    return fmt::format("<path class=\"whisker\" d=\"M{:.1f},{:.1f} v6\"/>", x,
                       kMiddle - 3);
  }
  const int back = right ? -5 : 5;
  return fmt::format(
      "<path class=\"whisker\" d=\"M{:.1f},{:.1f} l{},-4 m{},4 l{},4\"/>", x,
      kMiddle, back, -back, back);
}

}  // namespace hmmbench
