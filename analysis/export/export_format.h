// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The formats of `hmmbench export --format`.

#ifndef HMMBENCH_ANALYSIS_EXPORT_EXPORT_FORMAT_H_
#define HMMBENCH_ANALYSIS_EXPORT_EXPORT_FORMAT_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/export/export_rows.h"

namespace hmmbench {

struct ExportFormat {
  std::string_view name;
  std::string_view summary;  // one line for --help
  std::string (*write)(const ExportTable& table);
};

std::span<const ExportFormat> ExportFormats();
// Throws Error that names the near matches.
const ExportFormat& ExportFormatFromString(std::string_view name);

// RFC 4180, a header, one line a row.
std::string WriteCsv(const ExportTable& table);
// SQL that makes the table `measurement`, with the columns of the CSV, where it
// is not yet there, and replaces the rows of these runs in it.
std::string WriteSql(const ExportTable& table);
// OpenMetrics text, which node_exporter's text collector reads, too: a gauge a
// metric, durations in seconds.
std::string WriteOpenMetrics(const ExportTable& table);
// KCIDB's I/O schema 5.3: a checkout and a build a kernel, a test a row.
std::string WriteKcidb(const ExportTable& table);
// Bencher Metric Format: the median of the boots, between the least and the
// largest of them.
std::string WriteBmf(const ExportTable& table);
// A table of medians for a comment: a line for each cell and judged metric.
std::string WriteMarkdown(const ExportTable& table);

// The columns of CSV and SQL.
struct ExportColumn {
  std::string_view name;
  bool is_number;
  // "" where there is no value.
  std::string (*text)(const ExportTable& table, const ExportRow& row);
};
std::span<const ExportColumn> ExportColumns();

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_EXPORT_EXPORT_FORMAT_H_
