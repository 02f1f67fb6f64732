// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/html_pieces.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <vector>

#include "analysis/gnuplot.h"

namespace hmmbench {
namespace {

std::string_view Sign(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFaster:
      return "▲";
    case Verdict::kSlower:
      return "▼";
    case Verdict::kSame:
      return "=";
    case Verdict::kInconclusive:
      return "?";
    case Verdict::kStarved:
    case Verdict::kBroken:
      return "✖";
    case Verdict::kMissing:
      return "–";
  }
  return "";
}

}  // namespace

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        // Control characters are not allowed in HTML.
        escaped += (c >= ' ' && c != '\x7f') || c == '\n' || c == '\t' ||
                           static_cast<unsigned char>(c) >= 0x80
                       ? c
                       : '?';
    }
  }
  return escaped;
}

std::string HtmlQuantity(const std::string& quantity) {
  std::string number = quantity;
  std::string sign;
  if (number.starts_with(">=")) sign = "≥";
  if (number.starts_with("<=")) sign = "≤";
  if (!sign.empty()) number.erase(0, 2);
  const size_t unit = number.find_first_of("numskMG");
  if (unit == std::string::npos) return sign + number;
  std::string name = number.substr(unit);
  if (name == "us") name = "µs";
  return sign + number.substr(0, unit) + "\u202f" + name;
}

std::string VerdictWord(Verdict verdict, std::string_view reason) {
  return fmt::format(R"(<span class="verdict {0}" title="{2}">{1} {0}</span>)",
                     ToString(verdict), Sign(verdict), Escaped(reason));
}

std::string HtmlScenarioRow(const ScenarioCells& group, size_t columns) {
  std::vector<std::string> constant;
  for (const auto& [axis, value] : group.constant) {
    constant.push_back(fmt::format("{}:{}", axis, value));
  }
  return fmt::format(
      "<tr class=\"scenario\"><th colspan=\"{}\">{} <span>{}</span></th>"
      "</tr>\n",
      columns, Escaped(group.scenario),
      Escaped(fmt::format("{}", fmt::join(constant, " "))));
}

std::string HtmlRowName(const ScenarioCells& group,
                        const CellComparison& cell) {
  std::vector<std::string> axes;
  for (const std::string& axis : group.varying) {
    axes.push_back(fmt::format("{}:{}", axis, AxisValue(cell, axis)));
  }
  return axes.empty() ? "all" : fmt::format("{}", fmt::join(axes, " "));
}

std::string Dot(size_t arm) {
  return fmt::format(R"(<span class="dot" style="background:{}"></span>)",
                     ArmColour(arm));
}

}  // namespace hmmbench
