// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/html.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "analysis/report/footnotes.h"
#include "analysis/report/forest.h"
#include "analysis/report/gnuplot.h"
#include "analysis/report/html_pieces.h"
#include "analysis/report/html_style.h"
#include "analysis/report/notation.h"

namespace hmmbench {
namespace {

// More columns than these do not fit beside the names on a page of 1200
// pixels; the others stand in a table below.
constexpr size_t kMostWordColumns = 7;

std::string IntervalEnd(double ratio) {
  return std::isinf(ratio) ? "\u221e" : Ratio(ratio);
}

class Page {
 public:
  explicit Page(const Document& document) : document_(document) {}

  std::string Print() {
    Draw();
    html_ = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n"
        "<title>hmmbench: {}</title>\n<style>{}</style>\n</head>\n<body>\n",
        Escaped(document_.title), kHtmlStyle);
    Add("<header>\n<h1>{}</h1>\n", Escaped(document_.title));
    if (!document_.subtitle.empty()) {
      Add("<div class=\"soft\">{}</div>\n", Escaped(document_.subtitle));
    }
    Add("<div class=\"badges\">");
    for (const auto& [text, tone] : document_.badges) {
      Add("<span class=\"badge{}\">{}</span>",
          tone == Tone::kAlarm ? " alarm" : "", Escaped(text));
    }
    Add("</div>\n</header>\n");
    for (const Block& block : document_.blocks) std::visit(*this, block);
    html_ += "</body>\n</html>\n";
    return std::move(html_);
  }

  void operator()(const Heading& heading) {
    Add("<h{0}>{1}</h{0}>\n", heading.level, Escaped(heading.text));
  }

  void operator()(const Prose& prose) {
    Add("<p class=\"{}\">{}</p>\n",
        prose.tone == Tone::kAlarm ? "warnings" : "soft", Escaped(prose.text));
  }

  void operator()(const Bullets& bullets) {
    if (bullets.items.empty()) return;
    Add("{}<ul>\n", bullets.boxed ? "<section class=\"says\">" : "");
    for (const Bullets::Item& item : bullets.items) {
      Add("<li{}>{}</li>\n",
          item.tone == Tone::kAlarm ? " class=\"warnings\"" : "",
          Escaped(item.text));
    }
    Add("</ul>{}\n", bullets.boxed ? "</section>" : "");
  }

  void operator()(const Facts& facts) {
    Add("<dl class=\"facts\">\n");
    for (const auto& [name, value] : facts.facts) {
      Add("<dt>{}</dt><dd>{}</dd>\n", Escaped(name), Escaped(value));
    }
    Add("</dl>\n");
  }

  void operator()(const CellTable& table) {
    if (table.figures.empty()) return;
    std::vector<ForestAxis> axes;
    axes.reserve(table.figures.size());
    for (const CellTable::Figure& figure : table.figures) {
      axes.emplace_back(EntriesOf(figure), table.margin);
    }
    const auto looks = [&table](Look look) {
      return std::ranges::find(table.figures, look, &CellTable::Figure::look) !=
             table.figures.end();
    };
    Add("<div class=\"scroll\"><table class=\"{}\">\n",
        looks(Look::kForest) ? "effects"
        : looks(Look::kBar)  ? "causes"
                             : "dense");
    CellTableHead(table, axes);
    size_t columns = 2;
    for (const CellTable::Figure& figure : table.figures) {
      columns += ColumnsOf(figure.look);
    }
    for (size_t group = 0; group < table.groups.size(); ++group) {
      const CellTable::Group& cells = table.groups[group];
      std::string rows;
      for (size_t row = 0; row < cells.rows.size(); ++row) {
        rows += CellRows(table, axes, group, row);
      }
      if (rows.empty()) continue;
      Add("<tbody>\n<tr class=\"scenario\"><th colspan=\"{}\">{} "
          "<span>{}</span></th></tr>\n{}</tbody>\n",
          columns, Escaped(cells.name), Escaped(cells.everywhere), rows);
    }
    Add("</table></div>\n");
  }

