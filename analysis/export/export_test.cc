// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Each format is read by what others wrote, where this machine has it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "analysis/export/export_format.h"
#include "analysis/export/export_rows.h"
#include "analysis/test_run.h"
#include "analysis/trend/quantity.h"
#include "fixtures/base/child.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* kPlain = "same_page/threads:4/pages:64/access:read";
constexpr const char* kStarving = "mixed_range/threads:2";
// Every format has to quote something of it.
constexpr const char* kOddLabel = "it's, \"new\"";

class ExportTest : public ::testing::Test {
 protected:
  // Two kernels, two boots each; the second kernel starves in the second cell,
  // and its boots are the slower the later they are.
  [[nodiscard]] ExportTable Table() const {
    TestRun run;
    run.labels = {"stock", kOddLabel};
    run.cells = {kPlain, kStarving};
    run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
      if (boot.variant == 1 && cell == kStarving) {
        return StarvedCell(cell, true);
      }
      CellRecord record = PlainCell(cell);
      if (boot.variant == 1) Stretch(1.0 + boot.boot, &record);
      return record;
    };
    return ReadExportTable({run.Write(folder_.path())});
  }

  // What a program prints that reads `text`, whose file is its last argument.
  std::string Read(const std::string& text,
                   std::vector<std::string> program) const {
    const fs::path file = folder_.path() / "exported";
    std::ofstream(file, std::ios::binary) << text;
    program.push_back(file);
    const ChildResult result = RunChild({.arguments = program}, nullptr);
    EXPECT_EQ(result.exit_code, 0) << result.output;
    return result.output;
  }

  static bool Has(const std::string& program) {
    try {
      return RunChild({.arguments = {program, "--version"}}, nullptr)
                 .exit_code == 0;
    } catch (const Error&) {
      return false;
    }
  }

  TestFolder folder_;
};

TEST_F(ExportTest, PythonReadsTheCsv) {
  if (!Has("python3")) GTEST_SKIP() << "no python3";
  const json rows = json::parse(
      Read(WriteCsv(Table()),
           {"python3", "-c",
            "import csv, json, sys\n"
            "print(json.dumps(list(csv.DictReader(open(sys.argv[1], "
            "newline='')))))"}));
  std::vector<std::string> values;
  std::set<std::string> metrics;
  int starved = 0;
  for (const json& row : rows) {
    if (row["outcome"] == "starved") {
      ++starved;
      EXPECT_EQ(row["value"], "");
      EXPECT_EQ(row["kernel"], kOddLabel);
    }
    if (row["cell"] == kPlain && row["kernel"] == "stock") {
      metrics.insert(row["metric"]);
      if (row["metric"] == "throughput") {
        EXPECT_EQ(row["unit"], "1/s");
        values.push_back(row["value"]);
      }
      if (row["metric"] == "retries") {
        EXPECT_EQ(row["unit"], "1/page");
        EXPECT_EQ(row["value"], "2");  // 500 faults on 250 pages
      }
    }
  }
  // 1000 touches in 10 rounds of 1 ms.
  EXPECT_EQ(values, (std::vector<std::string>{"100000", "100000"}));
  EXPECT_EQ(starved, 2);
  // No metric is named in a format: each that has a value is there.
  const CellRecord plain = PlainCell(kPlain);
  for (const std::string& name : QuantityNames()) {
    if (QuantityFromString(name).ValueOf(plain, false)) {
      EXPECT_TRUE(metrics.contains(name)) << name;
    }
  }
  EXPECT_GE(metrics.size(), 6U);
}

TEST_F(ExportTest, SqliteReadsTheSqlAndKeepsARunOnce) {
  if (!Has("sqlite3")) GTEST_SKIP() << "no sqlite3";
  const ExportTable table = Table();
  // Twice into the same file.
  const std::string read = Read(
      WriteSql(table),
      {"sh", "-c",
       "for i in 1 2; do sqlite3 -bail \"$0.db\" <\"$0\" || exit; done; "
       "sqlite3 \"$0.db\" \"SELECT count(*) FROM measurement; "
       "SELECT DISTINCT kernel FROM measurement WHERE outcome = 'starved'; "
       "SELECT typeof(value), value FROM measurement WHERE metric = "
       "'throughput' AND kernel = 'stock' AND cell LIKE 'same_page%'\""});
  EXPECT_EQ(read, std::to_string(table.rows.size()) + "\n" + kOddLabel +
                      "\ninteger|100000\ninteger|100000\n");
}

TEST_F(ExportTest, OpenMetricsHasEachFamilyOnceAndSeconds) {
  const std::string text = WriteOpenMetrics(Table());
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE hmmbench_throughput gauge\n"));
  EXPECT_THAT(text, HasSubstr("# UNIT hmmbench_p99_seconds seconds\n"));
  EXPECT_THAT(text, HasSubstr("kernel=\"it's, \\\"new\\\"\",cell=\""));
  EXPECT_THAT(text, HasSubstr("boot=\"0\",visit=\"0\"} 100000\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE hmmbench_cell_without_value gauge\n"));
  std::set<std::string> families;
  const std::regex type("# TYPE ([a-z0-9_]+) gauge\n");
  for (std::sregex_iterator i(text.begin(), text.end(), type), end; i != end;
       ++i) {
    EXPECT_TRUE(families.insert((*i)[1]).second) << (*i)[1];
  }
  EXPECT_GE(families.size(), 7U);
}

