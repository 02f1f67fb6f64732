// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Every section says the same in every format.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <regex>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "analysis/comparison/cell_figures.h"
#include "analysis/comparison/comparison.h"
#include "analysis/report/document.h"
#include "analysis/report/html.h"
#include "analysis/report/html_pieces.h"
#include "analysis/report/sections.h"
#include "analysis/report/text.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

using ::testing::HasSubstr;

// Three kernels, of which one starves, is cut off and is slow somewhere, with
// devices, NUMA nodes, interleavings and models: every section has something.
Comparison Rich() {
  TestRun run;
  run.labels = {"stock", "trylock", "wait"};
  run.blocks = 3;
  run.cells = {"fault_path/pages:64",
               "same_page/threads:2/pages:64",
               "same_page/threads:4/pages:64",
               "cpu_vs_device/threads:2/devices:1",
               "mixed_range/variant:fifo",
               "mixed_range/variant:long_read",
               "numa_matrix/cpu_node:0/system_node:0/device_node:0",
               "numa_matrix/cpu_node:1/system_node:0/device_node:0"};
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    if (boot.variant == 1 && cell.ends_with("fifo")) {
      return StarvedCell(cell, /*rescued=*/true);
    }
    if (boot.variant == 0 && cell.ends_with("long_read")) {
      return SlowCell(cell, /*rescued=*/true);
    }
    const bool cut =
        boot.variant == 0 && cell.starts_with("same_page/threads:4");
    CellRecord record = cut ? CutOffCell(cell) : PlainCell(cell);
    Stretch(cut ? 20 : 1 + 0.1 * boot.variant + 0.01 * boot.boot, &record);
    if (cell.starts_with("cpu_vs_device")) {
      record.latency["device"] = record.latency["cpu"];
      record.device["migrating_faults"] = 300;
      record.device["losing_faults"] = 200;
    }
    return record;
  };
  const TestFolder folder;
  Comparison comparison =
      Compare({run.Write(folder.path())}, {.family = {.resamples = 200}});
  CellSummary& summary = comparison.cells[1].variants[2];
  summary.models = ModelSpread{.models = 6,
                               .faults_per_page = Interval{1.9, 4.2},
                               .calls_per_page = Interval{1, 1},
                               .throughput_ratio = Interval{1.5, 2.5},
                               .faults_ratio = std::nullopt};
  summary.seeds = SeedSpread{
      .seeds = 50,
      .different = 49,
      .retries_per_page = {.lowest = 1.5, .median = 2.5, .highest = 8},
      .p99_ns = Spread{.lowest = 100, .median = 200, .highest = 300},
      .longest_ns = {.lowest = 1000, .median = 2000, .highest = 3000}};
  comparison.warnings.emplace_back("a warning of the test");
  return comparison;
}

// Without markup, and quantities as in text.
std::string Stripped(std::string html) {
  html = std::regex_replace(html, std::regex("<sup>.*?</sup>"), "");
  html = std::regex_replace(html, std::regex("<[^>]*>"), " ");
  for (const auto& [from, to] : {std::pair{"\u202f", ""},
                                 {"µ", "u"},
                                 {"≥", ">="},
                                 {"≤", "<="},
                                 {"&lt;", "<"},
                                 {"&gt;", ">"},
                                 {"&#39;", "'"},
                                 {"&quot;", "\""},
                                 {"&amp;", "&"}}) {
    html = std::regex_replace(html, std::regex(from), to);
  }
  return std::regex_replace(html, std::regex("\\s+"), " ");
}

std::vector<std::string> RowsOf(const std::string& html) {
  std::vector<std::string> rows;
  for (size_t at = html.find("<tr"); at != std::string::npos;
       at = html.find("<tr", at + 1)) {
    rows.push_back(Stripped(html.substr(at, html.find("</tr>", at) - at)));
  }
  return rows;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(std::regex_replace(line, std::regex("\\s+"), " "));
  }
  return lines;
}

// All of `parts` stand in it, in this order.
bool Holds(const std::string& line, const std::vector<std::string>& parts) {
  size_t at = 0;
  for (const std::string& part : parts) {
    const size_t found = line.find(part, at);
    if (found == std::string::npos) return false;
    at = found + part.size();
  }
  return true;
}

bool AnyHolds(const std::vector<std::string>& lines,
              const std::vector<std::string>& parts) {
  return std::ranges::any_of(
      lines, [&parts](const auto& line) { return Holds(line, parts); });
}

