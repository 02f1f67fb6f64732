// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/model/model_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/test_run.h"
#include "analysis/test_schema.h"
#include "cmake/source_folder.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr const char* kControl =
    "fault_path/pages:64/access:read/delay_us:0/placement:packed";

std::string SamePage(int delay_us) {
  return "same_page/threads:2/pages:64/access:read/delay_us:" +
         std::to_string(delay_us);
}

// What a policy does in the cell with a delay, whatever the delay is.
struct Constructed {
  uint64_t faults = 4;  // a page
  uint64_t calls = 3;
  double slower = 1;       // than the plain cell
  double boots_apart = 0;  // share by which every second boot has more faults
};

struct Constructions {
  std::string clock = "real";
  int delay_us = 20;
  double fault_us = 8;
  int blocks = 2;
  std::map<std::string, Constructed> policies = {
      {"stock", {}},
      {"trylock", {.faults = 8, .calls = 1, .slower = 0.8}},
      {"wait", {.faults = 2, .calls = 1, .slower = 1.25}},
  };
  std::map<std::string, std::string> host = {{"cpus", "4"}};
  std::string more_axes;  // of the contended cell
  bool cut_off = false;
  bool finished_kernels = false;  // as a bundle has them
  std::map<std::string, std::string> facts = {};
};

CellRecord Measure(const Constructions& how, const std::string& policy,
                   int boot, const std::string& cell) {
  CellRecord record = PlainCell(cell);
  record.pages = 640;
  record.planned_rounds = record.rounds;
  record.planned_pages = record.pages;
  record.threads.resize(2);
  if (cell == kControl) {
    record.latency["cpu"].Clear();
    for (int i = 0; i < 1000; ++i) {
      record.latency["cpu"].Record(static_cast<uint64_t>(how.fault_us * 1000));
    }
    return record;
  }
  const Constructed& constructed = how.policies.at(policy);
  Stretch(constructed.slower * (1 + 0.01 * (boot % 3)), &record);
  const double more = boot % 2 == 1 ? 1 + constructed.boots_apart : 1;
  for (ThreadRecord& thread : record.threads) {
    thread.minor_faults =
        static_cast<uint64_t>(320.0 * more * constructed.faults);
  }
  record.device["migrate_to_ram"] = 640 * constructed.calls;
  if (how.cut_off && policy == "stock") {
    record.pages = 600;
    record.cut_off_by_ns = 100'000'000;
  }
  return record;
}

RunFolder Write(const Constructions& how, const TestFolder& folder) {
  TestRun run;
  run.labels = {"stock", "trylock", "wait"};
  run.cells = {kControl, SamePage(0) + how.more_axes,
               SamePage(how.delay_us) + how.more_axes};
  run.blocks = how.blocks;
  run.host = how.host;
  run.facts = how.facts;
  run.measure = [&](const ScheduledBoot& boot, const std::string& cell) {
    return Measure(how, run.labels[static_cast<size_t>(boot.variant)],
                   boot.boot, cell);
  };
  const RunFolder written = run.Write(folder.path());
  // The manifest of a test is that of a real clock.
  const std::filesystem::path manifest = written.path() / "run.json";
  std::ifstream stream(manifest);
  nlohmann::json json = nlohmann::json::parse(stream);
  json["clock"] = how.clock;
  json.erase("checksum");
  json.erase("crc32");
  if (how.finished_kernels) {
    for (auto& variant : json["arms"]) {
      variant["base"] = "image:/bundle/vmlinux";
      variant["policy"] = "stock";
      variant["kernel_release"] = "6.12.117";
    }
  }
  std::ofstream(manifest) << json.dump();
  return RunFolder::Open(written.path());
}

class ModelCheckTest : public testing::Test {
 protected:
  ModelCheckTest() {
    virtual_.clock = "virtual";
    virtual_.delay_us = 20;
    parallel_.delay_us = 30;
    parallel_.fault_us = 12;
  }

  ModelCheck Check() {
    return CheckModel(Write(virtual_, folder_), Write(parallel_, folder_),
                      {.pages = 50});
  }

