// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "benchmarks/harness/scenario.h"
#include "cmake/source_folder.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

const std::filesystem::path kPlans =
    std::filesystem::path(HMMBENCH_SOURCE_FOLDER) / "benchmarks" / "plans";

class PlanTest : public ::testing::Test {
 protected:
  ~PlanTest() override { std::filesystem::remove(file_); }

  [[nodiscard]] std::filesystem::path File(const std::string& text) const {
    std::ofstream(file_) << text;
    return file_;
  }
  // What is wrong with a plan of this text.
  [[nodiscard]] std::string Complaint(const std::string& text) const {
    try {
      ReadPlan(File(text));
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path file_ =
      std::filesystem::path(::testing::TempDir()) /
      ("plan_test." + std::to_string(getpid()) + ".toml");
};

TEST_F(PlanTest, AxesAreCrossed) {
  const Plan plan = ReadPlan(File(R"(
summary = "a test"
blocks = 0.5
[[cells]]
scenario = "same_page"
rounds = 7
delay_us = [0, 20]
threads = [1, 2]
placement = "packed"
[[cells]]
scenario = "fault_path"
)"));
  EXPECT_EQ(plan.summary, "a test");
  EXPECT_EQ(plan.blocks, 0.5);
  std::vector<std::string> names;
  for (const PlannedCell& planned : plan.cells) {
    names.push_back(planned.cell.Name());
  }
  constexpr const char* kRest = "/pages:64/access:read/delay_us:";
  const auto same_page = [&](int threads, int delay) {
    return "same_page/threads:" + std::to_string(threads) + kRest +
           std::to_string(delay) +
           "/delay_shape:lognormal/copy_us:0/copy_sleep_us:0/driver_lock:off/"
           "placement:packed";
  };
  EXPECT_THAT(names,
              ElementsAre(same_page(1, 0), same_page(1, 20), same_page(2, 0),
                          same_page(2, 20), ParseCell("fault_path").Name()));
  EXPECT_EQ(plan.cells[3].rounds, 7U);
  EXPECT_EQ(plan.cells[4].rounds, 1U);
}

TEST_F(PlanTest, OneDriverForAllCellsThatHaveOne) {
  const auto cells = CellsOfDriver({{ParseCell("same_page")},
                                    {ParseCell("fault_path")},
                                    {ParseCell("same_page/driver:amdkfd")},
                                    {ParseCell("same_page/threads:2")}},
                                   "xe");
  std::vector<std::string> names;
  for (const PlannedCell& planned : cells) names.push_back(planned.Name());
  EXPECT_THAT(names,
              ElementsAre(ParseCell("same_page/driver:xe").Name(),
                          ParseCell("fault_path").Name(),
                          ParseCell("same_page/threads:2/driver:xe").Name()));
  EXPECT_THAT([] { CellsOfDriver({{ParseCell("fault_path")}}, "xe"); },
              ThrowsMessage<Error>(HasSubstr("no cell has the axis")));
}

TEST_F(PlanTest, GuestGetsTheSameCells) {
  const Plan plan = ReadPlan(kPlans / "smoke.toml");
  const Plan back =
      Plan::OfGuest(GuestPlan::FromJson(plan.ForGuest().ToJson()));
  EXPECT_EQ(back.name, "smoke");
  ASSERT_EQ(back.cells.size(), plan.cells.size());
  for (size_t i = 0; i < plan.cells.size(); ++i) {
    EXPECT_EQ(back.cells[i].cell.Name(), plan.cells[i].cell.Name());
    EXPECT_EQ(back.cells[i].rounds, plan.cells[i].rounds);
  }
}

TEST_F(PlanTest, KnobsAreCrossedWithAllCellsAndReachTheGuest) {
  const Plan plan = ReadPlan(File(R"(
visits = 3
[knobs]
spin_ns = [20, 0]
limit = 7
[[cells]]
scenario = "same_page"
[[cells]]
scenario = "fault_path"
)"));
  EXPECT_EQ(plan.visits, 3U);
  ASSERT_THAT(plan.cells, SizeIs(4));
  EXPECT_EQ(plan.cells[1].Name(),
            ParseCell("same_page").Name() + "/limit:7/spin_ns:20");
  const Plan back =
      Plan::OfGuest(GuestPlan::FromJson(plan.ForGuest().ToJson()));
  ASSERT_THAT(back.cells, SizeIs(4));
  EXPECT_EQ(back.cells[2].Name(),
            ParseCell("fault_path").Name() + "/limit:7/spin_ns:0");
}

TEST_F(PlanTest, DamagedGuestPlanIsRefused) {
  EXPECT_THROW(GuestPlan::FromJson("{"), Error);
  EXPECT_THROW(GuestPlan::FromJson("{}"), Error);
  EXPECT_THAT(
      [] {
        GuestPlan::FromJson(
            R"({"format":"hmmbench-plan","version":2,"name":"x","cells":[]})");
      },
      ThrowsMessage<Error>(HasSubstr("version 1")));
}

// Each complaint names file and line, and what would be right.
TEST_F(PlanTest, MistakesAreNamedWithTheirLine) {
  const auto at = [&](int line, const std::string& what) {
    return AllOf(::testing::StartsWith(file_.string() + ":" +
                                       std::to_string(line) + ": "),
                 HasSubstr(what));
  };
  EXPECT_THAT(Complaint("summary = 'x\n"), at(1, "not TOML"));
  EXPECT_THAT(Complaint("\nsumary = 'x'\n"), at(2, "did you mean summary?"));
  EXPECT_THAT(Complaint("summary = 3\n"), at(1, "a text in quotes"));
  EXPECT_THAT(Complaint("blocks = 0.7\n"), at(1, "0.5"));
  EXPECT_THAT(Complaint("blocks = 0\n"), at(1, "0.5"));
  EXPECT_THAT(Complaint("blocks = 'two'\n"), at(1, "0.5"));
  EXPECT_THAT(Complaint("clock = 'virtual'\n"), at(1, "real"));
  EXPECT_THAT(Complaint("cells = 3\n"), at(1, "[[cells]]"));
  EXPECT_THAT(Complaint("[[cells]]\nrounds = 1\n"), at(1, "scenario"));
  EXPECT_THAT(Complaint("[[cells]]\nscenario = 'same_pge'\n"),
              at(2, "did you mean same_page?"));
  const std::string same_page = "[[cells]]\nscenario = 'same_page'\n";
  EXPECT_THAT(Complaint(same_page + "thread = 1\n"),
              at(3, "did you mean threads?"));
  EXPECT_THAT(Complaint(same_page + "threads = [1, 65]\n"),
              at(3, "from 1 to 64"));
  EXPECT_THAT(Complaint(same_page + "threads = [\n  1,\n  0]\n"),
              at(5, "from 1 to 64"));
  EXPECT_THAT(Complaint(same_page + "threads = []\n"), at(3, "one value"));
  EXPECT_THAT(Complaint(same_page + "threads = 1.5\n"), at(3, "a number"));
  EXPECT_THAT(Complaint(same_page + "access = 'wirte'\n"),
              at(3, "did you mean write?"));
  EXPECT_THAT(Complaint(same_page + "rounds = 0\n"), at(3, "rounds"));
  EXPECT_THAT(Complaint(same_page + same_page), at(3, "twice"));
  EXPECT_THAT(Complaint(same_page + "threads = [2, 2]\n"), at(1, "twice"));
  EXPECT_THAT(Complaint("summary = 'nothing'\n"), HasSubstr("[[cells]]"));
  EXPECT_THAT(Complaint("visits = 0\n"), at(1, "from 1 to 1000"));
  EXPECT_THAT(Complaint("knobs = 3\n"), at(1, "[knobs]"));
  EXPECT_THAT(Complaint("[knobs]\n'../x' = 3\n"),
              at(2, "not the name of a knob"));
  EXPECT_THAT(Complaint("[knobs]\nspin_ns = []\n"), at(2, "an array"));
  EXPECT_THAT(Complaint("[knobs]\nspin_ns = [1, -1]\n"), at(2, "from 0 on"));
  EXPECT_THAT(Complaint("[knobs]\nspin_ns = [1, 1]\n"), at(2, "each once"));
}

TEST_F(PlanTest, PlansAreFoundByNameOrFile) {
  EXPECT_EQ(FindPlan("smoke", kPlans).name, "smoke");
  EXPECT_EQ(FindPlan((kPlans / "smoke.toml").string(), "nowhere").name,
            "smoke");
  EXPECT_THAT([] { FindPlan("smok", kPlans); },
              ThrowsMessage<Error>(HasSubstr("did you mean smoke?")));
  EXPECT_THAT([] { FindPlan("none.toml", kPlans); },
              ThrowsMessage<Error>(HasSubstr("no plan file none.toml")));
}

TEST_F(PlanTest, EveryBuiltInPlanIsRightAndSaysWhatItIs) {
  const std::vector<std::filesystem::path> plans = BuiltInPlans(kPlans);
  EXPECT_THAT(plans, SizeIs(Ge(3)));
  for (const std::filesystem::path& file : plans) {
    EXPECT_FALSE(ReadPlan(file).summary.empty()) << file;
  }
}

TEST_F(PlanTest, SmokePlanRunsEveryScenario) {
  std::set<std::string> planned;
  for (const PlannedCell& cell : ReadPlan(kPlans / "smoke.toml").cells) {
    planned.insert(cell.cell.scenario->name);
  }
  for (const Scenario& scenario : Scenarios()) {
    EXPECT_TRUE(planned.contains(scenario.name))
        << scenario.name << " is missing in plans/smoke.toml";
  }
}

}  // namespace
}  // namespace hmmbench
