// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/html_pieces.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <regex>
#include <string>
#include <string_view>
#include <utility>

#include "analysis/report/gnuplot.h"

namespace hmmbench {

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

std::string HtmlQuantity(std::string_view quantity) {
  static const std::regex kForm(
      R"((>=|<=)?((?:1/)?[0-9.,]+)(ns|us|ms|s|k|M|G)?)");
  std::match_results<std::string_view::const_iterator> match;
  if (!std::regex_match(quantity.begin(), quantity.end(), match, kForm)) {
    return std::string(quantity);
  }
  std::string text;
  if (match[1] == ">=") text = "≥";
  if (match[1] == "<=") text = "≤";
  text += match[2];
  if (!match[3].matched) return text;
  return text + "\u202f" + (match[3] == "us" ? "µs" : match[3].str());
}

std::string Dot(size_t kernel) {
  return fmt::format(R"(<span class="dot" style="background:{}"></span>)",
                     VariantColour(kernel));
}

std::string VerdictWord(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7>
      kSigns = {std::pair{"faster", "▲"}, {"slower", "▼"},  {"same", "="},
                {"inconclusive", "?"},    {"starved", "✖"}, {"broken", "✖"},
                {"missing", "–"}};
  const auto* sign =
      std::ranges::find(kSigns, word, &decltype(kSigns)::value_type::first);
  if (sign == kSigns.end()) return Escaped(word);
  return fmt::format(R"(<span class="verdict {0}">{1} {0}</span>)", word,
                     sign->second);
}

std::string_view ClassOf(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "faster";
    case Tone::kBad:
      return "slower";
    case Tone::kAlarm:
      return "starved";
    case Tone::kFaint:
      return "same";
    case Tone::kPlain:
      break;
  }
  return "";
}

}  // namespace hmmbench