  void operator()(const Table& table) {
    if (!table.caption.empty()) {
      Add("<p class=\"soft\">{}</p>\n", Escaped(table.caption));
    }
    const size_t most = table.of_words
                            ? kMostWordColumns
                            : std::max<size_t>(table.columns.size(), 1);
    size_t first = 0;
    do {
      const size_t end = std::min(first + most, table.columns.size());
      TablePart(table, first, end);
      first = end;
    } while (first < table.columns.size());
  }

  // Open only when clicked; its line already says where the thread was.
  void operator()(const Stack& stack) {
    constexpr size_t kMostInLine = 6;
    std::vector<std::string> functions = stack.functions;
    const bool cut = functions.size() > kMostInLine;
    functions.resize(std::min(functions.size(), kMostInLine));
    if (functions.empty()) functions.emplace_back("no frames recorded");
    Add("<details><summary>{}: <code>{}{}</code></summary><pre>{}</pre>"
        "</details>\n",
        Escaped(stack.title),
        Escaped(fmt::format("{}", fmt::join(functions, " \u2190 "))),
        cut ? " \u2190 \u2026" : "",
        Escaped(fmt::format("{}", fmt::join(stack.frames, "\n"))));
  }

  void operator()(const Folded& folded) {
    Add("<details><summary>{}</summary><pre>{}</pre></details>\n",
        Escaped(folded.summary),
        Escaped(fmt::format("{}", fmt::join(folded.lines, "\n"))));
  }

  void operator()(const Figures& figures) {
    Add("<div class=\"legend\">");
    for (size_t kernel = 0; kernel < figures.kernels.size(); ++kernel) {
      Add("<span>{}{}</span>", VariantLine(kernel),
          Escaped(figures.kernels[kernel]));
    }
    Add("</div>\n<div class=\"figures\">\n");
    for (const Figures::Figure& figure : figures.figures) {
      Add("<figure><figcaption>{}</figcaption>{}</figure>\n",
          Escaped(figure.caption), drawings_[drawn_++]);
    }
    Add("</div>\n");
  }

  void operator()(const Command& command) {
    Add("<pre>{}</pre>\n", Escaped(command.text));
  }

  void operator()(const Footnotes& /*footnotes*/) {
    if (footnotes_.notes().empty()) return;
    Add("<ol class=\"soft\">\n");
    for (size_t i = 0; i < footnotes_.notes().size(); ++i) {
      Add("<li id=\"note{}\">{}</li>\n", i + 1, Escaped(footnotes_.notes()[i]));
    }
    Add("</ol>\n");
  }

 private:
  // Draws all plots at once, so that gnuplot starts only once.
  void Draw() {
    std::vector<std::string> scripts;
    for (const Block& block : document_.blocks) {
      const auto* figures = std::get_if<Figures>(&block);
      if (figures == nullptr) continue;
      for (const Figures::Figure& figure : figures->figures) {
        scripts.push_back(figure.script);
      }
    }
    drawings_ = DrawScripts(scripts);
  }

  // How many columns of HTML.
  static size_t ColumnsOf(Look look) { return look == Look::kForest ? 4 : 1; }

  static std::vector<const Entry*> EntriesOf(const CellTable::Figure& figure) {
    std::vector<const Entry*> entries;
    for (const auto& group : figure.values) {
      for (const auto& row : group) {
        for (const Entry& entry : row) entries.push_back(&entry);
      }
    }
    return entries;
  }

