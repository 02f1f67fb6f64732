// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>

#include "analysis/export/export_format.h"

namespace hmmbench {
namespace {

std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += c;
  }
  quoted += '\'';
  return quoted;
}

}  // namespace

std::string WriteSql(const ExportTable& table) {
  std::string text = "CREATE TABLE IF NOT EXISTS measurement (";
  for (const ExportColumn& column : ExportColumns()) {
    if (!text.ends_with('(')) text += ", ";
    fmt::format_to(std::back_inserter(text), "\"{}\" {}", column.name,
                   column.is_number ? "NUMERIC" : "TEXT");
  }
  text +=
      ");\nCREATE INDEX IF NOT EXISTS measurement_by_run ON measurement (run);"
      "\nBEGIN;\n";
  for (const Manifest& run : table.runs) {
    fmt::format_to(std::back_inserter(text),
                   "DELETE FROM measurement WHERE run = {};\n", Quoted(run.id));
  }
  for (const ExportRow& row : table.rows) {
    text += "INSERT INTO measurement VALUES (";
    for (const ExportColumn& column : ExportColumns()) {
      if (!text.ends_with('(')) text += ", ";
      const std::string value = column.text(table, row);
      if (value.empty()) {
        text += "NULL";
      } else {
        text += column.is_number ? value : Quoted(value);
      }
    }
    text += ");\n";
  }
  text += "COMMIT;\n";
  return text;
}

}  // namespace hmmbench
