// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/sharing_processes.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "fixtures/base/error.h"
#include "fixtures/measure/shadow_memory.h"
#include "fixtures/measure/usage.h"

namespace hmmbench {
namespace {

constexpr size_t kPages = 64;

void Write(const PageRange& range, uint64_t value) {
  for (size_t page = 0; page < kPages; ++page) {
    static_cast<volatile uint64_t*>(range.Page(page))[0] = value;
  }
}

TEST(SharingProcesses, OnlyTheRangeIsShared) {
  if (kNeedsShadowMemory) GTEST_SKIP() << "the child needs its shadow memory";
  const PageRange range(kPages);
  // Perhaps next to it, in one mapping.
  const PageRange other(kPages);
  Write(range, 1);
  Write(other, 1);
  SharingProcesses sharers(2, range);
  const uint64_t before = ThreadFaults();
  Write(other, 2);
  const uint64_t between = ThreadFaults();
  Write(range, 2);
  const uint64_t after = ThreadFaults();
  // The program's own data may be copied now and then.
  EXPECT_LT(between - before, kPages / 2);
  EXPECT_GE(after - between, kPages);
  EXPECT_NO_THROW(sharers.End());
}

TEST(SharingProcesses, TheySeeThePagesAsTheyWereAtTheFork) {
  const PageRange range(kPages);
  const PagePattern pattern(7);
  for (size_t page = 0; page < kPages; ++page) {
    pattern.Fill(range.Address(page), range.Page(page));
  }
  range.Page(1)[511] ^= 1;
  SharingProcesses sharers(2, range);
  Write(range, 1);
  const SharingProcesses::View view = sharers.Look(pattern);
  EXPECT_EQ(view.pages, 2 * kPages);
  EXPECT_EQ(view.wrong, 2U);
  ASSERT_TRUE(view.first_wrong);
  EXPECT_EQ(view.first_wrong->address, range.Address(1));
  EXPECT_EQ(view.first_wrong->word, 511U);
  EXPECT_EQ(sharers.Look(PagePattern(8)).wrong, 2 * kPages);
  EXPECT_NO_THROW(sharers.End());
}

TEST(SharingProcesses, NothingIsSharedWithNobody) {
  const PageRange range(kPages);
  Write(range, 1);
  SharingProcesses sharers(0, range);
  EXPECT_NO_THROW(sharers.End());
}

}  // namespace
}  // namespace hmmbench
