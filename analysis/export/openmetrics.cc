// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <cctype>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/export/export_format.h"
#include "analysis/trend/quantity.h"

namespace hmmbench {
namespace {

// In a label's value and in a help text.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') escaped += '\\';
    if (c == '\n') {
      escaped += "\\n";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

bool InNs(const ExportRow& row) { return row.unit.starts_with("ns"); }

// "hmmbench_p99_9_seconds": a unit is a suffix, and seconds are the base unit.
std::string NameOf(const ExportRow& row) {
  std::string name = "hmmbench_";
  for (const char c : row.metric) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  if (InNs(row)) {
    if (const size_t ns = name.find("_ns"); ns != std::string::npos) {
      name.erase(ns, 3);
    }
    name += "_seconds";
  }
  return name;
}

void AddSample(const ExportTable& table, const ExportRow& row,
               std::string_view name, std::string_view value,
               std::string* text) {
  fmt::format_to(std::back_inserter(*text),
                 "{}{{run=\"{}\",kernel=\"{}\",cell=\"{}\",boot=\"{}\",visit="
                 "\"{}\"}} {}\n",
                 name, Escaped(table.RunOf(row).id),
                 Escaped(table.KernelOf(row).label), Escaped(row.cell),
                 row.boot.boot, row.visit, value);
}

}  // namespace

std::string WriteOpenMetrics(const ExportTable& table) {
  // The samples of a metric have to stand together.
  std::vector<std::string> order;
  std::map<std::string, std::string> families;
  std::string without_value;
  for (const ExportRow& row : table.rows) {
    if (!IsOfComparison(row) || row.bound != Bound::kNone) continue;
    if (!row.value) {
      AddSample(table, row, "hmmbench_cell_without_value", "1", &without_value);
      continue;
    }
    const std::string name = NameOf(row);
    auto [family, is_new] = families.try_emplace(name);
    if (is_new) {
      order.push_back(name);
      family->second = fmt::format("# TYPE {} gauge\n", name);
      if (InNs(row)) {
        family->second += fmt::format("# UNIT {} seconds\n", name);
      }
      family->second +=
          fmt::format("# HELP {} {}\n", name,
                      Escaped(QuantityFromString(row.metric).Words()));
    }
    AddSample(table, row, name,
              ExactNumber(InNs(row) ? *row.value / 1e9 : *row.value),
              &family->second);
  }
  std::string text;
  for (const std::string& name : order) text += families[name];
  if (!without_value.empty()) {
    text +=
        "# TYPE hmmbench_cell_without_value gauge\n"
        "# HELP hmmbench_cell_without_value a cell that starved, was broken or "
        "could not be measured\n";
    text += without_value;
  }
  text += "# EOF\n";
  return text;
}

}  // namespace hmmbench
