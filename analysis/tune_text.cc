// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A tuning in plain characters, for a mail and a terminal.

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "analysis/machine.h"
#include "analysis/notation.h"
#include "analysis/text_table.h"
#include "analysis/tune_words.h"
#include "analysis/tuning.h"

namespace hmmbench {
namespace {

constexpr size_t kWidth = 75;

std::string Paragraph(std::string_view text, std::string_view first) {
  return Wrap(PlainAscii(text), kWidth, first);
}

// A row for each point, the knobs' values on its left.
TextTable TableOf(const TunedCell& cell) {
  TextTable table;
  for (const auto& [knob, value] : cell.points.front().setting) {
    table.row_heads.push_back(PlainAscii(knob));
  }
  for (const TunePoint& point : cell.points) {
    TextTable::Row& row = table.rows.emplace_back();
    for (const auto& [knob, value] : point.setting) {
      row.axes.push_back(fmt::format("{}", value));
    }
  }
  return table;
}

std::string Costs(const TunedCell& cell) {
  TextTable table = TableOf(cell);
  table.column_heads = {NameOf(Cost::kTail, cell),
                        "95 %",
                        "CPU/page",
                        "95 %",
                        "touch/s",
                        "front"};
  for (size_t i = 0; i < cell.points.size(); ++i) {
    const auto& [tail, cpu, rate] = cell.points[i].estimates;
    for (const std::string& text :
         {Duration(tail.value), DurationRange(tail), Duration(cpu.value),
          DurationRange(cpu), Count(rate.value), FrontMark(cell, i)}) {
      table.rows[i].values.push_back({text});
    }
  }
  return table.Render(kWidth, false);
}

std::string Counts(const TunedCell& cell) {
  TextTable table = TableOf(cell);
  table.column_heads = {"retries"};
  for (const auto& [name, count] : cell.points.front().policy_per_page) {
    table.column_heads.push_back(PlainAscii(name));
  }
  for (size_t i = 0; i < cell.points.size(); ++i) {
    const TunePoint& point = cell.points[i];
    table.rows[i].values.push_back({Count(point.retries_per_page)});
    for (const auto& [name, first] : cell.points.front().policy_per_page) {
      const auto count = point.policy_per_page.find(name);
      table.rows[i].values.push_back({count == point.policy_per_page.end()
                                          ? std::string(kAbsent)
                                          : Count(count->second)});
    }
  }
  return table.Render(kWidth, false);
}

std::string Steps(const TunedCell& cell) {
  // The name of a single knob stands in the heading.
  const Setting& knobs = cell.points.front().setting;
  const bool one = knobs.size() == 1;
  TextTable table;
  table.row_heads = {"knob", "from", "to"};
  if (one) table.row_heads = {PlainAscii(knobs.begin()->first), "to"};
  for (const Cost cost : kCosts) {
    table.column_heads.push_back(cost == Cost::kTail  ? NameOf(cost, cell)
                                 : cost == Cost::kCpu ? "CPU"
                                                      : "touch/s");
    table.column_heads.emplace_back("95 %");
  }
  for (const TuneStep& step : cell.steps) {
    TextTable::Row& row = table.rows.emplace_back();
    row.axes = {fmt::format("{}", step.from), fmt::format("{}", step.to)};
    if (!one) row.axes.insert(row.axes.begin(), PlainAscii(step.knob));
    for (const Estimate& ratio : step.ratios) {
      row.values.push_back({Change(ratio.value)});
      row.values.push_back({ChangeRange(ratio.interval)});
    }
  }
  return table.Render(kWidth, false);
}

std::string CellText(const TunedCell& cell) {
  std::string text = "\n" + Paragraph(cell.cell, "");
  for (const std::string& missing : cell.missing) {
    text += Paragraph(missing, "  not measured: ");
  }
  if (cell.points.empty()) return text;
  text += "\n" + Costs(cell) + "\n" + Paragraph(cell.advice, "  ");
  text += "\n  Counts per page\n\n" + Counts(cell);
  if (cell.steps.empty()) return text;
  return text + fmt::format("\n  {}\n\n{}", kStepsHeading, Steps(cell));
}

}  // namespace

std::string TuneText(const Tuning& tuning) {
  std::string text =
      Paragraph(Title(tuning), "") + "\n" + Paragraph(tuning.advice, "* ");
  for (const std::string& warning : tuning.warnings) {
    text += Paragraph(warning, "warning: ");
  }
  for (const TunedCell& cell : tuning.cells) text += CellText(cell);
  text += "\n";
  for (const MachineFact& fact : DescribeMachine(AsComparison(tuning))) {
    text += Paragraph(fact.value, fmt::format("{:<9}", fact.name));
  }
  text += "\n";
  for (const std::string& note : HowToRead(tuning)) {
    text += Paragraph(note, "* ");
  }
  return text + "\n" + WrapCommand(PlainAscii(tuning.manifest.command), kWidth);
}

}  // namespace hmmbench