void ExpectSame(const CellTable& table, const std::string& html,
                const std::string& text) {
  const auto rows = RowsOf(html);
  const auto lines = LinesOf(text);
  for (const CellTable::Figure& figure : table.figures) {
    EXPECT_THAT(html, HasSubstr(Escaped(figure.head)));
  }
  for (size_t group = 0; group < table.groups.size(); ++group) {
    const CellTable::Group& cells = table.groups[group];
    for (size_t row = 0; row < cells.rows.size(); ++row) {
      // In HTML a line has all figures of a cell on a kernel ...
      for (size_t kernel = 0; kernel < table.kernels.size(); ++kernel) {
        std::vector<std::string> parts = {table.kernels[kernel]};
        for (const CellTable::Figure& figure : table.figures) {
          if (kernel < figure.first_kernel) continue;
          const Entry& entry =
              figure.values[group][row][kernel - figure.first_kernel];
          if (!IsPresent(entry)) continue;
          if (entry.text != kAbsent) parts.push_back(entry.text);
          if (!entry.word.empty()) parts.push_back(entry.word);
        }
        if (parts.size() == 1) continue;
        EXPECT_TRUE(AnyHolds(rows, parts))
            << fmt::format("{}", fmt::join(parts, " ... ")) << " of "
            << cells.name << " is not in\n"
            << fmt::format("{}", fmt::join(rows, "\n"));
      }
      // ... and in text one figure of a cell on all kernels.
      for (const CellTable::Figure& figure : table.figures) {
        std::vector<std::string> parts = cells.rows[row];
        const size_t axes = parts.size();
        for (const Entry& entry : figure.values[group][row]) {
          if (!IsPresent(entry)) continue;
          if (entry.text != kAbsent) parts.push_back(entry.text);
          if (!entry.word.empty() && entry.tone != Tone::kAlarm) {
            parts.push_back(entry.word);
          }
        }
        if (parts.size() == axes) continue;
        EXPECT_TRUE(AnyHolds(lines, parts))
            << figure.caption << " of " << cells.name;
        EXPECT_THAT(text, HasSubstr(figure.caption));
      }
    }
  }
}

void ExpectSame(const Table& table, const std::string& html,
                const std::string& text) {
  const auto rows = RowsOf(html);
  const auto lines = LinesOf(text);
  for (const Table::Row& row : table.rows) {
    for (const Entry& entry : row.values) {
      if (!IsPresent(entry)) continue;
      std::vector<std::string> parts = {row.names.front()};
      if (!entry.text.empty() && entry.text != kAbsent) {
        parts.push_back(entry.text);
      }
      EXPECT_TRUE(AnyHolds(rows, parts)) << parts.back();
      EXPECT_TRUE(AnyHolds(lines, parts)) << parts.back();
    }
  }
}

TEST(Formats, EverySectionSaysTheSameInAll) {
  const Comparison comparison = Rich();
  for (const ReportSection& section : ReportSections()) {
    SCOPED_TRACE(section.name);
    Document document;
    section.write(comparison, document);
    EXPECT_FALSE(document.blocks.empty()) << "the test shows nothing of it";
    document.Add(Footnotes{});
    const std::string html = PrintHtml(document);
    const std::string text = PrintText(document, {.width = 600});
    const std::string stripped = Stripped(html);
    for (const Block& block : document.blocks) {
      if (const auto* cells = std::get_if<CellTable>(&block)) {
        ExpectSame(*cells, html, text);
      } else if (const auto* table = std::get_if<Table>(&block)) {
        ExpectSame(*table, html, text);
      } else if (const auto* bullets = std::get_if<Bullets>(&block)) {
        for (const Bullets::Item& item : bullets->items) {
          EXPECT_THAT(stripped, HasSubstr(item.text));
          EXPECT_THAT(text, HasSubstr(item.text));
        }
      } else if (const auto* facts = std::get_if<Facts>(&block)) {
        for (const auto& [name, value] : facts->facts) {
          EXPECT_TRUE(Holds(stripped, {name, value})) << name;
          EXPECT_TRUE(AnyHolds(LinesOf(text), {name, value})) << name;
        }
      }
    }
  }
}

// What is in the list of figures is shown, wherever it is measured.
TEST(Formats, EveryFigureIsShownInAll) {
  const Comparison comparison = Rich();
  const std::string html = HtmlReport(comparison);
  const std::string text = TextReport(comparison);
  const std::string json = JsonReport(comparison);
  for (const CellFigure& figure : CellFigures()) {
    const bool any = std::ranges::any_of(
        comparison.cells, [&figure](const CellComparison& cell) {
          return std::ranges::any_of(
              cell.variants, [&](const CellSummary& variant) {
                return figure.value(variant).value_or(0) != 0;
              });
        });
    if (!any) continue;
    EXPECT_THAT(html, HasSubstr(Escaped(figure.head)));
    EXPECT_THAT(LinesOf(text), testing::Contains(HasSubstr(
                                   std::string(figure.caption.substr(0, 40)))));
    EXPECT_THAT(json, HasSubstr(fmt::format("\"{}\"", figure.name)));
  }
}

}  // namespace
}  // namespace hmmbench