TEST_F(ExportTest, PrometheusReadsTheOpenMetrics) {
  if (!Has("python3")) GTEST_SKIP() << "no python3";
  const std::string read =
      Read(WriteOpenMetrics(Table()),
           {"python3", "-c",
            "import sys\n"
            "try:\n"
            "  from prometheus_client.openmetrics import parser\n"
            "except ImportError:\n"
            "  print('absent'); sys.exit()\n"
            "for f in parser.text_string_to_metric_families("
            "open(sys.argv[1]).read()):\n"
            "  if f.name == 'hmmbench_throughput':\n"
            "    print('%g' % max(s.value for s in f.samples))"});
  if (read == "absent\n") GTEST_SKIP() << "no python3-prometheus-client";
  EXPECT_EQ(read, "100000\n");
}

TEST_F(ExportTest, KcidbHasTheSchemasFields) {
  const json report = json::parse(WriteKcidb(Table()));
  EXPECT_EQ(report["version"], json({{"major", 5}, {"minor", 3}}));
  EXPECT_THAT(report["checkouts"], SizeIs(2));
  EXPECT_THAT(report["builds"], SizeIs(2));
  std::set<std::string> builds;
  for (const json& build : report["builds"]) builds.insert(build["id"]);
  const std::regex id("[a-z0-9_]+:.*");
  const std::regex path("[a-zA-Z0-9_-]+([.][a-zA-Z0-9_-]+)*");
  std::set<std::string> ids;
  int failed = 0;
  for (const json& test : report["tests"]) {
    EXPECT_TRUE(std::regex_match(test["id"].get<std::string>(), id));
    EXPECT_TRUE(ids.insert(test["id"]).second) << test["id"];
    EXPECT_TRUE(builds.contains(test["build_id"]));
    EXPECT_TRUE(std::regex_match(test["path"].get<std::string>(), path))
        << test["path"];
    if (test["status"] == "FAIL") {
      ++failed;
      EXPECT_FALSE(test.contains("number"));
      EXPECT_EQ(test["comment"], "starved");
    } else {
      EXPECT_EQ(test["status"], "DONE");
      EXPECT_TRUE(test["number"]["value"].is_number());
    }
    if (test["misc"]["metric"] == "cpu") {
      EXPECT_EQ(test["number"]["unit"], "s/page");
      EXPECT_EQ(test["number"]["prefix"], "metric");
    }
  }
  EXPECT_EQ(failed, 2);
}

TEST_F(ExportTest, BmfHasMedianAndRangeOfTheBoots) {
  const json report = json::parse(WriteBmf(Table()));
  EXPECT_EQ(report["stock/" + std::string(kPlain)]["throughput"],
            json({{"value", 100000.0},
                  {"lower_value", 100000.0},
                  {"upper_value", 100000.0}}));
  const json& odd =
      report[kOddLabel + ("/" + std::string(kPlain))]["throughput"];
  EXPECT_LT(odd["lower_value"], odd["value"]);
  EXPECT_LT(odd["value"], odd["upper_value"]);
  EXPECT_FALSE(report.contains(kOddLabel + ("/" + std::string(kStarving))));
}

TEST_F(ExportTest, MarkdownHasAKernelAColumnAndTellsStarvation) {
  const std::string text = WriteMarkdown(Table());
  EXPECT_THAT(text, HasSubstr("| cell | metric | stock | it's, \"new\" |\n"
                              "|---|---|---:|---:|\n"));
  EXPECT_THAT(text, HasSubstr("| same\\_page | touches/s | 100k | "));
  EXPECT_THAT(text, HasSubstr("| mixed\\_range | outcome | - | starved |\n"));
  EXPECT_LE(std::ranges::count(text, '\n'), 20);
  // Folded: all but throughput.
  EXPECT_LT(text.find("touches/s"), text.find("<details>"));
  EXPECT_GT(text.find("faults per page"), text.find("<details>"));
}

TEST_F(ExportTest, ARepetitionWithOtherTurnsIsNoBootOfTheComparison) {
  ExportTable table = Table();
  const size_t tests = json::parse(WriteKcidb(table))["tests"].size();
  ExportRow row = table.rows.front();
  row.boot.turn_us = 3;
  table.rows.push_back(row);
  EXPECT_EQ(json::parse(WriteKcidb(table))["tests"].size(), tests);
  EXPECT_THAT(WriteCsv(table), HasSubstr(",3,,"));
}

TEST_F(ExportTest, ABoundIsNoFigure) {
  TestRun run;
  run.measure = [](const ScheduledBoot&, const std::string& cell) {
    return CutOffCell(cell);
  };
  const ExportTable table = ReadExportTable({run.Write(folder_.path())});
  EXPECT_THAT(WriteCsv(table), HasSubstr(",<="));
  EXPECT_FALSE(json::parse(WriteBmf(table)).dump().find("throughput") !=
               std::string::npos);
}

TEST(ExportFormatTest, UnknownNameHasNearMatches) {
  EXPECT_EQ(ExportFormatFromString("csv").name, "csv");
  try {
    ExportFormatFromString("markdwon");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("markdown"));
  }
}

TEST(ExportFormatTest, NumbersComeBackToTheBit) {
  for (const double value : {0.1, 1.0 / 3, 1e300, 5e-324, 123456789.125}) {
    EXPECT_EQ(std::strtod(ExactNumber(value).c_str(), nullptr), value);
  }
  EXPECT_EQ(ExactNumber(100000), "100000");
}

}  // namespace
}  // namespace hmmbench
