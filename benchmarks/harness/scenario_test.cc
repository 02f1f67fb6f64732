// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::ThrowsMessage;

TEST(ScenarioTest, AllAreRegisteredInOrder) {
  std::vector<std::string> names;
  for (const Scenario& scenario : Scenarios()) names.push_back(scenario.name);
  EXPECT_THAT(names, IsSupersetOf({"cpu_vs_device", "disjoint_pages",
                                   "fault_path", "same_page"}));
  EXPECT_TRUE(std::ranges::is_sorted(names));
}

TEST(ScenarioTest, EachIsDocumentedAndItsDefaultsAreAllowed) {
  for (const Scenario& scenario : Scenarios()) {
    SCOPED_TRACE(scenario.name);
    EXPECT_FALSE(scenario.summary.empty());
    EXPECT_FALSE(scenario.stresses.empty());
    EXPECT_FALSE(scenario.separates.empty());
    EXPECT_FALSE(scenario.expect.empty());
    EXPECT_TRUE(scenario.body != nullptr || scenario.start != nullptr);
    for (const Axis& axis : scenario.axes) {
      EXPECT_FALSE(axis.help.empty()) << axis.name;
    }
    // The canonical name holds every axis, so parsing it checks every default.
    const Cell cell = ParseCell(scenario.name);
    EXPECT_EQ(ParseCell(cell.Name()).axes, cell.axes);
  }
}

TEST(ScenarioTest, ShortNameTakesDefaults) {
  const Cell cell = ParseCell("same_page/threads:8/access:write");
  EXPECT_EQ(cell.Name(),
            "same_page/threads:8/pages:64/access:write/delay_us:20/"
            "delay_shape:lognormal/copy_us:0/"
            "copy_sleep_us:0/driver_lock:off/placement:spread");
  EXPECT_EQ(cell.Number("threads"), 8);
  EXPECT_EQ(cell.Word("access"), "write");
  EXPECT_THROW((void)cell.Word("color"), Error);
}

TEST(ScenarioTest, NumbersHaveOneSpelling) {
  EXPECT_EQ(ParseCell("same_page/threads:008").Name(),
            ParseCell("same_page/threads:8").Name());
}

// Runs from before it have cells of the same name.
TEST(ScenarioTest, AnAxisThatCameLaterIsNamedWhereItMatters) {
  EXPECT_EQ(ParseCell("fault_path/stride:page").Name(),
            ParseCell("fault_path").Name());
  EXPECT_EQ(ParseCell("fault_path").Name().find("stride"), std::string::npos);
  const Cell cell = ParseCell("fault_path/stride:2M");
  EXPECT_TRUE(cell.Name().ends_with("/stride:2M")) << cell.Name();
  EXPECT_EQ(ParseCell(cell.Name()).axes, cell.axes);
}

TEST(ScenarioTest, MistakesNameTheNearMatch) {
  const auto complaint = [](const char* name, const std::string& what) {
    EXPECT_THAT([=] { ParseCell(name); },
                ThrowsMessage<Error>(HasSubstr(what)));
  };
  complaint("same_pge", "did you mean same_page?");
  complaint("", "there are: ");
  complaint("same_page/thread:2", "did you mean threads?");
  complaint("same_page/threads", "axis:value");
  complaint("same_page/threads:", "from 1 to 64");
  complaint("same_page/threads:2x", "from 1 to 64");
  complaint("same_page/threads:-1", "from 1 to 64");
  complaint("same_page/threads:99999999999999999999", "from 1 to 64");
  complaint("same_page/access:reed", "did you mean read?");
  complaint("same_page/threads:2/threads:2", "twice");
}

}  // namespace
}  // namespace hmmbench
