// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/export/export_rows.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/comparison/cell_figures.h"
#include "analysis/comparison/cut_off.h"
#include "analysis/trend/quantity.h"
#include "analysis/verdict/lone_touches.h"
#include "analysis/verdict/metric.h"

namespace hmmbench {
namespace {

struct Column {
  Quantity quantity;
  std::optional<Metric> metric;
};

// Whatever can be judged or shown, so that a new metric is a new column here.
std::vector<Column> Columns() {
  std::vector<Column> columns;
  for (const Metric metric : kMetrics) columns.push_back({metric, metric});
  for (const CellFigure& figure : CellFigures()) {
    columns.push_back({Quantity(figure), std::nullopt});
  }
  return columns;
}

std::string UnitOf(const Column& column) {
  const bool per_page =
      column.quantity.Words().find("per page") != std::string_view::npos;
  if (column.quantity.IsDuration()) return per_page ? "ns/page" : "ns";
  if (per_page) return "1/page";
  return column.metric ? "1/s" : "1";
}

std::optional<double> ValueOf(const Column& column, const CellRecord& record) {
  std::optional<double> value = column.quantity.ValueOf(record, false);
  if (!value && column.metric) {
    // What only one thread alone on the virtual clock has.
    const auto lone = LoneReplicateOf(*column.metric, record, 0, 0);
    if (lone) value = lone->value;
  }
  // No format has a word for what is no number.
  if (value && !std::isfinite(*value)) value.reset();
  return value;
}

void AddCell(const CellRecord& record, const std::vector<Column>& columns,
             const ExportRow& row, std::vector<ExportRow>* rows) {
  const size_t before = rows->size();
  if (record.outcome == CellOutcome::kMeasured) {
    for (const Column& column : columns) {
      const auto value = ValueOf(column, record);
      if (!value) continue;
      rows->push_back(row);
      rows->back().metric = column.quantity.Name();
      rows->back().unit = UnitOf(column);
      rows->back().value = value;
      if (IsCutOff(record) && column.metric) {
        rows->back().bound = BoundOf(*column.metric);
      }
    }
  }
  if (rows->size() == before) rows->push_back(row);
}

}  // namespace

bool IsOfComparison(const ExportRow& row) {
  return !row.boot.turn_us && !row.boot.idle_exit_us;
}

ExportTable ReadExportTable(const std::vector<RunFolder>& runs) {
  const std::vector<Column> columns = Columns();
  ExportTable table;
  for (const RunFolder& run : runs) {
    ExportRow row;
    row.run = static_cast<int>(table.runs.size());
    table.runs.push_back(run.manifest());
    for (const RunFolder::Boot& boot : run.ReadBoots(&table.warnings)) {
      row.boot = boot.scheduled;
      std::map<std::string, int> visits;
      for (const CellRecord& record : boot.stream.cells) {
        row.cell = record.cell;
        row.visit = visits[record.cell]++;
        row.outcome = ToString(record.outcome);
        AddCell(record, columns, row, &table.rows);
      }
      if (!boot.stream.open_cell.empty()) {
        row.cell = boot.stream.open_cell;
        row.visit = visits[row.cell];
        row.outcome = ToString(boot.record.state);
        table.rows.push_back(row);
      }
    }
  }
  return table;
}

std::vector<ExportFigure> FiguresOf(const ExportTable& table) {
  std::vector<ExportFigure> figures;
  std::map<std::tuple<int, int, std::string, std::string>, size_t> places;
  for (const ExportRow& row : table.rows) {
    if (!row.value || row.bound != Bound::kNone || !IsOfComparison(row)) {
      continue;
    }
    const auto [place, is_new] = places.try_emplace(
        {row.run, row.boot.variant, row.cell, row.metric}, figures.size());
    if (is_new) figures.push_back({.first = &row, .values = {}});
    figures[place->second].values.push_back(*row.value);
  }
  return figures;
}

std::string ExactNumber(double value) { return fmt::format("{}", value); }

}  // namespace hmmbench
