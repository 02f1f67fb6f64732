// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/notation.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace hmmbench {
namespace {

// Three significant digits without an exponent, for 0 <= value < 1000.
std::string ThreeDigits(double value) {
  if (value == 0) return "0";
  // 9.996 rounds to 10.0: choose the digits after rounding.
  const double magnitude = std::floor(
      std::log10(std::strtod(fmt::format("{:.2e}", value).c_str(), nullptr)) +
      1e-12);
  const int decimals = static_cast<int>(std::fmax(0, 2 - magnitude));
  return fmt::format("{:.{}f}", value, decimals < 4 ? decimals : 4);
}

struct Unit {
  double size;
  std::string_view name;
};

std::string WithUnit(double value, std::span<const Unit> units) {
  // The first unit in which the rounded value stays below 1000.
  for (const Unit& unit : units) {
    if (value / unit.size < 999.5) {
      return ThreeDigits(value / unit.size) + std::string(unit.name);
    }
  }
  const Unit& largest = units.back();
  return fmt::format("{:.0f}{}", value / largest.size, largest.name);
}

}  // namespace

std::string Count(double value) {
  static constexpr std::array<Unit, 4> kUnits = {
      Unit{1, ""}, Unit{1e3, "k"}, Unit{1e6, "M"}, Unit{1e9, "G"}};
  if (value < 0) return "-" + WithUnit(-value, kUnits);
  return WithUnit(value, kUnits);
}

std::string Count(const std::optional<double>& value) {
  return value ? Count(*value) : std::string(kAbsent);
}

std::string Grouped(uint64_t value) {
  constexpr uint64_t kThousand = 1000;
  std::string groups;
  for (; value >= kThousand; value /= kThousand) {
    groups = fmt::format(",{:03}{}", value % kThousand, groups);
  }
  return fmt::format("{}{}", value, groups);
}

std::string Duration(double ns) {
  static constexpr std::array<Unit, 4> kUnits = {
      Unit{1, "ns"}, Unit{1e3, "us"}, Unit{1e6, "ms"}, Unit{1e9, "s"}};
  return WithUnit(ns, kUnits);
}

std::string Duration(const std::optional<double>& ns) {
  return ns ? Duration(*ns) : std::string(kAbsent);
}

std::string Ratio(double ratio) {
  if (std::isinf(ratio)) return "inf";
  // 0.04 may be 0.035: two decimals say too little there.
  if (ratio > 0 && ratio < 0.0995) return "1/" + ThreeDigits(1 / ratio);
  if (ratio < 10) return fmt::format("{:.2f}", ratio);
  if (ratio < 1000) return ThreeDigits(ratio);
  return Count(ratio);
}

std::string Quantile(const Histogram& histogram, double q) {
  if (!histogram.HasSamplesFor(q)) return std::string(kAbsent);
  return Duration(static_cast<double>(histogram.ValueAtQuantile(q)));
}

std::string PlainAscii(std::string_view text) {
  std::string plain(text);
  for (char& c : plain) {
    if (c < ' ' || c > '~') c = '?';
  }
  return plain;
}

}  // namespace hmmbench