  static const CheckedFigure& Figure(const ModelCheck& check,
                                     const std::string& policy,
                                     const std::string& name) {
    for (const CheckedPolicy& one : check.cells.back().policies) {
      if (one.label != policy) continue;
      for (const CheckedFigure& figure : one.figures) {
        if (figure.name == name) return figure;
      }
    }
    throw Error("no {} of {}", name, policy);
  }

  TestFolder folder_;
  Constructions virtual_;
  Constructions parallel_;
};

TEST_F(ModelCheckTest, HoldsWhereBothSayTheSame) {
  const ModelCheck check = Check();
  EXPECT_EQ(check.agreement, Agreement::kHolds);
  EXPECT_NEAR(check.virtual_fault_us, 8, 0.1);
  EXPECT_NEAR(check.parallel_fault_us, 12, 0.1);
  ASSERT_EQ(check.cells.size(), 2);
  EXPECT_EQ(check.cells[1].virtual_cell, SamePage(20));
  EXPECT_EQ(check.cells[1].parallel_cell, SamePage(30));
  EXPECT_NEAR(check.cells[1].delay_over_fault, 2.5, 0.01);
  const CheckedFigure& faults = Figure(check, "stock", "faults");
  EXPECT_NEAR(faults.on_virtual->value, 4, 1e-9);
  EXPECT_NEAR(faults.on_parallel->value, 4, 1e-9);
  EXPECT_GT(*faults.on_paper, 2);
  EXPECT_NEAR(Figure(check, "trylock", "speed").on_parallel->value, 1.25, 0.02);
  EXPECT_TRUE(check.warnings.empty());
}

TEST_F(ModelCheckTest, KnowsABundlesKernelsByTheirNames) {
  parallel_.finished_kernels = true;
  EXPECT_GT(Figure(Check(), "stock", "faults").on_paper.value(), 2);
}

// 8 us of one thread alone are 9 where faults are contended, so 30 us on the
// parallel CPUs, 2.5 of their faults, are 22 us.
TEST_F(ModelCheckTest, CountsWhatAContendedFaultIsCharged) {
  virtual_.facts = {{"page_fault_cost_ns", "1000"},
                    {"idle_exit_cost_ns", "90000"}};
  virtual_.delay_us = 22;
  const ModelCheck check = Check();
  EXPECT_NEAR(check.virtual_fault_us, 9, 0.1);
  EXPECT_NEAR(check.idle_exit_us.value(), 90, 1e-9);
  ASSERT_EQ(check.cells.size(), 2);
  EXPECT_EQ(check.cells[1].parallel_cell, SamePage(30));
  EXPECT_THAT(ModelCheckText(check),
              HasSubstr("To wake an idle CPU takes 90.0us"));
}

TEST_F(ModelCheckTest, AllowsStockAFactorOfTwoAndTheOthersLess) {
  virtual_.policies["stock"].faults = 7;     // 1.75
  virtual_.policies["trylock"].faults = 14;  // 1.75
  const ModelCheck check = Check();
  EXPECT_EQ(Figure(check, "stock", "faults").agreement, Agreement::kHolds);
  EXPECT_EQ(Figure(check, "trylock", "faults").agreement, Agreement::kFails);
  EXPECT_EQ(check.agreement, Agreement::kFails);
}

TEST_F(ModelCheckTest, TooFewIsAsFarAsTooMany) {
  virtual_.policies["stock"].faults = 1;
  EXPECT_EQ(Figure(Check(), "stock", "faults").agreement, Agreement::kFails);
}

TEST_F(ModelCheckTest, IsUndecidedWhereSingleBootsAgree) {
  virtual_.policies["trylock"] = {
      .faults = 8, .calls = 1, .slower = 0.8, .boots_apart = 2};
  parallel_.policies["trylock"].faults = 8;
  const ModelCheck check = Check();
  EXPECT_EQ(Figure(check, "trylock", "faults").agreement,
            Agreement::kUndecided);
  EXPECT_EQ(check.agreement, Agreement::kUndecided);
}

TEST_F(ModelCheckTest, FindsAWrongSign) {
  virtual_.policies["wait"].slower = 0.5;
  const ModelCheck check = Check();
  EXPECT_EQ(Figure(check, "wait", "speed").agreement, Agreement::kFails);
  EXPECT_EQ(Figure(check, "trylock", "speed").agreement, Agreement::kHolds);
  EXPECT_EQ(check.agreement, Agreement::kFails);
}

