// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "analysis/model_spread.h"
#include "analysis/notation.h"
#include "analysis/report/cell_table.h"
#include "analysis/report/sections.h"

namespace hmmbench {
namespace {

std::string Written(const Spread& spread, bool is_duration) {
  const auto text = [is_duration](double value) {
    return is_duration ? Duration(value) : Count(value);
  };
  return fmt::format("{} / {} / {}", text(spread.lowest), text(spread.median),
                     text(spread.highest));
}

// Of cells whose summaries have `part`.
template <typename Part>
CellTableMaker::EntryOf TextOf(std::optional<Part> CellSummary::*part,
                               std::string (*write)(const Part&)) {
  return [part, write](const CellSummary& summary, const CellSummary&) {
    const std::optional<Part>& present = summary.*part;
    return present ? Entry{.text = write(*present)} : Entry();
  };
}

}  // namespace

// What races owe to the model of the virtual clock.
void ModelsSection(const Comparison& comparison, Document& document) {
  CellTableMaker table(comparison, [](const CellComparison& cell) {
    return std::ranges::any_of(cell.arms, [](const CellSummary& summary) {
      return summary.models.has_value();
    });
  });
  const auto add = [&table](const char* caption, const char* head,
                            std::string (*write)(const ModelSpread&)) {
    table.Add({.caption = caption, .head = head},
              TextOf(&CellSummary::models, write));
  };
  add("models that measured the cell", "models", [](const ModelSpread& models) {
    return fmt::format("{}", models.models);
  });
  add("faults per page, over all models of turns, wake-ups and delays",
      "faults / page", [](const ModelSpread& models) {
        return RangeText(models.faults_per_page);
      });
  add("migrate_to_ram() calls per page, over all models",
      "migrate_to_ram() calls / page", [](const ModelSpread& models) {
        return RangeText(models.calls_per_page);
      });
  add("throughput over all models, times the baseline's",
      "throughput, times the baseline's", [](const ModelSpread& models) {
        return RangeText(models.throughput_ratio);
      });
  table.Finish("Models of the virtual clock", kModelsExplained, document);
}

// How much interleavings differ.
void SeedsSection(const Comparison& comparison, Document& document) {
  CellTableMaker table(comparison, [](const CellComparison& cell) {
    return std::ranges::any_of(cell.arms, [](const CellSummary& summary) {
      return summary.seeds.has_value();
    });
  });
  const auto add = [&table](const char* caption, const char* head,
                            std::string (*write)(const SeedSpread&)) {
    table.Add({.caption = caption, .head = head},
              TextOf(&CellSummary::seeds, write));
  };
  add("interleavings that differ, of so many seeds", "differ",
      [](const SeedSpread& seeds) {
        return fmt::format("{} of {}", seeds.different, seeds.seeds);
      });
  add("retries per page over the seeds: lowest / median / highest",
      "retries / page", [](const SeedSpread& seeds) {
        return Written(seeds.retries_per_page, false);
      });
  add("p99 latency over the seeds: lowest / median / highest", "p99",
      [](const SeedSpread& seeds) {
        return seeds.p99_ns ? Written(*seeds.p99_ns, true)
                            : std::string(kAbsent);
      });
  add("longest touch over the seeds: lowest / median / highest",
      "longest touch",
      [](const SeedSpread& seeds) { return Written(seeds.longest_ns, true); });
  table.Finish("Interleavings",
               "A seed is one interleaving of the same work: lowest / median / "
               "highest over them.",
               document);
}

}  // namespace hmmbench
