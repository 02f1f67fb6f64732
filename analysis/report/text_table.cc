// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace hmmbench {
namespace {

constexpr std::string_view kIndent = "  ";
constexpr size_t kGap = 2;  // spaces between columns

std::string_view Escape(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "";
    case Ink::kGood:
      return "\x1b[32m";
    case Ink::kBad:
      return "\x1b[31m";
    case Ink::kFaint:
      return "\x1b[2m";
  }
  return "";
}

std::string Cut(const std::string& text, size_t width) {
  if (text.size() <= width) return text;
  return text.substr(0, width - 1) + "~";
}

// Right-aligned in `width`, coloured outside the padding.
std::string Aligned(const TableValue& value, size_t width, bool colour) {
  const std::string text = Cut(value.text, width);
  const std::string padding(width - text.size(), ' ');
  const std::string_view escape = colour ? Escape(value.ink) : "";
  if (escape.empty()) return padding + text;
  return fmt::format("{}{}{}\x1b[0m", padding, escape, text);
}

void TrimRight(std::string* line) {
  line->erase(line->find_last_not_of(' ') + 1);
}

}  // namespace

std::string TextTable::Render(size_t width, bool colour) const {
  std::vector<size_t> axis_widths;
  size_t left = kIndent.size();
  for (size_t axis = 0; axis < row_heads.size(); ++axis) {
    size_t widest = row_heads[axis].size();
    for (const Row& row : rows) {
      widest = std::max(widest, row.axes[axis].size());
    }
    axis_widths.push_back(widest);
    left += widest + kGap;
  }
  std::vector<size_t> widths;
  size_t widest_value = 0;
  for (size_t column = 0; column < column_heads.size(); ++column) {
    size_t widest = column_heads[column].size();
    for (const Row& row : rows) {
      widest = std::max(widest, row.values[column].text.size());
    }
    // An indent and a gap always fit beside a value of this width.
    widths.push_back(std::min(widest, width - kIndent.size() - kGap));
    widest_value = std::max(widest_value, widths.back());
  }

  // Too many axes to stand beside even one value: they get lines of their own.
  const bool axes_above = left + widest_value > width;
  if (axes_above) left = kIndent.size() + kGap;

  std::string text;
  size_t column = 0;
  while (column < column_heads.size()) {
    size_t end = column;
    size_t used = left;
    while (end < column_heads.size() &&
           (end == column || used + kGap + widths[end] <= width)) {
      used += widths[end] + (end == column ? 0 : kGap);
      ++end;
    }

    std::string line(kIndent);
    if (axes_above) {
      line.append(kGap, ' ');
    } else {
      for (size_t axis = 0; axis < row_heads.size(); ++axis) {
        line += fmt::format("{:>{}}", row_heads[axis], axis_widths[axis]);
        line.append(kGap, ' ');
      }
    }
    for (size_t i = column; i < end; ++i) {
      if (i > column) line.append(kGap, ' ');
      line += Aligned({column_heads[i], Ink::kFaint}, widths[i], colour);
    }
    TrimRight(&line);
    text += line + "\n";

    for (const Row& row : rows) {
      line = kIndent;
      if (axes_above) {
        std::string label;
        for (size_t axis = 0; axis < row_heads.size(); ++axis) {
          label += fmt::format("{}{}:{}", axis == 0 ? "" : " ", row_heads[axis],
                               row.axes[axis]);
        }
        text += Wrap(label, width, kIndent);
        line.append(kGap, ' ');
      } else {
        for (size_t axis = 0; axis < row_heads.size(); ++axis) {
          line += fmt::format("{:>{}}", row.axes[axis], axis_widths[axis]);
          line.append(kGap, ' ');
        }
      }
      for (size_t i = column; i < end; ++i) {
        if (i > column) line.append(kGap, ' ');
        line += Aligned(row.values[i], widths[i], colour);
      }
      TrimRight(&line);
      text += line + "\n";
    }
    column = end;
  }
  return text;
}

std::string Wrap(std::string_view text, size_t width, std::string_view first) {
  std::string wrapped;
  std::string line(first);
  bool has_word = false;
  const auto flush = [&] {
    TrimRight(&line);
    wrapped += line + "\n";
    line.assign(first.size(), ' ');
    has_word = false;
  };
  while (!text.empty()) {
    const size_t space = text.find(' ');
    std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size()
                                                       : space + 1);
    if (has_word && line.size() + 1 + word.size() > width) flush();
    while (line.size() + word.size() > width) {  // longer than a line
      size_t room = width - line.size();
      // Cell names and paths break behind a slash.
      const size_t slash = word.substr(0, room).rfind('/');
      if (slash != std::string_view::npos) room = slash + 1;
      line += word.substr(0, room);
      word.remove_prefix(room);
      flush();
    }
    if (has_word) line += ' ';
    line += word;
    has_word = true;
  }
  if (has_word || wrapped.empty()) flush();
  return wrapped;
}

std::string WrapCommand(std::string_view command, size_t width) {
  // Words with the quoted text in them: a break inside quotes would add spaces
  // to it.
  std::vector<std::string> words(1);
  char quote = 0;
  bool escaped = false;
  for (const char c : command) {
    if (c == ' ' && quote == 0 && !escaped) {
      words.emplace_back();
      continue;
    }
    words.back() += c;
    if (escaped) {
      escaped = false;
    } else if (c == '\\' && quote != '\'') {
      escaped = true;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
  }
  std::string wrapped;
  std::string line = "  ";
  bool has_word = false;
  for (std::string& word : words) {
    // Room for " \" after the word.
    if (has_word && line.size() + 1 + word.size() + 2 > width) {
      wrapped += line + " \\\n";
      line = "      ";
      has_word = false;
    }
    if (has_word) line += ' ';
    while (line.size() + word.size() + 2 > width) {
      // The word is longer than a line. No indentation may be added inside it,
      // and single quotes must be closed first, because a backslash in them is
      // no continuation.
      size_t room = width - line.size() - 2;
      const auto quotes = std::count(
          word.begin(), word.begin() + static_cast<std::ptrdiff_t>(room), '\'');
      line += word.substr(0, room);
      line += quotes % 2 == 1 ? "'\\" : "\\";
      wrapped += line + "\n";
      line.clear();
      word = (quotes % 2 == 1 ? "'" : "") + word.substr(room);
    }
    line += word;
    has_word = true;
  }
  return wrapped + line + "\n";
}

}  // namespace hmmbench
