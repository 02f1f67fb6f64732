// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/html_causes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "analysis/cell_axes.h"
#include "analysis/gnuplot.h"
#include "analysis/html_pieces.h"
#include "analysis/notation.h"

namespace hmmbench {
namespace {

struct Cause {
  const char* head;
  const char* meaning;
  std::optional<double> (*per_page)(const CellSummary&);
};

// The ways into the kernel, then what came of the attempts.
const std::array<Cause, 6>& Causes() {
  static const std::array<Cause, 6> causes = {{
      {"hardware faults", "exceptions of CPU threads",
       [](const CellSummary& summary) {
         return summary.accounting.hardware_faults_per_page;
       }},
      {"attempts in the kernel",
       "of hmm_range_fault() for a device, without an exception",
       [](const CellSummary& summary) {
         return summary.accounting.in_kernel_attempts_per_page;
       }},
      {"migrate_\u200bto_ram() calls", "of the driver",
       [](const CellSummary& summary) {
         return summary.migrate_to_ram_per_page;
       }},
      {"that moved nothing", "calls of migrate_to_ram() that came too late",
       [](const CellSummary& summary) {
         return summary.accounting.failed_migrations_per_page;
       }},
      {"-EBUSY", "of hmm_range_fault(), after a second of retries",
       [](const CellSummary& summary) {
         return summary.accounting.device_busy_per_page;
       }},
      {"invalidated", "device faults begun again after an invalidation",
       [](const CellSummary& summary) {
         return summary.accounting.notifier_retries_per_page;
       }},
  }};
  return causes;
}

// Pixels: 0 has no bar, the smallest part of a page that is shown a short one.
constexpr double kWidest = 80;
constexpr double kLeast = 0.01;

double WidthOf(double per_page, double most) {
  if (per_page <= kLeast) return per_page > 0 ? 1 : 0;
  return 1 + (kWidest - 1) * std::log(per_page / kLeast) /
                 std::log(std::max(most, 2 * kLeast) / kLeast);
}

std::string Bar(std::optional<double> per_page, double most, size_t arm) {
  if (!per_page) return fmt::format("<td class=\"bar\">{}</td>", kAbsent);
  return fmt::format(
      "<td class=\"bar\"><span style=\"width:{:.0f}px;background:{}\"></span>"
      "{}</td>",
      WidthOf(*per_page, most), ArmColour(arm), Count(*per_page));
}

}  // namespace

std::string HtmlCauses(const Comparison& comparison) {
  std::vector<const Cause*> shown;
  double most = 0;
  for (const Cause& cause : Causes()) {
    double most_here = 0;
    for (const CellComparison& cell : comparison.cells) {
      if (!IsContended(cell)) continue;
      for (const CellSummary& summary : cell.arms) {
        most_here = std::max(most_here, cause.per_page(summary).value_or(0));
      }
    }
    if (most_here > 0) shown.push_back(&cause);
    most = std::max(most, most_here);
  }
  if (shown.empty()) return "";
  std::string html =
      "<h2>Retries by cause</h2>\n<p class=\"soft\">Of the contended cells, "
      "per page that was faulted back. Bars are logarithmic and alike in all "
      "columns; what could not be counted has a dash.</p>\n"
      "<div class=\"scroll\"><table class=\"causes\">\n<thead><tr>"
      "<th class=\"word\">cell</th><th class=\"word\">kernel</th>";
  for (const Cause* cause : shown) {
    html += fmt::format("<th class=\"word\" title=\"{}\">{}</th>",
                        Escaped(cause->meaning), cause->head);
  }
  html += "</tr></thead>\n";
  for (const ScenarioCells& group : GroupByScenario(comparison)) {
    std::string rows;
    for (const CellComparison* cell : group.cells) {
      if (!IsContended(*cell)) continue;
      for (size_t arm = 0; arm < cell->arms.size(); ++arm) {
        rows += fmt::format(
            "<tr{}><th class=\"word\">{}</th><td class=\"word\">{}{}</td>",
            arm + 1 == cell->arms.size() ? "" : " class=\"inner\"",
            arm == 0 ? Escaped(HtmlRowName(group, *cell)) : "", Dot(arm),
            Escaped(comparison.arms[arm].label));
        for (const Cause* cause : shown) {
          rows += Bar(cause->per_page(cell->arms[arm]), most, arm);
        }
        rows += "</tr>\n";
      }
    }
    if (rows.empty()) continue;
    html += "<tbody>\n" + HtmlScenarioRow(group, 2 + shown.size()) + rows +
            "</tbody>\n";
  }
  return html + "</table></div>\n";
}

}  // namespace hmmbench
