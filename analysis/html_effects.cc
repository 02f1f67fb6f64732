// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/html_effects.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "analysis/cell_axes.h"
#include "analysis/cell_figures.h"
#include "analysis/html_pieces.h"
#include "analysis/notation.h"
#include "analysis/ratio_axis.h"

namespace hmmbench {
namespace {

constexpr std::array kOrder = {Verdict::kFaster,       Verdict::kSame,
                               Verdict::kInconclusive, Verdict::kSlower,
                               Verdict::kStarved,      Verdict::kBroken,
                               Verdict::kMissing};

using Tally = std::map<Verdict, size_t>;

Tally CountThroughput(const Comparison& comparison, size_t arm) {
  Tally tally;
  for (const CellComparison& cell : comparison.cells) {
    ++tally[cell.arms[arm].verdict];
  }
  return tally;
}

Tally CountP99(const Comparison& comparison, size_t arm) {
  Tally tally;
  for (const CellComparison& cell : comparison.cells) {
    if (cell.arms[arm].p99_verdict) ++tally[*cell.arms[arm].p99_verdict];
  }
  return tally;
}

// Segments as wide as there are cells, and the same in words below.
std::string TallyBar(const Tally& tally) {
  std::string bar;
  std::vector<std::string> words;
  for (const Verdict verdict : kOrder) {
    const auto found = tally.find(verdict);
    if (found == tally.end()) continue;
    bar += fmt::format(R"(<span class="fill-{}" style="flex:{}"></span>)",
                       ToString(verdict), found->second);
    words.push_back(fmt::format(R"(<span class="{0}">{1} {0}</span>)",
                                ToString(verdict), found->second));
  }
  if (words.empty()) return std::string(kAbsent);
  return fmt::format(
      R"(<div class="tally">{}</div><div class="counts">{}</div>)", bar,
      fmt::join(words, " "));
}

// "0.5", "10", "1k".
std::string TickName(double ratio) {
  constexpr double kThousand = 1000;
  if (ratio < kThousand) return fmt::format("{:.6g}", ratio);
  return fmt::format("{:.6g}k", ratio / kThousand);
}

// One plot of a row, in pixels; all rows of a table have the same axis.
class ForestAxis {
 public:
  ForestAxis(const std::vector<double>& ratios, double margin)
      : axis_(ratios), margin_(margin) {}

  // The axis with its numbers, for the table's head.
  [[nodiscard]] std::string Head() const {
    std::string svg = Open(kHeadHeight);
    for (const double tick : axis_.Ticks()) {
      svg += fmt::format(
          "<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
          XOf(tick), kHeadHeight - 4, TickName(tick));
    }
    return svg + "</svg>";
  }

  [[nodiscard]] std::string Row(const Effect& effect, Verdict verdict) const {
    std::string svg = Open(kHeight) + Background();
    const double middle = kHeight / 2.0;
    const double x = XOf(effect.ratio);
    svg += fmt::format("<g class=\"{}\">", ToString(verdict));
    if (effect.interval) {
      const auto [low, high] = *effect.interval;
      svg +=
          fmt::format("<path class=\"whisker\" d=\"M{:.1f},{:.1f} H{:.1f}\"/>",
                      XOf(low), middle, XOf(high));
      svg += End(low, false) + End(high, true);
    }
    svg += fmt::format(
        "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/></g>",
        effect.interval ? "estimate" : "estimate bare", x, middle);
    return svg + "</svg>";
  }

  // Where there is nothing to plot the band goes on.
  [[nodiscard]] std::string EmptyRow() const {
    return Open(kHeight) + Background() + "</svg>";
  }

 private:
  static constexpr int kWidth = 230;
  static constexpr int kHeight = 24;
  static constexpr int kHeadHeight = 18;
  static constexpr int kSide = 12;  // room for half a number

  static std::string Open(int height) {
    return fmt::format(
        "<svg class=\"forest\" width=\"{0}\" height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\">",
        kWidth, height);
  }

  [[nodiscard]] double XOf(double ratio) const {
    return kSide + axis_.PlaceOf(ratio) * (kWidth - 2 * kSide);
  }

  [[nodiscard]] std::string Background() const {
    const double low = XOf(1 - margin_);
    const double high = XOf(1 + margin_);
    std::string svg = fmt::format(
        "<rect class=\"band\" x=\"{:.1f}\" y=\"0\" width=\"{:.1f}\" "
        "height=\"{}\"/>",
        low, high - low, kHeight);
    for (const double tick : axis_.Ticks()) {
      svg += fmt::format("<path class=\"{}\" d=\"M{:.1f},0 V{}\"/>",
                         tick == 1 ? "one" : "tick", XOf(tick), kHeight);
    }
    return svg;
  }

  // A short stroke, or an arrow where the interval goes on.
  [[nodiscard]] std::string End(double ratio, bool right) const {
    const double x = XOf(ratio);
    const double middle = kHeight / 2.0;
    if (axis_.Holds(ratio)) {
      return fmt::format("<path class=\"whisker\" d=\"M{:.1f},{:.1f} v6\"/>", x,
                         middle - 3);
    }
    const int back = right ? -5 : 5;
    return fmt::format(
        "<path class=\"whisker\" d=\"M{:.1f},{:.1f} l{},-4 m{},4 l{},4\"/>", x,
        middle, back, -back, back);
  }

