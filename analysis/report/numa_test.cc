// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analysis/comparison/cell_axes.h"
#include "analysis/report/sections.h"
#include "analysis/report/test_document.h"

namespace hmmbench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Numa(const Comparison& comparison) {
  return HtmlOf(NumaSection, comparison);
}

void AddCell(const std::string& name, uint64_t touch_ns, double retries,
             Comparison* comparison) {
  CellComparison& cell = comparison->cells.emplace_back();
  cell.cell = name;
  cell.scenario = ScenarioOf(name);
  for (const auto& [axis, value] : AxesOf(name)) cell.axes[axis] = value;
  cell.variants.resize(comparison->variants.size());
  for (int i = 0; i < 100; ++i)
    cell.variants[0].latency["cpu"].Record(touch_ns);
  cell.variants[0].retries_per_page = retries;
}

// Two nodes of each kind; the first kernel measured all of it, the second
// nothing. A touch takes 100 us, and 50 more for each memory that is remote.
Comparison Matrix() {
  Comparison comparison;
  comparison.manifest.fidelity = "virtualised";
  comparison.variants.resize(2);
  comparison.variants[0].label = "<stock>";
  comparison.variants[1].label = "never_booted";
  for (int cpu = 0; cpu < 2; ++cpu) {
    for (int system = 0; system < 2; ++system) {
      for (int device = 0; device < 2; ++device) {
        AddCell(fmt::format("numa_matrix/threads:1/cpu_node:{}/system_node:{}/"
                            "device_node:{}",
                            cpu, system, device),
                100'000 + 50'000 * ((cpu != system) + (cpu != device)), 0,
                &comparison);
      }
    }
  }
  return comparison;
}

TEST(NumaSection, NothingWithoutCellsThatCrossNodes) {
  Comparison comparison;
  comparison.variants.resize(1);
  AddCell("same_page/threads:4", 1000, 1, &comparison);
  AddCell("numa_matrix/cpu_node:0/system_node:0", 1000, 1, &comparison);
  EXPECT_EQ(Numa(comparison), "");
}

TEST(NumaSection, AMapForEachKernelThatMeasured) {
  EXPECT_THAT(
      Numa(Matrix()),
      AllOf(HasSubstr("&lt;stock&gt;, numa_matrix"),
            HasSubstr("<th>0/0</th><th>0/1</th><th>1/0</th>"),
            // Twice the smallest is as dark as it gets; the half is half.
            HasSubstr("<tr><th class=\"word\">0</th><td "
                      "style=\"--heat:0%\">100\u202fµs</td>"
                      "<td style=\"--heat:38%\">150\u202fµs</td>"
                      "<td style=\"--heat:38%\">150\u202fµs</td>"
                      "<td style=\"--heat:75%\">200\u202fµs</td></tr>"),
            HasSubstr("Faults per page"),
            HasSubstr("<td style=\"--heat:0%\">1.00</td>"),
            Not(HasSubstr("never_booted")), Not(HasSubstr("emulated"))));
}

TEST(NumaSection, TheOtherAxesHaveMapsOfTheirOwn) {
  Comparison comparison = Matrix();
  AddCell("numa_matrix/threads:2/cpu_node:0/system_node:0/device_node:0", 1, 3,
          &comparison);
  AddCell("numa_matrix/threads:2/cpu_node:1/system_node:0/device_node:0", 1, 7,
          &comparison);
  const std::string html = Numa(comparison);
  EXPECT_THAT(html, AllOf(HasSubstr("numa_matrix threads:1"),
                          HasSubstr("numa_matrix threads:2")));
  // A place that was not measured is empty, not 0.
  EXPECT_THAT(
      html,
      HasSubstr(
          "<tr><th class=\"word\">1</th><td style=\"--heat:75%\">8.00</td>"
          "<td>-</td><td>-</td><td>-</td></tr>"));
}

TEST(NumaSection, SmallDifferencesStayPale) {
  Comparison comparison;
  comparison.variants.resize(1);
  AddCell("numa_matrix/cpu_node:0/system_node:0", 100'000, 0, &comparison);
  AddCell("numa_matrix/cpu_node:1/system_node:0", 110'000, 0, &comparison);
  EXPECT_THAT(Numa(comparison),
              HasSubstr("<td style=\"--heat:15%\">110\u202fµs</td>"));
}

TEST(NumaSection, SaysWhereDistanceCannotShow) {
  Comparison comparison = Matrix();
  comparison.manifest.fidelity = "emulated";
  EXPECT_THAT(Numa(comparison), HasSubstr("distance does not show"));
}

}  // namespace
}  // namespace hmmbench
