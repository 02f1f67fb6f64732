// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "analysis/comparison/comparison.h"
#include "analysis/test_run.h"
#include "analysis/test_schema.h"
#include "cmake/source_folder.h"

namespace hmmbench {
namespace {

using Json = nlohmann::json;

Json Report(const TestRun& run) {
  const TestFolder folder;
  return Json::parse(JsonReport(
      Compare({run.Write(folder.path())}, {.family = {.resamples = 200}})));
}

Json Schema() {
  std::ifstream file(HMMBENCH_SOURCE_FOLDER "/analysis/report.schema.json");
  return Json::parse(file);
}

TEST(JsonReport, FollowsItsSchema) {
  TestRun run;
  run.cells = {"same_page/threads:2", "same_page/threads:4"};
  run.blocks = 2;
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) {
      end = {BootState::kHung, "same_page/threads:4", "silent", {"stack"}};
    }
    return end;
  };
  const Json report = Report(run);
  CheckSchema(report, Schema(), Schema(), "report");
  EXPECT_EQ(report["cells"][1]["arms"][1]["verdict"], "inconclusive");
  EXPECT_EQ(report["cells"][1]["arms"][1]["boots_given_up"], 1);
  EXPECT_EQ(report["boots"][1]["open_cell"], "same_page/threads:4");
  EXPECT_EQ(report["partial"], false);
}

TEST(JsonReport, ASlowCellFollowsTheSchemaToo) {
  TestRun run;
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.variant == 1 ? SlowCell(cell, true) : PlainCell(cell);
  };
  const Json report = Report(run);
  CheckSchema(report, Schema(), Schema(), "report");
  const Json& wait = report["cells"][0]["arms"][1];
  EXPECT_EQ(wait["boots_slow"], wait["boots_given_up"]);
  EXPECT_EQ(wait["slow"]["seen"]["lacks"], "reader 0 is asleep (S)");
  EXPECT_FALSE(wait.contains("starvation"));
}

TEST(JsonReport, AStarvationFollowsTheSchemaToo) {
  TestRun run;
  run.cells = {"mixed_range/spinners:1", "same_page/threads:4"};
  run.continuations = {{.boot = 0, .variant = 1, .block = 0, .continues = 1}};
  run.cells_of = [](const ScheduledBoot& boot) {
    std::vector<std::string> cells = {"mixed_range/spinners:1",
                                      "same_page/threads:4"};
    if (boot.boot == 1) cells.pop_back();
    if (boot.continues >= 0) cells.erase(cells.begin());
    return cells;
  };
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    return boot.boot == 1 ? StarvedCell(cell, false) : PlainCell(cell);
  };
  run.end = [](const ScheduledBoot& boot) {
    TestRun::End end;
    if (boot.boot == 1) end = {BootState::kStarved, "", "silent", {}};
    return end;
  };
  const Json report = Report(run);
  CheckSchema(report, Schema(), Schema(), "report");
  EXPECT_EQ(report["partial"], false);
  EXPECT_EQ(report["boots"][4]["continues"], 1);
  const Json wait = report["cells"][0]["arms"][1];
  EXPECT_EQ(wait["verdict"], "starved");
  EXPECT_EQ(wait["boots_judged"], 2);
  EXPECT_EQ(wait["boots_starved"], 1);
  EXPECT_EQ(wait["boots_lost"], 1);
  EXPECT_EQ(wait["starvation"]["boot"], 1);
  EXPECT_EQ(wait["starvation"]["seen"]["faults"], 245'311);
  EXPECT_EQ(wait["starvation"]["seen"]["stacks"][1]["state"], "D");
  EXPECT_FALSE(report["cells"][1]["arms"][1].contains("starvation"));
}

