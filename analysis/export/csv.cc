// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

#include "analysis/export/export_format.h"

namespace hmmbench {
namespace {

std::string Quoted(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  quoted += '"';
  return quoted;
}

}  // namespace

std::string WriteCsv(const ExportTable& table) {
  std::string text;
  for (const ExportColumn& column : ExportColumns()) {
    if (!text.empty()) text += ',';
    text += column.name;
  }
  text += "\r\n";
  for (const ExportRow& row : table.rows) {
    bool first = true;
    for (const ExportColumn& column : ExportColumns()) {
      if (!first) text += ',';
      first = false;
      text += Quoted(column.text(table, row));
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace hmmbench
