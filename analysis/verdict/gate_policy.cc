// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/gate_policy.h"

#include <fmt/format.h>
#include <fnmatch.h>
#include <toml++/toml.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "fixtures/base/error.h"
#include "fixtures/base/near_matches.h"
#include "fixtures/base/printable.h"

namespace hmmbench {
namespace {

constexpr double kWidestMargin = 10;

// A TOML file whose errors name file and line.
class TomlFile {
 public:
  TomlFile(const std::filesystem::path& file, std::string_view kind)
      : file_(file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
      throw Error("there is no {} {}", kind, file.string());
    }
    try {
      table_ = toml::parse_file(file.string());
    } catch (const toml::parse_error& failure) {
      throw Error("{}:{}: this is not TOML: {}", file.string(),
                  failure.source().begin.line, OneLine(failure.description()));
    }
  }

  [[nodiscard]] const toml::table& table() const { return table_; }

  [[noreturn]] void Fail(const toml::node& node,
                         std::string_view message) const {
    throw Error("{}:{}: {}", file_.string(), node.source().begin.line, message);
  }

  void CheckKeys(const toml::table& table,
                 const std::vector<std::string>& known) const {
    for (const auto& [key, value] : table) {
      if (std::ranges::find(known, key.str()) == known.end()) {
        Fail(value, fmt::format("unknown key \"{}\"; {}", key.str(),
                                NearMatches(key.str(), known)));
      }
    }
  }

  [[nodiscard]] double Share(const toml::node& node) const {
    const auto share = node.value<double>();
    if (!share || !(*share >= 0) || *share > kWidestMargin) {
      Fail(node, fmt::format("a margin is a share from 0 to {}: 0.1 is 10 %",
                             kWidestMargin));
    }
    return *share;
  }

  [[nodiscard]] Metric MetricNamed(const toml::node& node,
                                   std::string_view name) const {
    try {
      return MetricFromString(name);
    } catch (const Error& error) {
      Fail(node, error.what());
    }
  }

  // { throughput = 0.05, p99 = 0.2 }
  [[nodiscard]] MarginOfMetric MarginsOf(const toml::table& table) const {
    MarginOfMetric margins;
    for (const auto& [key, value] : table) {
      margins[MetricNamed(value, key.str())] = Share(value);
    }
    return margins;
  }

  [[nodiscard]] std::vector<std::string> Words(const toml::node& node,
                                               std::string_view what) const {
    std::vector<std::string> words;
    if (const auto* array = node.as_array()) {
      for (const toml::node& element : *array) {
        if (!element.is_string()) break;
        words.push_back(element.as_string()->get());
      }
      if (!words.empty() && words.size() == array->size()) return words;
    }
    Fail(node, fmt::format("{} is a list of texts: [\"...\"]", what));
  }

 private:
  std::filesystem::path file_;
  toml::table table_;
};

Inconclusive ReadInconclusive(const TomlFile& file, const toml::node& node) {
  const std::string word = node.value<std::string>().value_or("");
  if (word == "report") return Inconclusive::kReport;
  if (word == "fail") return Inconclusive::kFail;
  if (word == "tolerate") return Inconclusive::kTolerate;
  file.Fail(node, R"(inconclusive is "report", "fail" or "tolerate")");
}

// The keys that the file and its rules share.
GatePolicy::Rule ReadRule(const TomlFile& file, const toml::table& table) {
  GatePolicy::Rule rule;
  if (const toml::node* metrics = table.get("metrics")) {
    rule.metrics.emplace();
    for (const std::string& name : file.Words(*metrics, "metrics")) {
      rule.metrics->push_back(file.MetricNamed(*metrics, name));
    }
  }
  if (const toml::node* margin = table.get("margin")) {
    if (const auto* by_metric = margin->as_table()) {
      rule.margins = file.MarginsOf(*by_metric);
    } else {
      const double share = file.Share(*margin);
      for (const Metric metric : kMetrics) rule.margins[metric] = share;
    }
  }
  if (const toml::node* word = table.get("inconclusive")) {
    rule.inconclusive = ReadInconclusive(file, *word);
  }
  return rule;
}

GatePolicy::Rule ReadCellRule(const TomlFile& file, const toml::table& table) {
  file.CheckKeys(table, {"cells", "metrics", "margin", "inconclusive", "skip"});
  GatePolicy::Rule rule = ReadRule(file, table);
  const toml::node* cells = table.get("cells");
  if (cells == nullptr) {
    file.Fail(table, R"(a rule needs cells = ["pattern"])");
  }
  rule.cells = file.Words(*cells, "cells");
  if (const toml::node* skip = table.get("skip")) {
    if (!skip->is_boolean()) file.Fail(*skip, "skip is true or false");
    rule.skip = skip->as_boolean()->get();
  }
  return rule;
}

bool Names(const GatePolicy::Rule& rule, const std::string& cell) {
  return std::ranges::any_of(rule.cells, [&cell](const std::string& pattern) {
    return fnmatch(pattern.c_str(), cell.c_str(), 0) == 0;
  });
}

// Returns the opinion of the last rule that names the cell and has one.
template <typename Opinion>
auto LastOpinion(const std::vector<GatePolicy::Rule>& rules,
                 const std::string& cell, const Opinion& opinion)
    -> decltype(opinion(rules.front())) {
  for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule) {
    if (!Names(*rule, cell)) continue;
    if (auto said = opinion(*rule)) return said;
  }
  return std::nullopt;
}

