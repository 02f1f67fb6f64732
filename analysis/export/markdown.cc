// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/comparison/cell_axes.h"
#include "analysis/export/export_format.h"
#include "analysis/report/notation.h"
#include "analysis/statistics/statistics.h"
#include "analysis/verdict/metric.h"

namespace hmmbench {
namespace {

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '<') {
      escaped += '\\';
    }
    escaped += c;
  }
  return escaped;
}

bool IsJudged(std::string_view name) {
  for (const Metric metric : kMetrics) {
    if (ToString(metric) == name) return IsJudgedByDefault(metric);
  }
  return false;
}

std::string FigureText(const ExportFigure& figure) {
  const double median = Median(figure.values);
  return figure.first->unit.starts_with("ns") ? Duration(median)
                                              : Count(median);
}

// The scenario and the axes in which it has several values in the run:
// "same_page threads:4".
class ShortNames {
 public:
  ShortNames(const ExportTable& table, int run) {
    for (const ExportRow& row : table.rows) {
      if (row.run != run) continue;
      for (const auto& [axis, value] : AxesOf(row.cell)) {
        values_[{ScenarioOf(row.cell), axis}].insert(value);
      }
    }
  }
  [[nodiscard]] std::string Of(const std::string& cell) const {
    std::string name = ScenarioOf(cell);
    for (const auto& [axis, value] : AxesOf(cell)) {
      if (values_.at({ScenarioOf(cell), axis}).size() > 1) {
        name += fmt::format(" {}:{}", axis, value);
      }
    }
    return name;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::set<std::string>> values_;
};

// Lines of a cell and a metric, a column a kernel.
class Lines {
 public:
  void Add(const ExportRow& row, std::string_view metric,
           const std::string& value) {
    auto [place, is_new] = values_.try_emplace({row.cell, std::string(metric)});
    if (is_new) order_.push_back(place->first);
    place->second[row.boot.variant] = value;
  }
  [[nodiscard]] bool empty() const { return order_.empty(); }
  [[nodiscard]] std::string Text(const Manifest& run,
                                 const ShortNames& names) const {
    std::string text = "| cell | metric |";
    std::string rule = "|---|---|";
    for (const Variant& kernel : run.variants) {
      text += fmt::format(" {} |", Escaped(kernel.label));
      rule += "---:|";
    }
    text += fmt::format("\n{}\n", rule);
    for (const auto& key : order_) {
      text += fmt::format("| {} | {} |", Escaped(names.Of(key.first)),
                          Escaped(key.second));
      const auto& values = values_.at(key);
      for (size_t i = 0; i < run.variants.size(); ++i) {
        const auto value = values.find(static_cast<int>(i));
        text += fmt::format(" {} |", value == values.end()
                                         ? std::string(kAbsent)
                                         : Escaped(value->second));
      }
      text += '\n';
    }
    return text;
  }

 private:
  using Key = std::pair<std::string, std::string>;  // cell, metric
  std::vector<Key> order_;
  std::map<Key, std::map<int, std::string>> values_;  // by kernel
};

// Throughput is read first; the other metrics are folded.
void AddRun(const ExportTable& table, int run, std::string* text) {
  Lines first;
  Lines others;
  for (const ExportFigure& figure : FiguresOf(table)) {
    if (figure.first->run != run || !IsJudged(figure.first->metric)) continue;
    const Metric metric = MetricFromString(figure.first->metric);
    if (metric == Metric::kThroughput) {
      first.Add(*figure.first, "touches/s", FigureText(figure));
    } else {
      others.Add(*figure.first, Describe(metric), FigureText(figure));
    }
  }
  // What has no value is told, too.
  for (const ExportRow& row : table.rows) {
    if (row.run == run && !row.value && IsOfComparison(row)) {
      first.Add(row, "outcome", row.outcome);
    }
  }
  const Manifest& manifest = table.runs.at(static_cast<size_t>(run));
  const ShortNames names(table, run);
  *text += fmt::format("**{}**: {} clock, {}; medians of the boots\n\n{}",
                       Escaped(manifest.id), manifest.clock, manifest.fidelity,
                       first.Text(manifest, names));
  if (others.empty()) return;
  *text += fmt::format(
      "\n<details><summary>other metrics</summary>\n\n{}\n</details>\n",
      others.Text(manifest, names));
}

}  // namespace

std::string WriteMarkdown(const ExportTable& table) {
  std::string text;
  for (size_t run = 0; run < table.runs.size(); ++run) {
    if (run > 0) text += '\n';
    AddRun(table, static_cast<int>(run), &text);
  }
  return text;
}

}  // namespace hmmbench
