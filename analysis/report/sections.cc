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

// True for the conclusions and the verdicts that they rest on.
bool IsBrief(std::string_view section) {
  static constexpr std::array<std::string_view, 4> kBrief = {
      "Conclusion", "Policies", "Starvations", "Slow"};
  return std::ranges::find(kBrief, section) != kBrief.end();
}

}  // namespace

Document ComparisonDocument(const Comparison& comparison, bool brief) {
  const Manifest& manifest = comparison.manifest;
  Document document;
  document.title = comparison.title;
  document.subtitle = fmt::format("hmmbench {}, run {}, {}", SuiteOf(manifest),
                                  manifest.id, manifest.created);
  if (comparison.partial) {
    document.badges.emplace_back("partial", Tone::kAlarm);
  }
  for (const std::string& badge :
       {"plan " + manifest.plan, manifest.clock + " clock",
        "fidelity: " + manifest.fidelity,
        fmt::format("{} boots", comparison.boots.size()),
        fmt::format("margin {:.3g} %", comparison.margin * 100)}) {
    document.badges.emplace_back(badge, Tone::kPlain);
  }
  for (const ReportSection& section : ReportSections()) {
    if (!brief || IsBrief(section.name)) section.write(comparison, document);
  }
  return document;
}

std::string HtmlReport(const Comparison& comparison) {
  return PrintHtml(ComparisonDocument(comparison));
}

std::string TextReport(const Comparison& comparison) {
  return PrintText(ComparisonDocument(comparison));
}

std::string TerminalReport(const Comparison& comparison, int columns,
                           bool colour, bool full) {
  // A table narrower than this cannot be read, and wider lines are hard to
  // follow.
  constexpr int kNarrowest = 60;
  constexpr int kWidest = 140;
  return PrintText(
      ComparisonDocument(comparison, /*brief=*/!full),
      {static_cast<size_t>(std::clamp(columns, kNarrowest, kWidest)), colour});
}

}  // namespace hmmbench
