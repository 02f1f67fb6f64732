// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/comparable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hmmbench {
namespace {

Manifest Virtual() {
  Manifest manifest;
  manifest.clock = manifest.fidelity = "virtual";
  manifest.host = {{"qemu", "7.2.22"},
                   {"kernel compiler", "gcc 12.2.0"},
                   {"guest cpu", "max"},
                   {"guest numa", "2x2"},
                   {"guest turns", ""},
                   {"guest idle exit us", "10"},
                   {"guest program", "0123456789abcdef"},
                   {"load at start", "1.0"}};
  return manifest;
}

TEST(WhyNotComparable, LoadOfTheHostDoesNotMatter) {
  Manifest other = Virtual();
  other.host["load at start"] = "9.0";
  other.host["cpu"] = "another";
  EXPECT_EQ(WhyNotComparable(Virtual(), other), "");
}

TEST(WhyNotComparable, WhatMakesAnotherNumberDoes) {
  for (const char* fact :
       {"qemu", "kernel compiler", "guest cpu", "guest numa", "guest turns",
        "guest idle exit us", "guest program"}) {
    Manifest other = Virtual();
    other.host[fact] = "another";
    EXPECT_EQ(WhyNotComparable(Virtual(), other),
              std::string(fact) + ": " + Virtual().host[fact] +
                  " in one, another in the other");
    // A run of before it was noted.
    other.host.erase(fact);
    EXPECT_NE(WhyNotComparable(Virtual(), other), "");
    // A real clock's figures are compared with their scatter.
    Manifest real = Virtual();
    real.clock = other.clock = "real";
    EXPECT_EQ(WhyNotComparable(real, other), "");
  }
}

TEST(WhyNotComparable, CopiesOfATemplateAreKeptApartFromBoots) {
  Manifest copies = Virtual();
  copies.host["replicates"] = "fork";
  EXPECT_EQ(WhyNotComparable(copies, copies), "");
  EXPECT_EQ(WhyNotComparable(copies, Virtual()),
            "replicates: fork in one, boot in the other");
  // Runs of before it was noted were boots.
  Manifest boots = Virtual();
  boots.host["replicates"] = "boot";
  EXPECT_EQ(WhyNotComparable(boots, Virtual()), "");
}

TEST(WhyNotComparable, WhatMeasuredHasAVersion) {
  for (const char* clock : {"real", "virtual"}) {
    Manifest first = Virtual();
    first.clock = clock;
    first.tool_version = "1.4.0";
    first.scenario_versions = {{"same_page", 1}, {"eviction", 2}};
    Manifest other = first;
    other.tool_version = "1.9.3";
    other.suite_revision = "another";
    EXPECT_EQ(WhyNotComparable(first, other), "") << clock;
    other.scenario_versions = {{"same_page", 1}};
    EXPECT_EQ(WhyNotComparable(first, other), "") << clock;
    other.scenario_versions["same_page"] = 3;
    EXPECT_EQ(WhyNotComparable(first, other),
              "scenario same_page is version 1 in one, 3 in the other");
    other.scenario_versions.clear();
    EXPECT_EQ(WhyNotComparable(first, other), "") << clock;
    other.tool_version = "2.0.0";
    EXPECT_EQ(WhyNotComparable(first, other),
              "hmmbench 1.4.0 and 2.0.0 do not measure the same");
  }
}

TEST(WhyNotComparable, ClocksAndFidelitiesAreKeptApart) {
  Manifest other = Virtual();
  other.clock = "real";
  EXPECT_NE(WhyNotComparable(Virtual(), other), "");
  Manifest real = other;
  other.fidelity = "emulated";
  real.fidelity = "virtualised";
  EXPECT_EQ(WhyNotComparable(other, real),
            "one is emulated, the other virtualised");
}

}  // namespace
}  // namespace hmmbench
