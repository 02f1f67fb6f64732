// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The table that is read first: a row for each cell, a column for each kernel.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/cell_figures.h"
#include "analysis/comparison/comparison.h"
#include "analysis/report/cell_table.h"
#include "analysis/report/conclusion.h"
#include "analysis/report/document.h"
#include "analysis/report/notation.h"
#include "analysis/report/sections.h"

namespace hmmbench {
namespace {

// "+-9%": half of the range of the boots against their middle; "" with one.
std::string SpreadText(const CellSummary& summary) {
  const std::vector<double>& boots = summary.touches_per_s_by_boot;
  if (boots.size() < 2 || !summary.touches_per_s) return "";
  const auto [low, high] = std::minmax_element(boots.begin(), boots.end());
  const double percent = 50 * (*high - *low) / *summary.touches_per_s;
  return percent < 0.95 ? fmt::format(" +-{:.1f}%", percent)
                        : fmt::format(" +-{:.0f}%", percent);
}

// "-0.8%", from a third more on "1.35x", and "1/285" below a tenth.
std::string Change(double ratio) {
  constexpr double kFar = 1.0 / 3;
  if (std::abs(ratio - 1) < kFar) {
    return fmt::format("{:+.1f}%", (ratio - 1) * 100);
  }
  const std::string times = Ratio(ratio);
  return times.starts_with("1/") ? times : times + "x";
}

// What a verdict is in one sign.
std::string MarkOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFaster:
      return " +";
    case Verdict::kSlower:
      return " -";
    case Verdict::kSame:
      return " =";
    case Verdict::kInconclusive:
      return " ?";
    case Verdict::kStarved:
    case Verdict::kBroken:
    case Verdict::kMissing:
      break;
  }
  return "";
}

// A word stands for the cell on this kernel.
bool HasNoSpeed(const CellSummary& summary) {
  return summary.verdict == Verdict::kStarved ||
         summary.verdict == Verdict::kBroken ||
         summary.verdict == Verdict::kMissing || summary.boots_given_up > 0;
}

// "20/20" boots that starved, or were given up as slow; "" where that is not
// why.
std::string Share(const CellSummary& summary) {
  if (summary.verdict == Verdict::kStarved) {
    return fmt::format("{}/{}", summary.boots_starved, summary.boots_judged);
  }
  if (summary.verdict == Verdict::kInconclusive) {
    return fmt::format("slow {}/{}", summary.boots_given_up,
                       summary.boots_judged);
  }
  return "";
}

Entry EntryOf(const CellSummary& summary, const CellSummary& baseline) {
  Entry entry;
  if (HasNoSpeed(summary)) {
    entry.text = Share(summary);
    entry.word = ToString(summary.verdict);
    entry.tone = ToneOf(summary.verdict);
    return entry;
  }
  const bool first = &summary == &baseline;
  // Of the two values that stand beside each other, and nothing else.
  const bool has_ratio = !first && summary.touches_per_s &&
                         baseline.touches_per_s && *baseline.touches_per_s > 0;
  if (has_ratio) {
    entry.text = Change(*summary.touches_per_s / *baseline.touches_per_s);
  } else {
    entry.text = ThroughputText(summary);
    if (entry.text == kAbsent) return entry;
  }
  entry.text += SpreadText(summary);
  if (first) return entry;
  entry.text += MarkOf(summary.verdict);
  if (summary.verdict != Verdict::kSame) entry.tone = ToneOf(summary.verdict);
  entry.note = summary.verdict == Verdict::kInconclusive
                   ? summary.verdict_reason
                   : std::string();
  return entry;
}

// "n = 4 boots of a kernel", or from how many to how many.
std::string BootsText(const Comparison& comparison) {
  int least = 0;
  int most = 0;
  for (const CellComparison& cell : comparison.cells) {
    for (const CellSummary& summary : cell.variants) {
      if (summary.boots == 0) continue;
      least = least == 0 ? summary.boots : std::min(least, summary.boots);
      most = std::max(most, summary.boots);
    }
  }
  return least == most ? fmt::format("n = {}", most)
                       : fmt::format("n = {} to {}", least, most);
}

// True where each kernel is as the baseline, which needs no row.
bool IsTheSame(const CellComparison& cell) {
  return cell.variants.size() > 1 &&
         std::ranges::all_of(cell.variants, [](const CellSummary& summary) {
           return summary.verdict == Verdict::kSame;
         });
}

bool IsMissing(const CellComparison& cell) {
  return std::ranges::all_of(cell.variants, [](const CellSummary& summary) {
    return summary.verdict == Verdict::kMissing;
  });
}

std::string Key(const Comparison& comparison) {
  if (comparison.variants.size() < 2) {
    return fmt::format("touches/s of {}, +- half the range of the boots ({}).",
                       comparison.variants.front().label,
                       BootsText(comparison));
  }
  return fmt::format(
      "touches/s of {0}, the others against it, +- half the range of the boots "
      "({1}). + faster, - slower, by more than {2:.3g} %; = not; ? undecided.",
      comparison.variants.front().label, BootsText(comparison),
      comparison.margin * 100);
}

// A row for each cell; in a brief table the cells in which all kernels are the
// same are only counted.
void AddCells(const Comparison& comparison, Length length, Document& document) {
  Table table;
  table.of_words = true;
  table.row_heads = {"cell"};
  for (const Variant& variant : comparison.variants) {
    table.columns.push_back({.head = variant.label});
  }
  std::vector<std::string> usual;
  size_t same = 0;
  size_t missing = 0;
  for (const ScenarioCells& group : GroupByScenario(comparison)) {
    for (const CellComparison* cell : group.cells) {
      if (length == Length::kBrief && IsTheSame(*cell)) {
        ++same;
        continue;
      }
      if (length == Length::kBrief && IsMissing(*cell)) {
        ++missing;
        continue;
      }
      Table::Row row{.names = {CompactName(group, *cell)}, .values = {}};
      for (const CellSummary& summary : cell->variants) {
        row.values.push_back(EntryOf(summary, cell->variants.front()));
        if (length == Length::kBrief) row.values.back().note.clear();
      }
      table.rows.push_back(std::move(row));
    }
    if (const std::string axes = UsualAxes(group); !axes.empty()) {
      usual.push_back(fmt::format("{} {}", group.scenario, axes));
    }
  }
  std::string key = Key(comparison);
  if (same > 0) {
    key += fmt::format(" {}{} the same on all kernels.", same,
                       same == 1 ? " cell is" : " cells are");
  }
  if (missing > 0) {
    key += fmt::format(
        " {} not measured; --full says why.",
        missing == 1 ? "1 cell was" : fmt::format("{} cells were", missing));
  }
  if (!usual.empty() && length == Length::kWhole) {
    key += fmt::format(" Where not said: {}.", fmt::join(usual, "; "));
  }
  if (!table.rows.empty()) document.Add(std::move(table));
  document.Add(Prose{key});
}

}  // namespace

void SummarySection(const Comparison& comparison, Document& document) {
  document.Add(Heading{"Cells"});
  AddCells(comparison, Length::kWhole, document);
}

void BriefSection(const Comparison& comparison, Document& document) {
  AddConclusions(comparison, Length::kBrief, document);
  AddCells(comparison, Length::kBrief, document);
}

}  // namespace hmmbench
