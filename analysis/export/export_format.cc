// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/export/export_format.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/base/error.h"
#include "fixtures/base/near_matches.h"

namespace hmmbench {

std::span<const ExportFormat> ExportFormats() {
  static constexpr std::array kFormats = {
      ExportFormat{"csv", "a line for each boot, cell and metric", WriteCsv},
      ExportFormat{"sqlite", "the same as a table in an SQLite file, or as SQL",
                   WriteSql},
      ExportFormat{"openmetrics", "for Prometheus and node_exporter",
                   WriteOpenMetrics},
      ExportFormat{"kcidb", "for KernelCI's database (schema 5.3)", WriteKcidb},
      ExportFormat{"bmf", "for Bencher", WriteBmf},
      ExportFormat{"markdown", "medians, for a comment", WriteMarkdown}};
  return kFormats;
}

const ExportFormat& ExportFormatFromString(std::string_view name) {
  const auto formats = ExportFormats();
  const auto found = std::ranges::find(formats, name, &ExportFormat::name);
  if (found != formats.end()) return *found;
  std::vector<std::string> names = {"hlog", "percentiles"};
  for (const ExportFormat& format : formats) names.emplace_back(format.name);
  throw Error("unknown format '{}'; {}", name, NearMatches(name, names));
}

}  // namespace hmmbench
