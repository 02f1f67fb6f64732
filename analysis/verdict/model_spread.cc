// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/model_spread.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/summary.h"
#include "analysis/report/notation.h"

namespace hmmbench {
namespace {

constexpr std::string_view kShape = "delay_shape";

// Returns a cell's name without the axis of its distribution.
std::string WithoutShape(std::string_view cell) {
  std::string name = ScenarioOf(cell);
  for (const auto& [axis, value] : AxesOf(cell)) {
    if (axis != kShape) name += fmt::format("/{}:{}", axis, value);
  }
  return name;
}

// The length of the turns, and the cell with its shape.
using Model = std::pair<int, std::string>;
// The records of one kernel's boots in each model.
using Records = std::map<Model, std::vector<const CellRecord*>>;

Records RecordsOf(const std::string& base, int variant,
                  const std::vector<RunFolder::Boot>& boots) {
  Records records;
  for (const RunFolder::Boot& boot : boots) {
    if (boot.scheduled.variant != variant || !boot.scheduled.turn_us) continue;
    for (const CellRecord& record : boot.stream.cells) {
      if (record.outcome == CellOutcome::kMeasured &&
          WithoutShape(record.cell) == base) {
        records[{*boot.scheduled.turn_us, record.cell}].push_back(&record);
      }
    }
  }
  return records;
}

void Widen(double value, std::optional<Interval>* range) {
  if (!*range) *range = Interval{.low = value, .high = value};
  (*range)->low = std::min((*range)->low, value);
  (*range)->high = std::max((*range)->high, value);
}

ModelSpread SpreadOf(const Records& records,
                     const std::map<Model, CellSummary>& baseline,
                     std::map<Model, CellSummary>* summaries) {
  ModelSpread spread;
  for (const auto& [model, of_model] : records) {
    CellSummary summary = Summarise(of_model);
    if (!summary.retries_per_page) continue;
    ++spread.models;
    Widen(*summary.retries_per_page + 1, &spread.faults_per_page);
    if (summary.migrate_to_ram_per_page) {
      Widen(*summary.migrate_to_ram_per_page, &spread.calls_per_page);
    }
    const auto same = baseline.find(model);
    if (same != baseline.end() && same->second.touches_per_s &&
        summary.touches_per_s) {
      Widen(*summary.touches_per_s / *same->second.touches_per_s,
            &spread.throughput_ratio);
      Widen((*summary.retries_per_page + 1) /
                (*same->second.retries_per_page + 1),
            &spread.faults_ratio);
    }
    summaries->emplace(model, std::move(summary));
  }
  return spread;
}

bool Disagree(const std::optional<Interval>& ratios) {
  return ratios && ratios->low < 1 && ratios->high > 1;
}

bool IsChange(const std::optional<Verdict>& verdict) {
  return verdict == Verdict::kFaster || verdict == Verdict::kSlower;
}

std::string WhyTakenBack(std::string_view verdict, std::string_view quantity,
                         const Interval& ratios, int models) {
  return fmt::format(
      "{} with the turns of its seeds, but over {} models of turns, wake-ups "
      "and delays "
      "{} is {} times the baseline's: they do not agree",
      verdict, models, quantity, RangeText(ratios));
}

// Withdraws a change that only some of the models show.
void TakeBack(CellSummary* summary) {
  const ModelSpread& models = *summary->models;
  for (MetricEffect& judged : summary->effects) {
    const std::optional<Interval>& ratios = judged.metric == Metric::kRetries
                                                ? models.faults_ratio
                                                : models.throughput_ratio;
    const bool covered = judged.metric == Metric::kThroughput ||
                         judged.metric == Metric::kRetries;
    if (!covered || !IsChange(judged.verdict) || !Disagree(ratios)) continue;
    judged.reason =
        WhyTakenBack(ToString(*judged.verdict), Describe(judged.metric),
                     *ratios, models.models);
    judged.verdict = Verdict::kInconclusive;
    if (judged.metric == Metric::kThroughput) {
      summary->verdict = Verdict::kInconclusive;
      summary->verdict_reason = judged.reason;
    }
  }
}

}  // namespace

void ApplyModels(const std::vector<RunFolder::Boot>& boots,
                 Comparison* comparison) {
  for (CellComparison& cell : comparison->cells) {
    const std::string base = WithoutShape(cell.cell);
    std::map<Model, CellSummary> baseline;
    for (size_t variant = 0; variant < cell.variants.size(); ++variant) {
      const Records records = RecordsOf(base, static_cast<int>(variant), boots);
      if (records.empty()) continue;
      std::map<Model, CellSummary> summaries;
      ModelSpread spread = SpreadOf(records, baseline, &summaries);
      if (variant == 0) baseline = std::move(summaries);
      if (spread.models == 0) continue;
      cell.variants[variant].models = std::move(spread);
      TakeBack(&cell.variants[variant]);
    }
  }
}

std::string RangeText(const std::optional<Interval>& range) {
  if (!range) return std::string(kAbsent);
  const std::string low = Count(range->low);
  const std::string high = Count(range->high);
  return low == high ? low : fmt::format("{} to {}", low, high);
}

}  // namespace hmmbench