std::optional<std::vector<Metric>> NamedMetrics(
    const std::vector<GatePolicy::Rule>& rules, const std::string& cell) {
  return LastOpinion(rules, cell,
                     [](const GatePolicy::Rule& rule) { return rule.metrics; });
}

std::optional<double> Find(const MarginOfMetric& margins, Metric metric) {
  const auto found = margins.find(metric);
  if (found == margins.end()) return std::nullopt;
  return found->second;
}

std::vector<Metric> DefaultMetrics() {
  std::vector<Metric> metrics;
  std::ranges::copy_if(kMetrics, std::back_inserter(metrics),
                       IsJudgedByDefault);
  return metrics;
}

}  // namespace

bool GatePolicy::Skips(const std::string& cell) const {
  return LastOpinion(rules, cell, [](const Rule& rule) { return rule.skip; })
      .value_or(false);
}

std::vector<Metric> GatePolicy::MetricsOf(const std::string& cell) const {
  auto metrics = NamedMetrics(rules, cell).value_or(DefaultMetrics());
  std::ranges::sort(metrics);
  metrics.erase(std::unique(metrics.begin(), metrics.end()), metrics.end());
  return metrics;
}

bool GatePolicy::Requires(const std::string& cell, Metric metric) const {
  const auto named = NamedMetrics(rules, cell);
  if (!named) return metric == Metric::kThroughput;
  return std::ranges::find(*named, metric) != named->end();
}

double GatePolicy::MarginOf(const std::string& cell, Metric metric) const {
  const auto named = LastOpinion(rules, cell, [metric](const Rule& rule) {
    return Find(rule.margins, metric);
  });
  if (named) return *named;
  const auto found = calibrated.cells.find(cell);
  if (found != calibrated.cells.end()) {
    if (const auto margin = Find(found->second, metric)) {
      return std::max(*margin, calibrated.floor);
    }
  }
  return default_margin;
}

Inconclusive GatePolicy::InconclusiveOf(const std::string& cell) const {
  return LastOpinion(rules, cell,
                     [](const Rule& rule) { return rule.inconclusive; })
      .value_or(Inconclusive::kReport);
}

GatePolicy ReadGatePolicy(const std::filesystem::path& file) {
  const TomlFile toml_file(file, "policy file");
  const toml::table& table = toml_file.table();
  toml_file.CheckKeys(table, {"metrics", "margin", "exact_margin",
                              "inconclusive", "margins", "rules"});
  GatePolicy policy;
  policy.rules.push_back(ReadRule(toml_file, table));
  policy.rules.front().cells = {"*"};
  if (const toml::node* margin = table.get("exact_margin")) {
    policy.exact_margin = toml_file.Share(*margin);
  }
  if (const toml::node* margins = table.get("margins")) {
    const auto name = margins->value<std::string>();
    if (!name) toml_file.Fail(*margins, "margins is the name of a file");
    policy.calibrated = ReadMargins(file.parent_path() / *name);
  }
  if (const toml::node* rules = table.get("rules")) {
    const auto* tables = rules->as_array();
    if (tables == nullptr || !tables->is_array_of_tables()) {
      toml_file.Fail(*rules, "rules are written as [[rules]] tables");
    }
    for (const toml::node& rule : *tables) {
      policy.rules.push_back(ReadCellRule(toml_file, *rule.as_table()));
    }
  }
  return policy;
}

Margins ReadMargins(const std::filesystem::path& file) {
  const TomlFile toml_file(file, "margins file");
  toml_file.CheckKeys(toml_file.table(), {"floor", "cells"});
  Margins margins;
  if (const toml::node* floor = toml_file.table().get("floor")) {
    margins.floor = toml_file.Share(*floor);
  }
  const toml::node* cells = toml_file.table().get("cells");
  if (cells == nullptr) return margins;
  const auto* by_cell = cells->as_table();
  if (by_cell == nullptr) {
    toml_file.Fail(*cells, "cells are written as [cells.\"name\"] tables");
  }
  for (const auto& [cell, value] : *by_cell) {
    const auto* of_cell = value.as_table();
    if (of_cell == nullptr) {
      toml_file.Fail(value, "cells are written as [cells.\"name\"] tables");
    }
    margins.cells[std::string(cell.str())] = toml_file.MarginsOf(*of_cell);
  }
  return margins;
}

std::string ToToml(const Margins& margins, const std::string& comment) {
  std::string text;
  std::istringstream lines(comment);
  for (std::string line; std::getline(lines, line);) {
    text += fmt::format("# {}\n", line);
  }
  text += fmt::format("floor = {:.6g}\n", margins.floor);
  for (const auto& [cell, by_metric] : margins.cells) {
    std::ostringstream name;
    name << toml::value<std::string>(cell);
    text += fmt::format("\n[cells.{}]\n", name.str());
    for (const auto& [metric, margin] : by_metric) {
      // A metric's name may hold a dot, which in TOML would start a table.
      text += fmt::format("\"{}\" = {:.4g}\n", ToString(metric), margin);
    }
  }
  return text;
}

}  // namespace hmmbench
