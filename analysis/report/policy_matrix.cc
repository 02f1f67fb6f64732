// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/policy_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/cell_figures.h"
#include "analysis/report/notation.h"

namespace hmmbench {
namespace {

bool Starved(const CellSummary& summary) {
  return summary.verdict == Verdict::kStarved;
}

// "31.0/9.00": faults and migrate_to_ram() calls.
std::string PerPage(const CellSummary& summary) {
  const std::string faults = FaultsText(summary);
  const std::string calls = MigrationsText(summary);
  if (faults == kAbsent && calls == kAbsent) return "";
  return fmt::format("{}/{}", faults, calls);
}

std::string StarvedShare(const CellSummary& summary) {
  return fmt::format("{}/{}", summary.boots_starved, summary.boots_judged);
}

std::string Figure(const CellComparison& cell, const CellSummary& summary,
                   bool baseline) {
  switch (summary.verdict) {
    case Verdict::kStarved:
      return StarvedShare(summary);
    case Verdict::kBroken:
    case Verdict::kMissing:
      return "";
    case Verdict::kFaster:
    case Verdict::kSlower:
    case Verdict::kSame:
    case Verdict::kInconclusive:
      break;
  }
  if (summary.boots_given_up > 0) {
    return fmt::format("slow {}/{}", summary.boots_given_up,
                       summary.boots_judged);
  }
  if (const auto effect = TellingThroughput(summary)) return RatioText(*effect);
  if (summary.whole) return "";
  if (baseline) {
    if (std::string per_page = PerPage(summary); !per_page.empty()) {
      return per_page;
    }
    const std::string rate = ThroughputText(summary);
    return rate == kAbsent ? "" : rate + "/s";
  }
  // If the baseline starved, the important fact about this kernel is that it
  // did not.
  const bool any_starved =
      std::any_of(cell.variants.begin(), cell.variants.end(), Starved);
  return any_starved ? StarvedShare(summary) : "";
}

PolicyEntry MakeEntry(const CellComparison& cell, size_t variant) {
  const CellSummary& summary = cell.variants[variant];
  const bool measured_baseline =
      variant == 0 && summary.verdict == Verdict::kSame;
  return {
      .verdict = summary.verdict,
      .word = measured_baseline ? "" : std::string(ToString(summary.verdict)),
      .figure = Figure(cell, summary, variant == 0),
      .per_page = PerPage(summary)};
}

bool IsSlow(const PolicyEntry& entry) {
  return entry.figure.starts_with("slow ");
}

}  // namespace

PolicyTable MakePolicyTable(const Comparison& comparison) {
  const std::vector<ScenarioCells> groups = GroupByScenario(comparison);
  PolicyTable table;
  for (const Variant& variant : comparison.variants)
    table.rows.push_back({variant.label, {}});
  for (const ScenarioCells& group : groups) {
    for (const CellComparison* cell : group.cells) {
      table.columns.push_back({cell, ShortName(*cell, groups)});
      for (size_t variant = 0; variant < table.rows.size(); ++variant) {
        table.rows[variant].entries.push_back(MakeEntry(*cell, variant));
      }
    }
  }
  return table;
}

std::string PolicyTableKey(const PolicyTable& table) {
  const auto any = [&table](const auto& is) {
    return std::any_of(table.rows.begin(), table.rows.end(),
                       [&is](const PolicyTable::Row& row) {
                         return std::any_of(row.entries.begin(),
                                            row.entries.end(), is);
                       });
  };
  const auto has = [&any](Verdict verdict) {
    return any([verdict](const PolicyEntry& entry) {
      return entry.verdict == verdict;
    });
  };
  const auto& baseline = table.rows.front();
  std::string key;
  if (std::any_of(baseline.entries.begin(), baseline.entries.end(),
                  [](const PolicyEntry& entry) {
                    return entry.word.empty() && !entry.per_page.empty();
                  })) {
    key += fmt::format("{}: faults/migrate_to_ram() calls per page. ",
                       baseline.label);
  }
  if (table.rows.size() > 1) {
    key += fmt::format("Others: touches/s as a ratio to {}. ", baseline.label);
  }
  if (has(Verdict::kStarved)) {
    key += "STARVED n/m: no progress in n of m boots. ";
  }
  if (has(Verdict::kInconclusive)) {
    key += "?: inconclusive";
    if (any([](const PolicyEntry& entry) {
          return entry.verdict == Verdict::kInconclusive &&
                 entry.figure.find('/') != std::string::npos && !IsSlow(entry);
        })) {
      key += ", with n/m boots starved where the baseline has no speed";
    }
    if (any(IsSlow)) {
      key += "; slow n/m: n of m boots were given up, not proved to starve";
    }
    key += ". ";
  }
  if (any([](const PolicyEntry& entry) {
        return entry.per_page.find('=') != std::string::npos ||
               entry.figure.find('=') != std::string::npos;
      })) {
    key += ">=, <=: bounds, as a cell was cut off. ";
  }
  if (has(Verdict::kMissing)) key += "missing: not measured. ";
  if (!key.empty()) key.pop_back();
  return key;
}

}  // namespace hmmbench
