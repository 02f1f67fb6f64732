// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/html_policy_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "analysis/html_pieces.h"
#include "analysis/policy_matrix.h"

namespace hmmbench {
namespace {

// Beside the kernels' names as many as a page of 1200 pixels holds.
constexpr size_t kColumnsOfTable = 7;

using Columns = std::span<const PolicyTable::Column>;

// The name without the scenario, which stands above: "threads:4 delay_us:20".
std::string_view AxesOfName(const PolicyTable::Column& column) {
  const size_t space = column.name.find(' ');
  return space == std::string::npos
             ? std::string_view()
             : std::string_view(column.name).substr(space + 1);
}

std::string Head(Columns columns) {
  std::string scenarios = "<tr><th></th>";
  std::string axes = "<tr><th class=\"word\">policy</th>";
  for (size_t first = 0; first < columns.size();) {
    const std::string& scenario = columns[first].cell->scenario;
    size_t end = first;
    while (end < columns.size() && columns[end].cell->scenario == scenario) {
      axes += fmt::format("<th class=\"axes\">{}</th>",
                          Escaped(AxesOfName(columns[end])));
      ++end;
    }
    scenarios += fmt::format("<th colspan=\"{}\" class=\"group\">{}</th>",
                             end - first, Escaped(scenario));
    first = end;
  }
  return fmt::format("<thead>{}</tr>\n{}</tr></thead>\n", scenarios, axes);
}

std::string Entry(const PolicyEntry& entry) {
  std::string html = "<td>";
  if (!entry.word.empty()) html += VerdictWord(entry.verdict, entry.reason);
  if (!entry.figure.empty()) {
    html += fmt::format("{}<span class=\"figure {}\">{}</span>",
                        entry.word.empty() ? "" : " ",
                        entry.verdict == Verdict::kStarved ? "starved" : "",
                        Escaped(entry.figure));
  }
  if (!entry.per_page.empty() && entry.per_page != entry.figure) {
    html += fmt::format("<span class=\"perpage\">{}</span>",
                        Escaped(entry.per_page));
  }
  return html + "</td>";
}

}  // namespace

std::string HtmlPolicyMatrix(const Comparison& comparison) {
  const PolicyTable table = MakePolicyTable(comparison);
  if (table.rows.empty() || table.columns.empty()) return "";
  std::string html = fmt::format(
      "<h2>Policies</h2>\n<p class=\"soft\">Each kernel in each cell: the "
      "verdict on throughput and its ratio to <strong>{}</strong>, or in how "
      "many boots it starved; below it, and for {} alone, faults and "
      "migrate_to_ram() calls per page. Why stands under the pointer.</p>\n",
      Escaped(table.rows.front().label), Escaped(table.rows.front().label));
  for (size_t first = 0; first < table.columns.size();
       first += kColumnsOfTable) {
    const size_t count =
        std::min(kColumnsOfTable, table.columns.size() - first);
    html += "<div class=\"scroll\"><table class=\"policies\">\n";
    html += Head(Columns(table.columns).subspan(first, count));
    html += "<tbody>\n";
    for (size_t arm = 0; arm < table.rows.size(); ++arm) {
      const PolicyTable::Row& row = table.rows[arm];
      html += fmt::format("<tr><th class=\"word\">{}{}</th>", Dot(arm),
                          Escaped(row.label));
      for (size_t column = first; column < first + count; ++column) {
        html += Entry(row.entries[column]);
      }
      html += "</tr>\n";
    }
    html += "</tbody></table></div>\n";
  }
  return html;
}

}  // namespace hmmbench