  RatioAxis axis_;
  double margin_;
};

std::string IntervalEnd(double ratio) {
  return std::isinf(ratio) ? "\u221e" : Ratio(ratio);
}

// Ratio and interval as text.
std::string Words(const std::optional<Effect>& effect) {
  if (!effect) return "";
  std::string text =
      fmt::format("<td>{}</td>", HtmlQuantity(RatioText(*effect)));
  return text + (effect->interval
                     ? fmt::format("<td class=\"interval\">{} \u2013 {}</td>",
                                   IntervalEnd(effect->interval->low),
                                   IntervalEnd(effect->interval->high))
                     : "<td></td>");
}

std::string WhyOfP99(const CellSummary& summary) {
  const auto found =
      std::ranges::find(summary.effects, Metric::kP99, &MetricEffect::metric);
  return found == summary.effects.end() ? "" : found->reason;
}

class ForestTable {
 public:
  explicit ForestTable(const Comparison& comparison)
      : comparison_(comparison),
        groups_(GroupByScenario(comparison)),
        throughput_(Ratios(&CellSummary::throughput), comparison.margin),
        p99_(Ratios(&CellSummary::p99), comparison.margin) {}

  std::string Write() {
    html_ = fmt::format(
        "<div class=\"scroll\"><table class=\"effects\">\n<thead>"
        "<tr><th></th><th></th>"
        "<th colspan=\"4\" class=\"group\">throughput</th>"
        "<th colspan=\"4\" class=\"group\">p99 latency</th></tr>\n"
        "<tr><th class=\"word\">cell</th><th class=\"word\">kernel</th>"
        "<th class=\"plot\">{}</th><th colspan=\"2\">ratio, 95 %</th><th></th>"
        "<th class=\"plot\">{}</th><th colspan=\"2\">ratio, 95 %</th><th></th>"
        "</tr></thead>\n",
        throughput_.Head(), p99_.Head());
    for (const ScenarioCells& group : groups_) {
      html_ += "<tbody>\n" + HtmlScenarioRow(group, kColumns);
      for (const CellComparison* cell : group.cells) {
        CellRows(HtmlRowName(group, *cell), *cell);
      }
      html_ += "</tbody>\n";
    }
    return html_ + "</table></div>\n";
  }

 private:
  static constexpr size_t kColumns = 10;

  std::vector<double> Ratios(std::optional<Effect> CellSummary::*member) const {
    std::vector<double> ratios;
    for (const CellComparison& cell : comparison_.cells) {
      for (const CellSummary& summary : cell.arms) {
        const std::optional<Effect>& effect = summary.*member;
        if (!effect) continue;
        ratios.push_back(effect->ratio);
        if (effect->interval) {
          // An interval over decades says nothing, and would squeeze the rest.
          constexpr double kFar = 5;
          ratios.push_back(
              std::max(effect->interval->low, effect->ratio / kFar));
          ratios.push_back(
              std::min(effect->interval->high, effect->ratio * kFar));
        }
      }
    }
    return ratios;
  }

  void CellRows(std::string name, const CellComparison& cell) {
    for (size_t arm = 0; arm < cell.arms.size(); ++arm) {
      const CellSummary& summary = cell.arms[arm];
      // The baseline has a row only where it failed itself.
      if (arm == 0 && summary.verdict == Verdict::kSame) continue;
      html_ += fmt::format(
          "<tr{}><th class=\"word\">{}</th><td class=\"word\">{}{}</td>",
          arm + 1 == cell.arms.size() ? "" : " class=\"inner\"", Escaped(name),
          Dot(arm), Escaped(comparison_.arms[arm].label));
      name.clear();
      Columns(throughput_, TellingThroughput(summary), summary.verdict,
              summary.verdict_reason);
      if (summary.p99 && summary.p99_verdict) {
        Columns(p99_, summary.p99, *summary.p99_verdict, WhyOfP99(summary));
      } else {
        html_ +=
            fmt::format("<td class=\"plot\">{}</td><td></td><td></td><td></td>",
                        p99_.EmptyRow());
      }
      html_ += "</tr>\n";
    }
  }

  void Columns(const ForestAxis& axis, const std::optional<Effect>& effect,
               Verdict verdict, std::string_view reason) {
    html_ += fmt::format("<td class=\"plot\">{}</td>",
                         effect ? axis.Row(*effect, verdict) : axis.EmptyRow());
    html_ += effect ? Words(effect) : "<td></td><td></td>";
    html_ +=
        fmt::format("<td class=\"word\">{}</td>", VerdictWord(verdict, reason));
  }

  const Comparison& comparison_;
  const std::vector<ScenarioCells> groups_;
  const ForestAxis throughput_;
  const ForestAxis p99_;
  std::string html_;
};

}  // namespace

std::string HtmlTally(const Comparison& comparison) {
  if (comparison.arms.size() < 2) return "";
  std::string html = fmt::format(
      "<table class=\"tallies\"><thead><tr><th class=\"word\">against {}</th>"
      "<th class=\"word\">throughput, cells</th>"
      "<th class=\"word\">p99 latency, cells</th></tr></thead>\n<tbody>",
      Escaped(comparison.arms.front().label));
  for (size_t arm = 1; arm < comparison.arms.size(); ++arm) {
    html += fmt::format(
        "<tr><th class=\"word\">{}{}</th><td>{}</td><td>{}</td></tr>\n",
        Dot(arm), Escaped(comparison.arms[arm].label),
        TallyBar(CountThroughput(comparison, arm)),
        TallyBar(CountP99(comparison, arm)));
  }
  return html + "</tbody></table>\n";
}

std::string HtmlEffects(const Comparison& comparison) {
  if (comparison.arms.size() < 2) return "";
  return fmt::format(
             "<h2>Verdicts</h2>\n<p class=\"soft\">Ratios to "
             "<strong>{}</strong> with 95 % intervals, on logarithmic axes; "
             "the band is the margin of {:.3g} %. Throughput is better to the "
             "right, the 99th percentile to the left. Why stands under the "
             "pointer.</p>\n",
             Escaped(comparison.arms.front().label), comparison.margin * 100) +
         ForestTable(comparison).Write();
}

}  // namespace hmmbench