  // The names of neighbouring columns' groups, each over its columns; "" where
  // no column has one.
  template <typename Column>
  static std::string GroupHeads(const std::vector<Column>& columns,
                                size_t first, size_t end, size_t before) {
    const auto in_group = [](const Column& column) {
      return !column.group.empty();
    };
    if (std::none_of(columns.begin() + static_cast<ptrdiff_t>(first),
                     columns.begin() + static_cast<ptrdiff_t>(end), in_group)) {
      return "";
    }
    std::string heads = "<tr>";
    for (size_t i = 0; i < before; ++i) heads += "<th></th>";
    for (size_t i = first; i < end;) {
      size_t next = i;
      size_t width = 0;
      while (next < end && columns[next].group == columns[i].group) {
        width += ColumnsOf(columns[next++].look);
      }
      heads += fmt::format("<th colspan=\"{}\" class=\"group\">{}</th>", width,
                           Escaped(columns[i].group));
      i = next;
    }
    return heads + "</tr>\n";
  }

  void CellTableHead(const CellTable& table,
                     const std::vector<ForestAxis>& axes) {
    Add("<thead>{}<tr><th class=\"word\">cell</th>"
        "<th class=\"word\">kernel</th>",
        GroupHeads(table.figures, 0, table.figures.size(), 2));
    for (size_t i = 0; i < table.figures.size(); ++i) {
      const CellTable::Figure& figure = table.figures[i];
      if (figure.look == Look::kForest) {
        Add("<th class=\"plot\">{}</th><th colspan=\"3\" class=\"word\">{}"
            "</th>",
            axes[i].Head(), Escaped(figure.head));
      } else {
        Add("<th title=\"{}\">{}</th>", Escaped(figure.caption),
            Escaped(figure.head));
      }
    }
    Add("</tr></thead>\n");
  }

  // A line for each kernel that has anything to show.
  std::string CellRows(const CellTable& table,
                       const std::vector<ForestAxis>& axes, size_t group,
                       size_t row) {
    const auto value = [&](const CellTable::Figure& figure,
                           size_t kernel) -> const Entry* {
      if (kernel < figure.first_kernel) return nullptr;
      return &figure.values[group][row][kernel - figure.first_kernel];
    };
    std::vector<size_t> shown;
    for (size_t kernel = 0; kernel < table.kernels.size(); ++kernel) {
      if (std::ranges::any_of(table.figures, [&](const auto& figure) {
            const Entry* entry = value(figure, kernel);
            return entry != nullptr && IsPresent(*entry);
          })) {
        shown.push_back(kernel);
      }
    }
    std::string html;
    for (const size_t kernel : shown) {
      html += fmt::format(
          "<tr{}><th class=\"word\">{}</th><td class=\"word\">{}{}</td>",
          kernel == shown.back() ? "" : " class=\"inner\"",
          kernel == shown.front() ? Escaped(RowName(table.groups[group], row))
                                  : "",
          Dot(kernel), Escaped(table.kernels[kernel]));
      for (size_t i = 0; i < table.figures.size(); ++i) {
        const Entry* entry = value(table.figures[i], kernel);
        static const Entry kNothing{.text = ""};
        html += Cell(entry != nullptr ? *entry : kNothing,
                     table.figures[i].look, &axes[i], kernel);
      }
      html += "</tr>\n";
    }
    return html;
  }

  static std::string RowName(const CellTable::Group& group, size_t row) {
    std::string name;
    for (size_t axis = 0; axis < group.row_heads.size(); ++axis) {
      name += fmt::format("{}{}:{}", name.empty() ? "" : " ",
                          group.row_heads[axis], group.rows[row][axis]);
    }
    return name.empty() ? "all" : name;
  }

