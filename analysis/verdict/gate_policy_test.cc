// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/gate_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "analysis/test_run.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class GatePolicyFile : public testing::Test {
 protected:
  std::filesystem::path Write(const std::string& name,
                              const std::string& text) {
    const auto file = folder_.path() / name;
    std::ofstream(file) << text;
    return file;
  }
  GatePolicy Read(const std::string& text) {
    return ReadGatePolicy(Write("gate.toml", text));
  }
  void ExpectError(const std::string& text, const std::string& says) {
    try {
      Read(text);
      FAIL() << "no error for " << text;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(says));
      EXPECT_THAT(error.what(), HasSubstr("gate.toml:"));
    }
  }
  TestFolder folder_;
};

TEST_F(GatePolicyFile, TheLastRuleThatNamesACellCounts) {
  const GatePolicy policy = Read(R"(
metrics = ["p99", "throughput"]
margin = 0.07
inconclusive = "fail"
[[rules]]
cells = ["same_page/*", "mmap_lock*"]
metrics = ["retries"]
margin = { p99 = 0.3 }
[[rules]]
cells = ["same_page/threads:8"]
inconclusive = "tolerate"
margin = 0.5
[[rules]]
cells = ["huge_*"]
skip = true
)");
  EXPECT_THAT(policy.MetricsOf("fault_path"),
              ElementsAre(Metric::kThroughput, Metric::kP99));
  EXPECT_THAT(policy.MetricsOf("same_page/threads:4/pages:2"),
              ElementsAre(Metric::kRetries));
  EXPECT_EQ(policy.MarginOf("fault_path", Metric::kP99), 0.07);
  EXPECT_EQ(policy.MarginOf("same_page/threads:4", Metric::kP99), 0.3);
  EXPECT_EQ(policy.MarginOf("same_page/threads:4", Metric::kCpu), 0.07);
  EXPECT_EQ(policy.MarginOf("same_page/threads:8", Metric::kP99), 0.5);
  EXPECT_EQ(policy.InconclusiveOf("same_page/threads:8"),
            Inconclusive::kTolerate);
  EXPECT_EQ(policy.InconclusiveOf("mmap_lock"), Inconclusive::kFail);
  EXPECT_TRUE(policy.Skips("huge_page/threads:2"));
  EXPECT_FALSE(policy.Skips("same_page/threads:8"));
}

TEST_F(GatePolicyFile, CalibratedMarginsStandWhereNothingElseIsNamed) {
  Write("margins.toml", R"(
floor = 0.02
[cells."same_page/threads:4"]
throughput = 0.04
"p99.9" = 0.001
)");
  const GatePolicy policy = Read(R"(
margins = "margins.toml"
[[rules]]
cells = ["fault_path"]
margin = 0.01
)");
  EXPECT_EQ(policy.MarginOf("same_page/threads:4", Metric::kThroughput), 0.04);
  EXPECT_EQ(policy.MarginOf("same_page/threads:4", Metric::kP999), 0.02);
  EXPECT_EQ(policy.MarginOf("same_page/threads:4", Metric::kCpu), 0.10);
  EXPECT_EQ(policy.MarginOf("fault_path", Metric::kCpu), 0.01);
}

TEST_F(GatePolicyFile, MistakesAreNamedWithTheirLine) {
  ExpectError("metrics = [\"troughput\"]", "did you mean throughput?");
  ExpectError("\n\nmetrics = []", "gate.toml:3: metrics is a list");
  ExpectError("margin = -1", "0.1 is 10 %");
  ExpectError("margin = \"10 %\"", "0.1 is 10 %");
  ExpectError("margin = { p98 = 0.1 }", "unknown metric 'p98'");
  ExpectError("inconclusive = \"ignore\"", "tolerate");
  ExpectError("marign = 0.1", "did you mean margin or");
  ExpectError("rules = 3", "[[rules]]");
  ExpectError("[[rules]]\nmargin = 0.1", "cells = [\"pattern\"]");
  ExpectError("[[rules]]\ncells = [\"a\"]\nskip = 1", "true or false");
  ExpectError("margin = ", "this is not TOML");
  EXPECT_THROW(ReadGatePolicy(folder_.path() / "none.toml"), Error);
}

TEST_F(GatePolicyFile, WhatCalibrateWritesIsRead) {
  Margins margins{.floor = 0.02};
  margins.cells["mixed_range/variant:blind \"x\""] = {
      {Metric::kThroughput, 0.125}, {Metric::kP999, 0.5}};
  const Margins read =
      ReadMargins(Write("m.toml", ToToml(margins, "made\nby a test")));
  EXPECT_EQ(read.floor, 0.02);
  EXPECT_EQ(read.cells, margins.cells);
}

}  // namespace
}  // namespace hmmbench
