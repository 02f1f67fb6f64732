// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "analysis/report/cell_table.h"
#include "analysis/report/notation.h"
#include "analysis/report/sections.h"
#include "analysis/verdict/model_spread.h"

namespace hmmbench {
namespace {

std::string Written(const Spread& spread, bool is_duration) {
  const auto text = [is_duration](double value) {
    return is_duration ? Duration(value) : Count(value);
  };
  return fmt::format("{} / {} / {}", text(spread.lowest), text(spread.median),
                     text(spread.highest));
}

// A table of the cells that have `part` of a summary on some kernel.
template <typename Part>
class SpreadTable {
 public:
  SpreadTable(const Comparison& comparison,
              std::optional<Part> CellSummary::*part)
      : part_(part), table_(comparison, [part](const CellComparison& cell) {
          return std::ranges::any_of(cell.variants,
                                     [part](const auto& summary) {
                                       return (summary.*part).has_value();
                                     });
        }) {}

  void Add(const char* caption, const char* head,
           std::string (*write)(const Part&)) {
    table_.AddText({.caption = caption, .head = head},
                   [this, write](const CellSummary& summary) {
                     const std::optional<Part>& present = summary.*part_;
                     return present ? write(*present) : std::string(kAbsent);
                   });
  }

  void Finish(std::string_view heading, std::string_view explanation,
              Document& document) {
    table_.Finish(heading, explanation, document);
  }

 private:
  std::optional<Part> CellSummary::*part_;
  CellTableMaker table_;
};

}  // namespace

// How much the races depend on the model of the virtual clock.
void ModelsSection(const Comparison& comparison, Document& document) {
  SpreadTable<ModelSpread> table(comparison, &CellSummary::models);
  table.Add("models that measured the cell", "models",
            [](const ModelSpread& models) {
              return fmt::format("{}", models.models);
            });
  table.Add("faults per page, over all models of turns, wake-ups and delays",
            "faults / page", [](const ModelSpread& models) {
              return RangeText(models.faults_per_page);
            });
  table.Add("migrate_to_ram() calls per page, over all models",
            "migrate_to_ram() calls / page", [](const ModelSpread& models) {
              return RangeText(models.calls_per_page);
            });
  table.Add("throughput over all models, times the baseline's",
            "throughput, times the baseline's", [](const ModelSpread& models) {
              return RangeText(models.throughput_ratio);
            });
  table.Finish("Models of the virtual clock", kModelsExplained, document);
}

// How much the interleavings differ.
void SeedsSection(const Comparison& comparison, Document& document) {
  SpreadTable<SeedSpread> table(comparison, &CellSummary::seeds);
  table.Add("interleavings that differ, of so many seeds", "differ",
            [](const SeedSpread& seeds) {
              return fmt::format("{} of {}", seeds.different, seeds.seeds);
            });
  table.Add("retries per page over the seeds: lowest / median / highest",
            "retries / page", [](const SeedSpread& seeds) {
              return Written(seeds.retries_per_page, false);
            });
  table.Add("p99 latency over the seeds: lowest / median / highest", "p99",
            [](const SeedSpread& seeds) {
              return seeds.p99_ns ? Written(*seeds.p99_ns, true)
                                  : std::string(kAbsent);
            });
  table.Add("longest touch over the seeds: lowest / median / highest",
            "longest touch", [](const SeedSpread& seeds) {
              return Written(seeds.longest_ns, true);
            });
  table.Finish("Interleavings",
               "A seed is one interleaving of the same work: lowest / median / "
               "highest over them.",
               document);
}

}  // namespace hmmbench
