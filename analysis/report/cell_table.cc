// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/cell_table.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/cell_figures.h"
#include "analysis/comparison/comparison.h"
#include "analysis/report/document.h"

namespace hmmbench {

Tone ToneOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFaster:
      return Tone::kGood;
    case Verdict::kSlower:
      return Tone::kBad;
    case Verdict::kStarved:
    case Verdict::kBroken:
      return Tone::kAlarm;
    case Verdict::kSame:
    case Verdict::kInconclusive:
    case Verdict::kMissing:
      break;
  }
  return Tone::kFaint;
}

Entry EffectEntry(const std::optional<Effect>& effect, Verdict verdict,
                  const std::string& reason) {
  Entry entry;
  entry.tone = ToneOf(verdict);
  entry.word = ToString(verdict);
  if (verdict != Verdict::kSame) entry.note = reason;
  if (!effect) return entry;
  entry.text = RatioText(*effect);
  entry.ratio = effect->ratio;
  if (effect->interval) {
    entry.interval = {effect->interval->low, effect->interval->high};
  }
  return entry;
}

CellTableMaker::CellTableMaker(
    const Comparison& comparison,
    const std::function<bool(const CellComparison&)>& passes) {
  for (const Variant& variant : comparison.variants)
    table_.kernels.push_back(variant.label);
  table_.margin = comparison.margin;
  for (const ScenarioCells& group : GroupByScenario(comparison)) {
    CellTable::Group added{.name = group.scenario,
                           .everywhere = "",
                           .row_heads = group.varying,
                           .rows = {}};
    for (const auto& [axis, value] : group.constant) {
      added.everywhere += fmt::format(
          "{}{}:{}", added.everywhere.empty() ? "" : " ", axis, value);
    }
    std::vector<const CellComparison*> cells;
    for (const CellComparison* cell : group.cells) {
      if (passes && !passes(*cell)) continue;
      cells.push_back(cell);
      std::vector<std::string>& row = added.rows.emplace_back();
      for (const std::string& axis : group.varying) {
        row.push_back(AxisValue(*cell, axis));
      }
    }
    if (cells.empty()) continue;
    cells_.push_back(std::move(cells));
    table_.groups.push_back(std::move(added));
  }
}

void CellTableMaker::Add(CellTable::Figure figure, const EntryOf& of) {
  bool any = false;
  for (const auto& cells : cells_) {
    auto& group = figure.values.emplace_back();
    for (const CellComparison* cell : cells) {
      auto& row = group.emplace_back();
      for (size_t variant = figure.first_kernel;
           variant < cell->variants.size(); ++variant) {
        row.push_back(of(cell->variants[variant], cell->variants.front()));
        any = any || IsPresent(row.back());
      }
    }
  }
  if (any) table_.figures.push_back(std::move(figure));
}

void CellTableMaker::AddText(
    CellTable::Figure figure,
    const std::function<std::string(const CellSummary&)>& text_of) {
  Add(std::move(figure),
      [&text_of](const CellSummary& summary, const CellSummary&) {
        return Entry{.text = text_of(summary)};
      });
}

void CellTableMaker::Finish(std::string_view heading,
                            std::string_view explanation, Document& document) {
  if (table_.figures.empty()) return;
  document.Add(Heading{std::string(heading)});
  if (!explanation.empty()) document.Add(Prose{std::string(explanation)});
  document.Add(std::move(table_));
}

}  // namespace hmmbench