TEST(JsonReport, HasTheNumbers) {
  const Json wait = Report(TestRun())["cells"][0]["arms"][1];
  EXPECT_EQ(wait["arm"], "wait");
  EXPECT_EQ(wait["touches_per_s"], 100'000.0);
  EXPECT_EQ(wait["retries_per_page"], 1.0);
  EXPECT_EQ(wait["migrate_to_ram_per_page"], 3.0);
  EXPECT_EQ(wait["throughput"]["ratio"], 1.0);
  EXPECT_EQ(wait["throughput"]["interval"]["level"], 0.95);
  EXPECT_EQ(wait["latency_ns"]["cpu"]["count"], 2000);
  EXPECT_TRUE(wait["latency_ns"]["cpu"].contains("p99"));
  // 2000 touches are too few for it.
  EXPECT_FALSE(wait["latency_ns"]["cpu"].contains("p99.9"));
  const Histogram histogram = Histogram::DecodeV2Compressed(
      wait["latency_ns"]["cpu"]["hdr_v2_compressed"].get<std::string>());
  EXPECT_EQ(histogram.count(), 2000U);
}

TEST(JsonReport, RepeatedCellsFollowTheSchemaToo) {
  TestRun run;
  for (const int variant : {0, 1}) {
    run.continuations.push_back(
        {.variant = variant, .block = 9, .seed = 1, .turn_us = 30});
  }
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    Stretch(boot.turn_us && boot.variant == 1 ? 0.5 : 1, &record);
    return record;
  };
  const Json report = Report(run);
  CheckSchema(report, Schema(), Schema(), "report");
  const Json& models = report["cells"][0]["arms"][1]["models"];
  EXPECT_EQ(models["models"], 1);
  EXPECT_EQ(models["throughput_ratio"]["low"], 2);
}

TEST(JsonReport, ACutOffCellHasBoundsAndFollowsTheSchema) {
  TestRun run;
  run.labels = {"stock", "wait", "other"};
  run.blocks = 2;
  run.measure = [](const ScheduledBoot& boot, const std::string& cell) {
    CellRecord record = boot.variant == 1 ? PlainCell(cell) : CutOffCell(cell);
    Stretch(boot.variant == 1 ? 1 : 20, &record);
    return record;
  };
  const Json report = Report(run);
  CheckSchema(report, Schema(), Schema(), "report");
  const Json stock = report["cells"][0]["arms"][0];
  EXPECT_EQ(stock["cut_off"]["boots"], 4);
  EXPECT_EQ(stock["cut_off"]["limit_ns"], 100'000'000);
  EXPECT_EQ(stock["cut_off"]["rounds"], 40);
  EXPECT_EQ(stock["cut_off"]["planned_rounds"], 160);
  EXPECT_EQ(stock["cut_off"]["pages"], 1000);
  EXPECT_EQ(stock["cut_off"]["planned_pages"], 4000);
  EXPECT_EQ(stock["cut_off"]["faults_per_page_at_least"], 0.5);
  EXPECT_EQ(stock["cut_off"]["touches_per_s_at_most"], 20'000.0);
  for (const char* const ratio :
       {"touches_per_s", "retries_per_page", "migrate_to_ram_per_page",
        "cpu_ns_per_page", "hardware_faults_per_page"}) {
    EXPECT_FALSE(stock.contains(ratio)) << ratio;
  }
  const Json latency = stock["latency_ns"]["cpu"];
  EXPECT_EQ(latency["unseen"], 12'000);
  EXPECT_FALSE(latency.contains("p99"));
  EXPECT_TRUE(latency["at_least"].contains("p99"));
  EXPECT_FALSE(latency["at_least"].contains("p50"));
  EXPECT_EQ(stock["page_return_ns"]["count"], 1000);
  EXPECT_EQ(stock["page_return_ns"]["unseen"], 3000);
  const Json wait = report["cells"][0]["arms"][1];
  EXPECT_FALSE(wait.contains("cut_off"));
  EXPECT_FALSE(wait.contains("page_return_ns"));
  EXPECT_EQ(wait["verdict"], "faster");
  EXPECT_EQ(wait["throughput"]["bound"], "at least");
  EXPECT_TRUE(wait["throughput"]["interval"].contains("low"));
  EXPECT_FALSE(wait["throughput"]["interval"].contains("high"));
  // Two that were cut off have no ratio.
  EXPECT_FALSE(report["cells"][0]["arms"][2].contains("throughput"));
  EXPECT_THAT(report["conclusion"].dump(),
              testing::HasSubstr("stock was CUT OFF in"));
}

TEST(JsonReport, WhatIsAbsentHasNoField) {
  TestRun run;
  run.measure = [](const ScheduledBoot&, const std::string& cell) {
    CellRecord record = PlainCell(cell);
    record.device.clear();
    return record;
  };
  const Json stock = Report(run)["cells"][0]["arms"][0];
  EXPECT_FALSE(stock.contains("migrate_to_ram_per_page"));
  EXPECT_FALSE(stock.contains("throughput"));
}

}  // namespace
}  // namespace hmmbench
