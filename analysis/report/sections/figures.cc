// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/cell_figures.h"
#include "analysis/comparison/summary.h"
#include "analysis/report/cell_table.h"
#include "analysis/report/sections.h"

namespace hmmbench {
namespace {

// The largest value of a figure in any cell on any kernel; 0 without one.
double Largest(const Comparison& comparison, const CellFigure& figure) {
  double largest = 0;
  for (const CellComparison& cell : comparison.cells) {
    for (const CellSummary& summary : cell.variants) {
      largest = std::max(largest, figure.value(summary).value_or(0));
    }
  }
  return largest;
}

// The length of a bar on a logarithmic axis that all causes share.
double LengthOfBar(double per_page, double most) {
  constexpr double kLeast = 0.01;  // the smallest part of a page with a bar
  constexpr double kShortest = 0.0125;
  if (per_page <= kLeast) return per_page > 0 ? kShortest : 0;
  return kShortest + (1 - kShortest) * std::log(per_page / kLeast) /
                         std::log(std::max(most, 2 * kLeast) / kLeast);
}

std::set<std::string> Roles(const Comparison& comparison) {
  std::set<std::string> roles;
  for (const CellComparison& cell : comparison.cells) {
    for (const CellSummary& summary : cell.variants) {
      for (const auto& [role, histogram] : summary.latency) roles.insert(role);
    }
  }
  return roles;
}

bool HasRole(const CellComparison& cell, const std::string& role) {
  return std::ranges::any_of(cell.variants,
                             [&role](const CellSummary& summary) {
                               return summary.latency.contains(role);
                             });
}

}  // namespace

void LatencySection(const Comparison& comparison, Document& document) {
  constexpr std::array<std::pair<const char*, double>, 4> kQuantiles = {
      {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}};
  for (const std::string& role : Roles(comparison)) {
    const std::string of = OperationOf(role);
    CellTableMaker table(comparison, [&role](const CellComparison& cell) {
      return HasRole(cell, role);
    });
    for (const auto& [name, q] : kQuantiles) {
      table.AddText({.caption = fmt::format("{} latency of a {}", name, of),
                     .head = name},
                    [&role, q = q](const CellSummary& summary) {
                      return LatencyText(summary, role, q);
                    });
    }
    table.AddText(
        {.caption = fmt::format("longest latency of a {}", of), .head = "max"},
        [&role](const CellSummary& summary) {
          return LongestText(summary, role);
        });
    table.Finish(fmt::format("Latency of a {}", of),
                 "Of the merged histograms of all boots.", document);
  }
}

void CausesSection(const Comparison& comparison, Document& document) {
  double most = 0;
  for (const CellFigure& figure : CellFigures()) {
    if (figure.cause) most = std::max(most, Largest(comparison, figure));
  }
  CellTableMaker table(comparison);
  for (const CellFigure& figure : CellFigures()) {
    if (!figure.cause) continue;
    // A cell that was cut off has a bound without a value.
    const bool bounds = std::ranges::any_of(
        comparison.cells, [&figure](const CellComparison& cell) {
          return std::ranges::any_of(
              cell.variants, [&](const CellSummary& variant) {
                return variant.cut_off && figure.text(variant) != kAbsent;
              });
        });
    if (Largest(comparison, figure) == 0 && !bounds) continue;
    table.Add({.caption = std::string(figure.caption),
               .head = std::string(figure.head),
               .look = Look::kBar},
              [&](const CellSummary& summary, const CellSummary&) {
                Entry entry{.text = figure.text(summary)};
                if (const auto value = figure.value(summary)) {
                  entry.fill = LengthOfBar(*value, most);
                }
                return entry;
              });
  }
  table.Finish("Retries by cause",
               "Per page that was faulted back, all threads together. Bars are "
               "logarithmic and alike in all columns; what could not be "
               "counted has a dash.",
               document);
}

void CostsSection(const Comparison& comparison, Document& document) {
  CellTableMaker table(comparison);
  for (const CellFigure& figure : CellFigures()) {
    if (figure.cause) continue;
    table.AddText({.caption = std::string(figure.caption),
                   .head = std::string(figure.head)},
                  figure.text);
  }
  table.Finish("What it cost",
               "Counts and times are per page that was faulted back, all "
               "threads together.",
               document);
}

}  // namespace hmmbench
