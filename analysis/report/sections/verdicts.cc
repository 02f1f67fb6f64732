// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison/cell_figures.h"
#include "analysis/comparison/cut_off.h"
#include "analysis/comparison/summary.h"
#include "analysis/report/cell_table.h"
#include "analysis/report/notation.h"
#include "analysis/report/sections.h"

namespace hmmbench {
namespace {

std::string ReasonOf(const CellSummary& summary, Metric metric) {
  const auto found =
      std::ranges::find(summary.effects, metric, &MetricEffect::metric);
  return found == summary.effects.end() ? "" : found->reason;
}

// "+65%", from ten times on "x12.3".
std::string Change(double ratio) {
  constexpr double kFar = 10;
  if (ratio >= kFar || ratio * kFar <= 1) return "x" + Ratio(ratio);
  const double percent = (ratio - 1) * 100;
  if (std::abs(percent) < 0.05) return "0%";
  return std::abs(percent) < 9.95 ? fmt::format("{:+.1f}%", percent)
                                  : fmt::format("{:+.0f}%", percent);
}

// A figure, or a bound of it.
struct Bounded {
  double value = 0;
  Bound bound = Bound::kNone;
};

std::optional<Bounded> ThroughputOf(const CellSummary& summary) {
  const auto& value = summary.cut_off ? summary.cut_off->touches_per_s_at_most
                                      : summary.touches_per_s;
  if (!value) return std::nullopt;
  return Bounded{*value, summary.cut_off ? Bound::kAtMost : Bound::kNone};
}

// Returns the verdict on throughput. For one thread alone the cell's own
// verdict rests on more metrics.
std::optional<Verdict> VerdictOnThroughput(const CellSummary& summary) {
  if (!summary.whole) return summary.verdict;
  const auto mean =
      std::ranges::find(summary.effects, Metric::kMean, &MetricEffect::metric);
  return mean == summary.effects.end() ? std::nullopt : mean->verdict;
}

// A value with its change against the baseline's value. The change is of these
// two values only; an estimate over pairs of boots can differ.
Entry WithChange(const CellSummary& summary, const CellSummary& baseline) {
  Entry entry{.text = ThroughputText(summary)};
  const auto value = ThroughputOf(summary);
  const auto from = ThroughputOf(baseline);
  if (!summary.throughput || &summary == &baseline || !value || !from ||
      from->value <= 0 || entry.text == kAbsent) {
    return entry;
  }
  // Two bounds have no ratio.
  if (value->bound != Bound::kNone && from->bound != Bound::kNone) return entry;
  const Bound bound =
      value->bound != Bound::kNone ? value->bound : Inverse(from->bound);
  entry.change = Sign(bound) + Change(value->value / from->value);
  const auto verdict = VerdictOnThroughput(summary);
  if (verdict == Verdict::kFaster || verdict == Verdict::kSlower) {
    entry.change_is_proved = true;
    entry.tone = ToneOf(*verdict);
  }
  return entry;
}

}  // namespace

void VerdictsSection(const Comparison& comparison, Document& document) {
  // The baseline has a verdict only when it failed itself.
  const bool baseline_failed =
      std::ranges::any_of(comparison.cells, [](const CellComparison& cell) {
        return cell.variants.front().verdict != Verdict::kSame;
      });
  if (!baseline_failed && comparison.variants.size() < 2) return;
  const std::string& baseline = comparison.variants.front().label;
  CellTableMaker table(comparison);
  table.Add({.caption = fmt::format("touches/s as a ratio to {}", baseline),
             .head = "ratio, 95 %",
             .group = "throughput",
             .look = Look::kForest,
             .first_kernel = baseline_failed ? size_t{0} : size_t{1}},
            [](const CellSummary& summary, const CellSummary& first) {
              // A baseline that was measured.
              if (&summary == &first && summary.verdict == Verdict::kSame) {
                return Entry();
              }
              return EffectEntry(TellingThroughput(summary), summary.verdict,
                                 summary.verdict_reason);
            });
  table.Add({.caption = fmt::format("p99 latency as a ratio to {}", baseline),
             .head = "ratio, 95 %",
             .group = "p99 latency",
             .look = Look::kForest,
             .first_kernel = 1},
            [](const CellSummary& summary, const CellSummary&) {
              if (!summary.p99_verdict) return Entry();
              return EffectEntry(summary.p99, *summary.p99_verdict,
                                 ReasonOf(summary, Metric::kP99));
            });
  table.Finish(
      "Verdicts",
      fmt::format("Ratios to {} with 95 % intervals, in plots on logarithmic "
                  "axes with a band of the margin, {:.3g} %. More throughput "
                  "is better, less of the 99th percentile.",
                  baseline, comparison.margin * 100),
      document);
}

void ThroughputSection(const Comparison& comparison, Document& document) {
  CellTableMaker table(comparison);
  table.AddText({.caption = "boots that measured it, of those that tried",
                 .head = "boots"},
                [](const CellSummary& summary) {
                  return summary.boots >= summary.boots_judged
                             ? fmt::format("{}", summary.boots)
                             : fmt::format("{} of {}", summary.boots,
                                           summary.boots_judged);
                });
  table.Add({.caption = "touches/s, median over boots", .head = "touches/s"},
            WithChange);
  table.Finish("Throughput",
               "Only boots that measured the cell count: 1 of 20 where others "
               "starved. Of a cell that was cut off there are bounds.",
               document);
}

}  // namespace hmmbench