  // One value, in as many columns as its look has.
  std::string Cell(const Entry& entry, Look look, const ForestAxis* axis,
                   size_t kernel) {
    if (look == Look::kForest) {
      std::string html =
          fmt::format("<td class=\"plot\">{}</td>", axis->Row(entry));
      html += fmt::format("<td>{}</td>", entry.ratio
                                             ? Escaped(HtmlQuantity(entry.text))
                                             : std::string());
      html += entry.interval
                  ? fmt::format("<td class=\"interval\">{} \u2013 {}</td>",
                                IntervalEnd(entry.interval->first),
                                IntervalEnd(entry.interval->second))
                  : "<td></td>";
      return html + fmt::format("<td class=\"word\">{}{}</td>",
                                VerdictWord(entry.word), Note(entry));
    }
    std::string text = Escaped(HtmlQuantity(entry.text));
    if (!entry.word.empty()) {
      text = VerdictWord(entry.word) +
             (entry.text.empty() || entry.text == kAbsent ? "" : " " + text);
    }
    if (entry.interval) {
      text += fmt::format(" <span class=\"interval\">{} \u2013 {}</span>",
                          IntervalEnd(entry.interval->first),
                          IntervalEnd(entry.interval->second));
    }
    if (!entry.change.empty()) {
      text += fmt::format(" <span class=\"interval {}\">{}</span>",
                          ClassOf(entry.tone), Escaped(entry.change));
    } else if (entry.word.empty() && entry.tone != Tone::kPlain) {
      text = fmt::format("<span class=\"{}\">{}</span>", ClassOf(entry.tone),
                         text);
    }
    text += Note(entry);
    if (look == Look::kBar && entry.fill) {
      constexpr double kWidest = 80;  // pixels
      return fmt::format(
          "<td class=\"bar\"><span style=\"width:{:.0f}px;background:{}\">"
          "</span>{}</td>",
          kWidest * *entry.fill, VariantColour(kernel), text);
    }
    if (look == Look::kShade && entry.fill) {
      return fmt::format("<td style=\"--heat:{:.0f}%\">{}</td>",
                         100 * *entry.fill, text);
    }
    return fmt::format("<td>{}</td>", text);
  }

  std::string Note(const Entry& entry) {
    if (entry.note.empty()) return "";
    return fmt::format("<sup><a href=\"#note{0}\" title=\"{1}\">{0}</a></sup>",
                       footnotes_.Of(entry.note), Escaped(entry.note));
  }

  void TablePart(const Table& table, size_t first, size_t end) {
    const bool shaded = std::ranges::any_of(
        table.columns,
        [](const auto& column) { return column.look == Look::kShade; });
    Add("<div class=\"scroll\"><table class=\"{}\">\n<thead>{}<tr>",
        shaded           ? "heat"
        : table.of_words ? "policies"
                         : "dense",
        GroupHeads(table.columns, first, end, table.row_heads.size()));
    for (const std::string& head : table.row_heads) {
      Add("<th class=\"word\">{}</th>", Escaped(head));
    }
    for (size_t i = first; i < end; ++i) {
      Add("<th{}>{}</th>", table.of_words ? " class=\"axes\"" : "",
          Escaped(table.columns[i].head));
    }
    Add("</tr></thead>\n<tbody>\n");
    for (const Table::Row& row : table.rows) {
      Add("<tr>");
      for (size_t i = 0; i < row.names.size(); ++i) {
        const std::string name = Escaped(row.names[i]);
        Add("<th class=\"word\">{}{}</th>",
            i == 0 && row.kernel ? Dot(*row.kernel) : "",
            row.chosen ? "<strong>" + name + "</strong>" : name);
      }
      for (size_t i = first; i < end; ++i) {
        html_ += Cell(row.values[i], table.columns[i].look, nullptr,
                      row.kernel.value_or(0));
      }
      Add("</tr>\n");
    }
    Add("</tbody></table></div>\n");
  }

  template <typename... Args>
  void Add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(html_), format,
                   std::forward<Args>(args)...);
  }

  const Document& document_;
  std::vector<std::string> drawings_;
  size_t drawn_ = 0;
  std::string html_;
  FootnoteNumbers footnotes_;
};

}  // namespace

std::string PrintHtml(const Document& document) {
  return Page(document).Print();
}

}  // namespace hmmbench
