// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// How quantities are written in every report: three significant digits, ASCII.

#ifndef HMMBENCH_ANALYSIS_REPORT_NOTATION_H_
#define HMMBENCH_ANALYSIS_REPORT_NOTATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fixtures/measure/histogram.h"

namespace hmmbench {

// Printed where there is no value.
inline constexpr std::string_view kAbsent = "-";

// "0.0123", "1.23", "123", "1.23k", "12.3M".
std::string Count(double value);
std::string Count(const std::optional<double>& value);
// Writes every digit: "245,311".
std::string Grouped(uint64_t value);
// "850ns", "12.3us", "1.20ms", "2.10s".
std::string Duration(double ns);
std::string Duration(const std::optional<double>& ns);
// "0.98", "1.85", "12.3", "104": a multiple of the baseline.
std::string Ratio(double ratio);
// Writes a quantile as Duration() does; returns kAbsent without enough samples
// for it.
std::string Quantile(const Histogram& histogram, double q);

// Printable ASCII only: anything else becomes '?', so that a console line or a
// foreign manifest cannot break a table or steer a terminal.
std::string PlainAscii(std::string_view text);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_NOTATION_H_
