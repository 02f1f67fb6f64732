// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a report says, before it has a format: headings, prose, facts, tables.
// Sections write it, html.h and text.h print it. It holds words and quantities
// as notation.h writes them, and knows no run, no cell and no statistics.

#ifndef HMMBENCH_ANALYSIS_REPORT_DOCUMENT_H_
#define HMMBENCH_ANALYSIS_REPORT_DOCUMENT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "analysis/report/notation.h"

namespace hmmbench {

// What a word or a value means to the reader.
enum class Tone { kPlain, kGood, kBad, kAlarm, kFaint };

// One value of a table.
struct Entry {
  std::string text = std::string(kAbsent);
  Tone tone = Tone::kPlain;
  // The change against the baseline's value in the same row: "+65%".
  std::string change = {};
  bool change_is_proved = false;
  // A ratio to the baseline with its interval, for drawing.
  std::optional<double> ratio = {};
  std::optional<std::pair<double, double>> interval = {};
  std::string word = {};  // a verdict
  std::string note = {};  // why: a footnote
  // From 0 to 1: the length of a bar beside the value, or the darkness of its
  // shade.
  std::optional<double> fill = {};
};
// True when the entry has something to show.
bool IsPresent(const Entry& entry);

struct Heading {
  std::string text;
  int level = 2;
};

struct Prose {
  std::string text;
  Tone tone = Tone::kPlain;
};

struct Bullets {
  struct Item {
    std::string text;
    Tone tone = Tone::kPlain;
  };
  std::vector<Item> items;
  bool boxed = false;  // what is to be read first
};

struct Facts {
  std::vector<std::pair<std::string, std::string>> facts;
};

// How a column is drawn in a format that can draw.
enum class Look { kValue, kForest, kBar, kShade };

// Figures of cells on kernels: one value for each of the three.
struct CellTable {
  struct Figure {
    std::string caption;     // in words: of a table of its own
    std::string head;        // in few: of a column
    std::string group = {};  // of columns that belong together
    Look look = Look::kValue;
    size_t first_kernel =
        0;  // the first that has it: 1 if the baseline has none
    // values[group][row][kernel], with groups as below. Values of kernels
    // before `first` are left out.
    std::vector<std::vector<std::vector<Entry>>> values = {};
  };
  struct Group {
    std::string name;                    // the scenario
    std::string everywhere;              // axes that are the same in all rows
    std::vector<std::string> row_heads;  // axes that differ
    std::vector<std::vector<std::string>> rows;  // their values
  };
  std::vector<std::string> kernels;
  std::vector<Group> groups;
  std::vector<Figure> figures;
  double margin = 0;  // on both sides of 1, of ratios that are drawn
};

// Any other table.
struct Table {
  struct Column {
    std::string head;
    std::string group = {};
    Look look = Look::kValue;
  };
  struct Row {
    std::vector<std::string> names;  // as row_heads
    std::vector<Entry> values;       // as columns
    std::optional<size_t> kernel = {};
    bool chosen = false;
  };
  std::string caption;
  std::vector<std::string> row_heads;
  std::vector<Column> columns;
  std::vector<Row> rows;
  bool of_words = false;  // else of numbers
};

// The stack of a thread.
struct Stack {
  std::string title;
  std::vector<std::string> functions;  // innermost first
  std::vector<std::string> frames;     // the same as the kernel prints it
};

// Long parts that are seldom read.
struct Folded {
  std::string summary;
  std::vector<std::string> lines;
};

// Plots. A format without pictures leaves them out; tables have the same
// figures.
struct Figures {
  struct Figure {
    std::string caption;
    std::string script;  // of gnuplot, see analysis/report/gnuplot.h
  };
  std::vector<std::string> kernels;  // the legend
  std::vector<Figure> figures;
};

// A command for a shell.
struct Command {
  std::string text;
};

// The place of the footnotes of the text before.
struct Footnotes {};

using Block = std::variant<Heading, Prose, Bullets, Facts, CellTable, Table,
                           Stack, Folded, Figures, Command, Footnotes>;

struct Document {
  std::string title;
  std::string subtitle;
  std::vector<std::pair<std::string, Tone>> badges;
  std::vector<Block> blocks;

  void Add(Block block) { blocks.push_back(std::move(block)); }
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_DOCUMENT_H_
