// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "analysis/report/footnotes.h"
#include "analysis/report/notation.h"
#include "analysis/report/text_table.h"

namespace hmmbench {
namespace {

Ink InkOf(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return Ink::kGood;
    case Tone::kBad:
    case Tone::kAlarm:
      return Ink::kBad;
    case Tone::kFaint:
      return Ink::kFaint;
    case Tone::kPlain:
      break;
  }
  return Ink::kPlain;
}

std::string Capitals(std::string word) {
  std::ranges::transform(word, word.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return word;
}

std::string Head(const Table::Column& column) {
  return column.group.empty()
             ? column.head
             : fmt::format("{}{}{}", column.group,
                           column.head.empty() ? "" : " ", column.head);
}

class Printer {
 public:
  Printer(const Document& document, const TextStyle& style)
      : document_(document), style_(style) {}

  std::string Print() {
    Line(document_.title);
    if (!document_.subtitle.empty()) Line(document_.subtitle);
    std::string badges;
    for (const auto& [badge, tone] : document_.badges) {
      badges += (badges.empty() ? "" : "; ") +
                (tone == Tone::kAlarm ? Capitals(badge) : badge);
    }
    if (!badges.empty()) Line(badges);
    for (const Block& block : document_.blocks) std::visit(*this, block);
    return std::move(text_);
  }

  void operator()(const Heading& heading) {
    text_ += "\n";
    Line(heading.text);
    if (heading.level > 2) return;
    const size_t length = std::min(heading.text.size(), style_.width);
    text_ += std::string(length, '-') + "\n";
  }

  void operator()(const Prose& prose) {
    Wrapped(prose.text, prose.tone == Tone::kAlarm ? "! " : "");
  }

  void operator()(const Bullets& bullets) {
    for (const Bullets::Item& item : bullets.items) {
      Wrapped(item.text, item.tone == Tone::kAlarm ? "! " : "* ");
    }
  }

  void operator()(const Facts& facts) {
    constexpr size_t kNames = 9;
    for (const auto& [name, value] : facts.facts) {
      Wrapped(value, fmt::format("{:<{}}{}", name, kNames,
                                 name.size() < kNames ? "" : " "));
    }
  }

  void operator()(const CellTable& table) {
    for (size_t group = 0; group < table.groups.size(); ++group) {
      bool named = false;
      for (const CellTable::Figure& figure : table.figures) {
        FigureOfGroup(table, group, figure, &named);
      }
    }
  }

  void operator()(const Table& table) {
    if (!table.caption.empty()) {
      text_ += "\n";
      Line(table.caption);
    }
    TextTable text;
    for (const std::string& head : table.row_heads) {
      text.row_heads.push_back(PlainAscii(head));
    }
    // A text that is too long for a column is replaced by a number.
    constexpr size_t kLongest = 14;
    const bool numbered = std::ranges::any_of(
        table.columns,
        [](const auto& column) { return Head(column).size() > kLongest; });
    for (size_t i = 0; i < table.columns.size(); ++i) {
      text.column_heads.push_back(numbered
                                      ? fmt::format("[{}]", i + 1)
                                      : PlainAscii(Head(table.columns[i])));
    }
    for (const Table::Row& row : table.rows) {
      TextTable::Row& line = text.rows.emplace_back();
      for (const std::string& name : row.names) {
        line.axes.push_back(PlainAscii(name));
      }
      for (const Entry& entry : row.values) {
        line.values.push_back(ValueOf(entry, numbered, table.of_words));
      }
    }
    if (table.of_words) AlignLeft(&text);
    text_ += text.Render(style_.width, style_.colour);
    if (!numbered) return;
    std::vector<std::string> legend;
    for (const Table::Column& column : table.columns) {
      legend.push_back(Head(column));
    }
    // Tables that follow each other often have the same columns.
    if (legend == legend_) return Line("  columns as above");
    for (size_t i = 0; i < legend.size(); ++i) {
      Wrapped(legend[i], fmt::format("  {:<4} ", text.column_heads[i]));
    }
    legend_ = std::move(legend);
  }

  void operator()(const Stack& stack) {
    constexpr size_t kMostFunctions = 12;
    Line("  " + stack.title);
    const size_t shown = std::min(stack.functions.size(), kMostFunctions);
    for (size_t i = 0; i < shown; ++i) Wrapped(stack.functions[i], "    ");
    if (shown < stack.functions.size()) {
      Line(fmt::format("    ... and {} more", stack.functions.size() - shown));
    }
  }

  void operator()(const Folded& folded) {
    Wrapped(fmt::format("{}: {} lines, in the HTML report", folded.summary,
                        folded.lines.size()),
            "  ");
  }

  void operator()(const Figures& /*figures*/) {}

  void operator()(const Command& command) {
    text_ += WrapCommand(PlainAscii(command.text), style_.width);
  }

  void operator()(const Footnotes& /*footnotes*/) {
    for (size_t i = 0; i < footnotes_.notes().size(); ++i) {
      Wrapped(footnotes_.notes()[i], fmt::format("({}) ", i + 1));
    }
  }

 private:
  void Line(std::string_view line) { Wrapped(line, ""); }

  void Wrapped(std::string_view text, std::string_view first) {
    text_ += Wrap(PlainAscii(text), style_.width, first);
  }

  // "1.85 [1.60, 2.10] faster (3)", or with the word first.
  TableValue ValueOf(const Entry& entry, bool narrow, bool word_first) {
    std::string text = PlainAscii(entry.text);
    if (!entry.change.empty()) {
      text += entry.change_is_proved ? fmt::format(" *{}*", entry.change)
                                     : fmt::format(" ({})", entry.change);
    }
    if (entry.interval) {
      text += fmt::format(" [{}, {}]", Ratio(entry.interval->first),
                          Ratio(entry.interval->second));
    }
    if (!entry.word.empty()) {
      std::string word =
          entry.tone == Tone::kAlarm ? Capitals(entry.word) : entry.word;
      if (narrow && word == "inconclusive") word = "?";
      if (text.empty() || text == kAbsent) {
        text = word;
      } else {
        text = word_first ? word + " " + text : text + " " + word;
      }
    }
    if (!entry.note.empty()) {
      text += fmt::format(" ({})", footnotes_.Of(entry.note));
    }
    return {text, InkOf(entry.tone)};
  }

  void FigureOfGroup(const CellTable& table, size_t group,
                     const CellTable::Figure& figure, bool* named) {
    const auto& rows = figure.values[group];
    const bool any = std::ranges::any_of(rows, [](const auto& row) {
      return std::ranges::any_of(row, IsPresent);
    });
    if (!any) return;
    const CellTable::Group& cells = table.groups[group];
    if (!*named) {
      text_ += "\n";
      Line(
          cells.everywhere.empty()
              ? cells.name
              : fmt::format("{}, everywhere {}", cells.name, cells.everywhere));
      *named = true;
    }
    TextTable text;
    text.row_heads = cells.row_heads;
    for (size_t kernel = figure.first_kernel; kernel < table.kernels.size();
         ++kernel) {
      text.column_heads.push_back(PlainAscii(table.kernels[kernel]));
    }
    for (size_t row = 0; row < cells.rows.size(); ++row) {
      TextTable::Row& line = text.rows.emplace_back();
      for (const std::string& value : cells.rows[row]) {
        line.axes.push_back(PlainAscii(value));
      }
      for (const Entry& entry : rows[row]) {
        line.values.push_back(ValueOf(entry, false, false));
      }
    }
    text_ += "\n";
    Line(figure.caption);
    text_ += text.Render(style_.width, style_.colour);
  }

  // Columns are right-aligned otherwise, which suits numbers.
  static void AlignLeft(TextTable* table) {
    for (size_t axis = 0; axis < table->row_heads.size(); ++axis) {
      size_t widest = table->row_heads[axis].size();
      for (const auto& row : table->rows) {
        widest = std::max(widest, row.axes[axis].size());
      }
      const auto pad = [widest](std::string* text) {
        text->append(widest - text->size(), ' ');
      };
      pad(&table->row_heads[axis]);
      for (auto& row : table->rows) pad(&row.axes[axis]);
    }
  }

  const Document& document_;
  const TextStyle style_;
  std::string text_;
  FootnoteNumbers footnotes_;
  std::vector<std::string> legend_;  // of the last table with numbers
};

}  // namespace

std::string PrintText(const Document& document, const TextStyle& style) {
  return Printer(document, style).Print();
}

}  // namespace hmmbench
