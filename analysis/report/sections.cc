// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "analysis/comparison/comparison.h"
#include "analysis/report/document.h"
#include "analysis/report/html.h"
#include "analysis/report/text.h"

namespace hmmbench {

std::span<const ReportSection> ReportSections() {
#define HMMBENCH_LIST_SECTION(name) ReportSection{#name, name##Section},
  static constexpr std::array kSections = {
      HMMBENCH_REPORT_SECTIONS(HMMBENCH_LIST_SECTION)};
#undef HMMBENCH_LIST_SECTION
  return kSections;
}

namespace {

bool IsPartOf(std::string_view section, Extent extent) {
  // A terminal's page has the first two sections in one of its own.
  if (section == "Brief") return extent == Extent::kPage;
  if (extent == Extent::kAll) return true;
  static constexpr std::array<std::string_view, 3> kMail = {
      "Conclusion", "Summary", "Repeat"};
  static constexpr std::array<std::string_view, 2> kBoth = {"Starvations",
                                                            "Slow"};
  return std::ranges::find(kBoth, section) != kBoth.end() ||
         (extent == Extent::kMail &&
          std::ranges::find(kMail, section) != kMail.end());
}

}  // namespace

Document ComparisonDocument(const Comparison& comparison, Extent extent) {
  const Manifest& manifest = comparison.manifest;
  Document document;
  document.title = comparison.title;
  document.subtitle = fmt::format("hmmbench {}, run {}, {}", SuiteOf(manifest),
                                  manifest.id, manifest.created);
  if (comparison.partial) {
    document.badges.emplace_back("partial", Tone::kAlarm);
  }
  if (extent == Extent::kPage) document.subtitle = "run " + manifest.id;
  for (const std::string& badge :
       {"plan " + manifest.plan, manifest.clock + " clock",
        "fidelity: " + manifest.fidelity,
        fmt::format("{} boots", comparison.boots.size()),
        fmt::format("margin {:.3g} %", comparison.margin * 100)}) {
    document.badges.emplace_back(badge, Tone::kPlain);
  }
  for (const ReportSection& section : ReportSections()) {
    if (IsPartOf(section.name, extent)) section.write(comparison, document);
  }
  if (extent != Extent::kAll) document.Add(Footnotes{});
  return document;
}

std::string HtmlReport(const Comparison& comparison) {
  return PrintHtml(ComparisonDocument(comparison));
}

std::string TextReport(const Comparison& comparison, bool full) {
  return PrintText(
      ComparisonDocument(comparison, full ? Extent::kAll : Extent::kMail));
}

std::string TerminalReport(const Comparison& comparison, int columns,
                           bool colour, bool full) {
  // A table narrower than this cannot be read, and wider lines are hard to
  // follow.
  constexpr int kNarrowest = 60;
  constexpr int kWidest = 140;
  return PrintText(
      ComparisonDocument(comparison, full ? Extent::kAll : Extent::kPage),
      {static_cast<size_t>(std::clamp(columns, kNarrowest, kWidest)), colour});
}

}  // namespace hmmbench
