// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <string>
#include <utility>

#include "analysis/report/cell_table.h"
#include "analysis/report/policy_matrix.h"
#include "analysis/report/sections.h"

namespace hmmbench {

void PoliciesSection(const Comparison& comparison, Document& document) {
  const PolicyTable policies = MakePolicyTable(comparison);
  if (policies.rows.empty() || policies.columns.empty()) return;
  document.Add(Heading{"Policies"});
  Table verdicts;
  verdicts.of_words = true;
  verdicts.row_heads = {"policy"};
  for (const PolicyTable::Column& column : policies.columns) {
    // The name begins with the scenario.
    const std::string& scenario = column.cell->scenario;
    verdicts.columns.push_back(
        {.head = column.name.size() > scenario.size()
                     ? column.name.substr(scenario.size() + 1)
                     : "",
         .group = scenario});
  }
  for (size_t variant = 0; variant < policies.rows.size(); ++variant) {
    Table::Row row{.names = {policies.rows[variant].label},
                   .values = {},
                   .kernel = variant};
    for (const PolicyEntry& entry : policies.rows[variant].entries) {
      row.values.push_back(
          {.text = entry.figure,
           .tone = entry.word.empty() ? Tone::kPlain : ToneOf(entry.verdict),
           .word = entry.word});
    }
    verdicts.rows.push_back(std::move(row));
  }
  // The values that do not fit beside a verdict.
  Table counts = verdicts;
  for (size_t variant = 0; variant < policies.rows.size(); ++variant) {
    for (size_t i = 0; i < policies.columns.size(); ++i) {
      counts.rows[variant].values[i] = {
          .text = policies.rows[variant].entries[i].per_page};
    }
  }
  document.Add(std::move(verdicts));
  document.Add(Prose{PolicyTableKey(policies)});
  counts.caption = "faults/migrate_to_ram() calls per page";
  document.Add(std::move(counts));
}

}  // namespace hmmbench
