// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/page_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>

namespace hmmbench {
namespace {

using ::testing::HasSubstr;

class PagePatternTest : public ::testing::Test {
 protected:
  PagePatternTest()
      : page_(static_cast<uint64_t*>(mmap(nullptr, kPageBytes,
                                          PROT_READ | PROT_WRITE,
                                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))),
        address_(reinterpret_cast<uint64_t>(page_)) {
    pattern_.Fill(address_, page_);
  }
  ~PagePatternTest() override { munmap(page_, kPageBytes); }

  PagePattern pattern_{7};
  uint64_t* page_;
  uint64_t address_;
};

TEST_F(PagePatternTest, FreshPageIsRight) {
  EXPECT_EQ(pattern_.CheckPattern(address_, page_), std::nullopt);
  EXPECT_EQ(pattern_.CheckSlots(address_, page_, {}), std::nullopt);
}

TEST_F(PagePatternTest, EveryCorruptedBitOfThePatternIsSeen) {
  for (size_t word = kSlots; word < kPageWords; word += 13) {
    for (int bit = 0; bit < 64; bit += 9) {
      const uint64_t right = page_[word];
      page_[word] ^= uint64_t{1} << bit;
      EXPECT_EQ(pattern_.CheckPattern(address_, page_),
                (WrongWord{address_, word, right, page_[word]}));
      page_[word] = right;
    }
  }
}

TEST_F(PagePatternTest, FirstWrongWordIsTheOneReported) {
  page_[500] = 1;
  page_[100] = 2;
  const auto wrong = pattern_.CheckPattern(address_, page_);
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->word, 100U);
  EXPECT_THAT(ToString(*wrong), HasSubstr("word 100: expected 0x"));
  EXPECT_THAT(ToString(*wrong), HasSubstr("got 0x0000000000000002"));
}

TEST_F(PagePatternTest, StaleOrForeignPageIsSeen) {
  EXPECT_TRUE(PagePattern(8).CheckPattern(address_, page_));
  EXPECT_TRUE(pattern_.CheckPattern(address_ + kPageBytes, page_));
  // A zeroed page, which is what a lost migration leaves.
  const std::array<uint64_t, kPageWords> zeros{};
  EXPECT_TRUE(pattern_.CheckPattern(address_, zeros.data()));
}

TEST_F(PagePatternTest, NeighboursAndGenerationsDoNotCollide) {
  std::set<uint64_t> seen;
  for (uint64_t generation = 1; generation <= 50; ++generation) {
    for (uint64_t page = 0; page < 50; ++page) {
      seen.insert(
          PagePattern(generation).Word(address_ + page * kPageBytes, kSlots));
    }
  }
  EXPECT_EQ(seen.size(), 2500U);
}

TEST_F(PagePatternTest, SlotOfAWriterMustHoldItsMark) {
  const SlotRule rule{.must = 0b1001};
  page_[0] = pattern_.Mark(address_, 0);
  EXPECT_EQ(pattern_.CheckSlots(address_, page_, rule),
            (WrongWord{address_, 3, pattern_.Mark(address_, 3), 0}))
      << "a lost write";
  page_[3] = pattern_.Mark(address_, 3);
  EXPECT_EQ(pattern_.CheckSlots(address_, page_, rule), std::nullopt);
  page_[5] = pattern_.Mark(address_, 5);
  EXPECT_EQ(pattern_.CheckSlots(address_, page_, rule)->word, 5U)
      << "a write by nobody";
}

TEST_F(PagePatternTest, WritersOfWholePagesMayEmptySlots) {
  const SlotRule rule{.may = 0b0001, .any_of = 0b1100};
  EXPECT_EQ(pattern_.CheckSlots(address_, page_, rule)->word, 2U)
      << "no whole page was written";
  page_[3] = pattern_.Mark(address_, 3);
  EXPECT_EQ(pattern_.CheckSlots(address_, page_, rule), std::nullopt);
  page_[0] = pattern_.Mark(address_, 0);
  EXPECT_EQ(pattern_.CheckSlots(address_, page_, rule), std::nullopt);
  page_[0] ^= 2;
  EXPECT_EQ(pattern_.CheckSlots(address_, page_, rule)->word, 0U);
}

TEST_F(PagePatternTest, MarksAreNeverEmptyAndTellWritersApart) {
  std::set<uint64_t> marks;
  for (size_t writer = 0; writer < kSlots; ++writer) {
    marks.insert(pattern_.Mark(address_, writer));
  }
  EXPECT_EQ(marks.size(), kSlots);
  EXPECT_FALSE(marks.contains(0));
}

}  // namespace
}  // namespace hmmbench
