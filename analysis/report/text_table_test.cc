// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/text_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "fixtures/base/child.h"

namespace hmmbench {
namespace {

size_t LongestLine(const std::string& text) {
  std::istringstream lines(text);
  size_t longest = 0;
  for (std::string line; std::getline(lines, line);) {
    longest = std::max(longest, line.size());
  }
  return longest;
}

TEST(TextTable, AlignsRight) {
  TextTable table;
  table.row_heads = {"threads"};
  table.column_heads = {"stock", "wait"};
  table.rows = {{{"1"}, {{"12.3k"}, {"1.00"}}}, {{"16"}, {{"-"}, {"15.0M"}}}};
  EXPECT_EQ(table.Render(75, false),
            "  threads  stock   wait\n"
            "        1  12.3k   1.00\n"
            "       16      -  15.0M\n");
}

TEST(TextTable, ContinuesKernelsBelowWhereTheWidthEnds) {
  TextTable table;
  table.row_heads = {"threads"};
  table.column_heads = {"a", "b", "c"};
  const TableValue wide{std::string(20, 'x')};
  table.rows = {{{"1"}, {wide, wide, wide}}};
  const std::string text = table.Render(60, false);
  EXPECT_LE(LongestLine(text), 60U);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

TEST(TextTable, PutsTooManyAxesAbove) {
  TextTable table;
  table.row_heads = {std::string(30, 'a'), std::string(30, 'b')};
  table.column_heads = {"stock"};
  table.rows = {{{"1", "2"}, {{"1.85 [1.60, 2.10] inconclusive"}}}};
  const std::string text = table.Render(75, false);
  EXPECT_LE(LongestLine(text), 75U);
  EXPECT_NE(text.find(":1 b"), std::string::npos) << text;
}

TEST(TextTable, ColoursWithoutMovingColumns) {
  TextTable table;
  table.column_heads = {"stock"};
  table.rows = {{{}, {{"bad", Ink::kBad}}}};
  EXPECT_EQ(table.Render(75, true),
            "  \x1b[2mstock\x1b[0m\n    \x1b[31mbad\x1b[0m\n");
}

TEST(Wrap, BreaksAtSpacesAndInsideWordsOnlyWhereItMust) {
  EXPECT_EQ(Wrap("one two three", 8, "* "), "* one\n  two\n  three\n");
  EXPECT_EQ(Wrap("abcdefghij", 6, "* "), "* abcd\n  efgh\n  ij\n");
  EXPECT_EQ(Wrap("abc/de/fghij", 9, "* "), "* abc/de/\n  fghij\n");
  EXPECT_EQ(Wrap("", 8, "* "), "*\n");
}

// What the shell makes of the wrapped command is what it makes of the one line.
TEST(WrapCommand, ReadsAsTheSameCommand) {
  for (const std::string& command :
       {std::string("printf '[%s]' --base 6.12 --policies "
                    "stock,trylock,wait,resched,drain-first --plan default"),
        "printf [%s] " + std::string(200, 'x') + " y",
        "printf '[%s]' '" + std::string(100, 'q') + "' 'two  spaces' \"a b\"",
        "printf '[%s]' '" + std::string(70, 'w') + " " + std::string(70, 'v') +
            "' a\\ b"}) {
    const std::string wrapped = WrapCommand(command, 75);
    EXPECT_LE(LongestLine(wrapped), 75U) << wrapped;
    const ChildResult once =
        RunChild({.arguments = {"sh", "-c", command}}, nullptr);
    const ChildResult again =
        RunChild({.arguments = {"sh", "-c", wrapped}}, nullptr);
    EXPECT_EQ(once.exit_code, 0);
    EXPECT_EQ(once.output, again.output) << wrapped;
  }
}

}  // namespace
}  // namespace hmmbench
