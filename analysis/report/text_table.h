// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A table of plain characters: left the axes of a row, right a column for each
// kernel. Where the width is too small, kernels continue in another block
// below.

#ifndef HMMBENCH_ANALYSIS_REPORT_TEXT_TABLE_H_
#define HMMBENCH_ANALYSIS_REPORT_TEXT_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace hmmbench {

enum class Ink { kPlain, kGood, kBad, kFaint };

struct TableValue {
  std::string text;
  Ink ink = Ink::kPlain;
};

struct TextTable {
  struct Row {
    std::vector<std::string> axes;   // as row_heads
    std::vector<TableValue> values;  // as column_heads
  };
  std::vector<std::string> row_heads;
  std::vector<std::string> column_heads;
  std::vector<Row> rows;

  // Lines of at most `width` characters (at least 40), each ending in '\n' and
  // starting with two spaces. Values longer than a line are cut with '~'.
  [[nodiscard]] std::string Render(size_t width, bool colour) const;
};

// Breaks at spaces into lines of at most `width` characters; the first starts
// with `first`, the others with as many spaces.
std::string Wrap(std::string_view text, size_t width, std::string_view first);

// A shell command on lines of at most `width` characters that a shell reads as
// the one line it was: broken with backslashes, between words where it can be.
std::string WrapCommand(std::string_view command, size_t width);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_TEXT_TABLE_H_
