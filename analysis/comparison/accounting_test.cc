// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/accounting.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hmmbench {
namespace {

ThreadRecord Thread(const std::string& role, uint64_t touches,
                    uint64_t touch_ns) {
  ThreadRecord thread;
  thread.role = role;
  thread.touches = touches;
  thread.touch_ns = touch_ns;
  return thread;
}

TEST(Accounting, JainIndexIsOneWhenAllGetTheSame) {
  EXPECT_DOUBLE_EQ(JainIndex({3, 3, 3}).value(), 1);
  EXPECT_DOUBLE_EQ(JainIndex({1, 0, 0, 0}).value(), 0.25);
  // The example of the report: (1 + 2)^2 / (2 * 5).
  EXPECT_DOUBLE_EQ(JainIndex({1, 2}).value(), 0.9);
  EXPECT_FALSE(JainIndex({1}));
  EXPECT_FALSE(JainIndex({0, 0}));
}

TEST(Accounting, FairnessIsOfTheRatesOfCpuThreads) {
  CellRecord cell;
  cell.threads = {Thread("cpu", 10, 1'000), Thread("cpu", 10, 2'000),
                  Thread("device", 10, 1)};
  EXPECT_DOUBLE_EQ(Fairness(cell).value(), 0.9);
  // One that got nothing done.
  cell.threads = {Thread("cpu", 10, 1'000), Thread("cpu", 0, 0)};
  cell.threads[1].touch_ns.reset();
  EXPECT_DOUBLE_EQ(Fairness(cell).value(), 0.5);
  // One whose time is not known.
  cell.threads[1].touches = 5;
  EXPECT_FALSE(Fairness(cell));
}

TEST(Accounting, IsPerPageOfAllBoots) {
  CellRecord one;
  one.pages = 10;
  one.device = {{"migrate_to_ram", 50}, {"migrated_to_ram", 10}};
  one.threads = {Thread("cpu", 1, 1)};
  one.threads[0].counters = {{"page-faults", 30}};
  one.threads[0].longest_gap_ns = 7;
  one.identities = {{"a", 100, 99}, {"b", 10, 8}};
  CellRecord other = one;
  other.device["migrate_to_ram"] = 10;
  other.threads[0].longest_gap_ns = 9;
  other.identities = {{"c", 5, 5}};
  const Accounting accounting = Account({&one, &other});
  EXPECT_DOUBLE_EQ(accounting.hardware_faults_per_page.value(), 3);
  EXPECT_DOUBLE_EQ(accounting.failed_migrations_per_page.value(), 2);
  EXPECT_DOUBLE_EQ(accounting.longest_gap_ns.value(), 9);
  EXPECT_EQ(accounting.worst_identity->name, "b");
  EXPECT_DOUBLE_EQ(accounting.worst_identity->residue, 0.2);
  EXPECT_FALSE(accounting.notifier_retries_per_page);
  EXPECT_FALSE(accounting.fairness);
}

TEST(Accounting, WhatOneBootDidNotCountIsAbsent) {
  CellRecord one;
  one.pages = 10;
  one.device = {{"fault_busy", 5}};
  CellRecord other = one;
  EXPECT_DOUBLE_EQ(Account({&one, &other}).device_busy_per_page.value(), 0.5);
  other.device.clear();
  EXPECT_FALSE(Account({&one, &other}).device_busy_per_page);
  EXPECT_FALSE(Account({}).worst_identity);
}

}  // namespace
}  // namespace hmmbench
