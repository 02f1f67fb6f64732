// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the report of a tuning.

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "analysis/report/document.h"
#include "analysis/report/html.h"
#include "analysis/report/machine.h"
#include "analysis/report/notation.h"
#include "analysis/report/text.h"
#include "analysis/tuning/tune_plots.h"
#include "analysis/tuning/tune_words.h"
#include "analysis/tuning/tuning.h"

namespace hmmbench {
namespace {

Entry Of(std::string text) { return {.text = std::move(text)}; }

// A row for each point, the knobs' values on its left.
Table TableOf(const TunedCell& cell, const char* caption) {
  Table table;
  table.caption = caption;
  for (const auto& [knob, value] : cell.points.front().setting) {
    table.row_heads.push_back(knob);
  }
  for (size_t i = 0; i < cell.points.size(); ++i) {
    Table::Row& row = table.rows.emplace_back();
    row.chosen = i == cell.best;
    for (const auto& [knob, value] : cell.points[i].setting) {
      row.names.push_back(Grouped(value));
    }
  }
  return table;
}

// The short name of a cost, for a column, and its interval's.
void AddCostColumns(const TunedCell& cell, Table* table) {
  for (const Cost cost : kCosts) {
    table->columns.push_back({cost == Cost::kTail  ? NameOf(cost, cell)
                              : cost == Cost::kCpu ? "CPU/page"
                                                   : "touch/s"});
    table->columns.push_back({"95 %"});
  }
}

Table Costs(const TunedCell& cell) {
  Table table = TableOf(cell, "Values");
  AddCostColumns(cell, &table);
  for (const char* head : {"front", "boots", "touches"}) {
    table.columns.push_back({head});
  }
  for (size_t i = 0; i < cell.points.size(); ++i) {
    const TunePoint& point = cell.points[i];
    const auto& [tail, cpu, rate] = point.estimates;
    table.rows[i].values = {
        Of(Duration(tail.value)),
        Of(DurationRange(tail)),
        Of(Duration(cpu.value)),
        Of(DurationRange(cpu)),
        Of(Count(rate.value)),
        Of(rate.interval ? fmt::format("{}..{}", Count(rate.interval->low),
                                       Count(rate.interval->high))
                         : std::string(kAbsent)),
        Of(FrontMark(cell, i)),
        Of(fmt::format("{}", point.boots)),
        Of(Grouped(point.touches))};
  }
  return table;
}

Table Counts(const TunedCell& cell) {
  Table table = TableOf(cell, "Counts per page");
  table.columns.push_back({"retries"});
  const auto& names = cell.points.front().policy_per_page;
  for (const auto& [name, first] : names) table.columns.push_back({name});
  for (size_t i = 0; i < cell.points.size(); ++i) {
    const TunePoint& point = cell.points[i];
    table.rows[i].values.push_back(Of(Count(point.retries_per_page)));
    for (const auto& [name, first] : names) {
      const auto count = point.policy_per_page.find(name);
      table.rows[i].values.push_back(Of(count == point.policy_per_page.end()
                                            ? std::string(kAbsent)
                                            : Count(count->second)));
    }
  }
  return table;
}

Table Steps(const TunedCell& cell) {
  Table table;
  table.caption = kStepsHeading;
  table.row_heads = {"knob", "from", "to"};
  AddCostColumns(cell, &table);
  for (const TuneStep& step : cell.steps) {
    Table::Row& row = table.rows.emplace_back();
    row.names = {step.knob, Grouped(step.from), Grouped(step.to)};
    for (const Estimate& ratio : step.ratios) {
      row.values.push_back(Of(Change(ratio.value)));
      row.values.push_back(Of(ChangeRange(ratio.interval)));
    }
  }
  return table;
}

void AddCell(const Tuning& tuning, const TunedCell& cell, Document& document) {
  document.Add(Heading{cell.cell});
  for (const std::string& missing : cell.missing) {
    document.Add(Prose{"not measured: " + missing, Tone::kAlarm});
  }
  if (cell.points.empty()) return;
  if (cell.advice != tuning.advice) document.Add(Prose{cell.advice});
  Figures figures;
  figures.figures.push_back(
      {"What each value costs: lower and further left is better; the line "
       "joins the front, the circle is the recommended value",
       FrontPlot(cell)});
  for (const Cost cost : kCosts) {
    figures.figures.push_back(
        {NameOf(cost, cell) + " against the knob, with 95 % intervals",
         CostPlot(cell, cost)});
  }
  document.Add(std::move(figures));
  document.Add(Costs(cell));
  document.Add(Counts(cell));
  if (!cell.steps.empty()) document.Add(Steps(cell));
}

Document TuneDocument(const Tuning& tuning) {
  const Manifest& manifest = tuning.manifest;
  Document document;
  document.title = Title(tuning);
  document.subtitle = fmt::format("run {}, {}", manifest.id, manifest.created);
  for (const std::string& badge :
       {manifest.clock + " clock", "fidelity: " + manifest.fidelity,
        fmt::format("{} resamples", tuning.resamples)}) {
    document.badges.emplace_back(badge, Tone::kPlain);
  }
  document.Add(Heading{"What to set"});
  Bullets advice{.items = {{tuning.advice}}, .boxed = true};
  document.Add(std::move(advice));
  for (const std::string& warning : tuning.warnings) {
    document.Add(Prose{"warning: " + warning, Tone::kAlarm});
  }
  for (const TunedCell& cell : tuning.cells) AddCell(tuning, cell, document);
  document.Add(Heading{"Machine and kernel"});
  Facts facts;
  for (const MachineFact& fact : DescribeMachine(AsComparison(tuning))) {
    facts.facts.emplace_back(fact.name, fact.value);
  }
  for (const auto& [name, value] : manifest.host) {
    facts.facts.emplace_back("host " + name, value);
  }
  document.Add(std::move(facts));
  document.Add(Heading{"Repeat it"});
  document.Add(Command{manifest.command});
  document.Add(Heading{"How to read this"});
  Bullets notes;
  for (std::string& note : HowToRead(tuning)) {
    notes.items.push_back({std::move(note)});
  }
  document.Add(std::move(notes));
  return document;
}

}  // namespace

std::string TuneText(const Tuning& tuning) {
  return PrintText(TuneDocument(tuning));
}

std::string TuneHtml(const Tuning& tuning) {
  return PrintHtml(TuneDocument(tuning));
}

}  // namespace hmmbench
