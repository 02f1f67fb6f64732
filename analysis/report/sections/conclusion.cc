// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/conclusion.h"

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "analysis/report/sections.h"

namespace hmmbench {
namespace {

// How many cells have which verdict.
Entry Tally(const Comparison& comparison,
            const std::function<std::optional<Verdict>(const CellComparison&)>&
                verdict_of) {
  constexpr std::array kOrder = {Verdict::kFaster,       Verdict::kSame,
                                 Verdict::kInconclusive, Verdict::kSlower,
                                 Verdict::kStarved,      Verdict::kBroken,
                                 Verdict::kMissing};
  std::map<Verdict, size_t> tally;
  for (const CellComparison& cell : comparison.cells) {
    if (const auto verdict = verdict_of(cell)) ++tally[*verdict];
  }
  Entry entry;
  for (const Verdict verdict : kOrder) {
    const auto found = tally.find(verdict);
    if (found == tally.end()) continue;
    entry.shares.emplace_back(ToString(verdict), found->second);
  }
  return entry;
}

Table Tallies(const Comparison& comparison) {
  Table table;
  table.caption = "How many cells have which verdict";
  table.of_words = true;
  table.row_heads = {"against " + comparison.variants.front().label};
  table.columns = {{"throughput"}, {"p99 latency"}};
  for (size_t variant = 1; variant < comparison.variants.size(); ++variant) {
    table.rows.push_back(
        {.names = {comparison.variants[variant].label},
         .values = {Tally(comparison,
                          [variant](const CellComparison& cell) {
                            return std::optional(
                                cell.variants[variant].verdict);
                          }),
                    Tally(comparison,
                          [variant](const CellComparison& cell) {
                            return cell.variants[variant].p99_verdict;
                          })},
         .kernel = variant});
  }
  return table;
}

}  // namespace

void ConclusionSection(const Comparison& comparison, Document& document) {
  document.Add(Heading{"What this says"});
  Bullets says{.items = {}, .boxed = true};
  for (std::string& sentence : Conclude(comparison)) {
    says.items.push_back({std::move(sentence)});
  }
  document.Add(std::move(says));
  Bullets warnings;
  for (const std::string& warning : comparison.warnings) {
    warnings.items.push_back({warning, Tone::kAlarm});
  }
  if (!warnings.items.empty()) document.Add(std::move(warnings));
  if (comparison.variants.size() > 1) document.Add(Tallies(comparison));
}

}  // namespace hmmbench