TEST_F(ModelCheckTest, AsksForNoSignInTheNoise) {
  parallel_.policies["wait"].slower = 1;
  virtual_.policies["wait"].slower = 0.5;
  const ModelCheck check = Check();
  EXPECT_FALSE(Figure(check, "wait", "speed").agreement);
  EXPECT_EQ(check.agreement, Agreement::kHolds);
}

TEST_F(ModelCheckTest, TakesNoSideOfABound) {
  virtual_.cut_off = true;
  EXPECT_EQ(Figure(Check(), "stock", "faults").agreement,
            Agreement::kUndecided);
  // More than so much is too much in any case.
  virtual_.policies["stock"].faults = 800;
  const ModelCheck check = Check();
  EXPECT_TRUE(Figure(check, "stock", "faults").on_virtual->bound);
  EXPECT_EQ(Figure(check, "stock", "faults").agreement, Agreement::kFails);
}

TEST_F(ModelCheckTest, ANamedDriverHasNoRaceOnPaper) {
  for (const char* const axes : {"/driver:xe", "/refuse_us:50"}) {
    virtual_.more_axes = parallel_.more_axes = axes;
    EXPECT_FALSE(Figure(Check(), "stock", "faults").on_paper) << axes;
  }
  virtual_.more_axes = parallel_.more_axes = "/driver:plain";
  EXPECT_TRUE(Figure(Check(), "stock", "faults").on_paper);
}

TEST_F(ModelCheckTest, SaysWhatHasNoLike) {
  parallel_.delay_us = 100;
  const ModelCheck check = Check();
  EXPECT_EQ(check.cells.size(), 1);
  ASSERT_EQ(check.warnings.size(), 1);
  EXPECT_THAT(check.warnings.front(), HasSubstr("has no counterpart"));
}

TEST_F(ModelCheckTest, RefusesRunsThatCannotBeWhatTheyAreGivenFor) {
  virtual_.clock = "real";
  EXPECT_THAT([&] { Check(); },
              ThrowsMessage<Error>(HasSubstr("not a run on the virtual")));
  virtual_.clock = "virtual";
  parallel_.clock = "virtual";
  EXPECT_THAT([&] { Check(); },
              ThrowsMessage<Error>(HasSubstr("not a run on a real clock")));
  parallel_.clock = "real";
  // The guest of a test run has four.
  parallel_.host["cpus"] = "2";
  EXPECT_THAT([&] { Check(); },
              ThrowsMessage<Error>(HasSubstr("never all ran")));
}

TEST_F(ModelCheckTest, NothingCountsOnABusyHost) {
  const RunFolder on_virtual = Write(virtual_, folder_);
  const RunFolder on_parallel = Write(parallel_, folder_);
  std::vector<std::string> warnings;
  RunFolder::Boot boot = on_parallel.ReadBoots(&warnings).front();
  boot.record.host = HostActivity{.cpus = 4, .others_s = 30};  // of 30 s
  on_parallel.WriteBoot(boot.record);
  const ModelCheck check = CheckModel(on_virtual, on_parallel, {.pages = 50});
  EXPECT_THAT(check.disturbed, HasSubstr("3.0 of 4 cores"));
  EXPECT_EQ(check.agreement, Agreement::kUndecided);
}

TEST_F(ModelCheckTest, WritesATextOfAtMost75ColumnsAndWhatTheSchemaSays) {
  const ModelCheck check = Check();
  const std::string text = ModelCheckText(check);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 75) << line;
  }
  EXPECT_THAT(text, HasSubstr("agree with CPUs that run in parallel"));
  EXPECT_THAT(text, HasSubstr("sign holds"));
  std::ifstream schema(HMMBENCH_SOURCE_FOLDER
                       "/analysis/model_check.schema.json");
  const nlohmann::json root = nlohmann::json::parse(schema);
  const nlohmann::json json = nlohmann::json::parse(ModelCheckJson(check));
  CheckSchema(json, root, root, "$");
  EXPECT_EQ(json["agreement"], "holds");
}

}  // namespace
}  // namespace hmmbench
