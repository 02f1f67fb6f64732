// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <string>
#include <utility>

#include "analysis/comparison/cell_axes.h"
#include "analysis/report/machine.h"
#include "analysis/report/sections.h"

namespace hmmbench {
namespace {

// "" where no identity could be checked.
std::string WorstIdentityNote(const Comparison& comparison) {
  const auto groups = GroupByScenario(comparison);
  std::string note;
  double most = -1;
  for (const CellComparison& cell : comparison.cells) {
    for (size_t variant = 0; variant < cell.variants.size(); ++variant) {
      const auto& worst = cell.variants[variant].accounting.worst_identity;
      if (!worst || worst->residue <= most) continue;
      most = worst->residue;
      note = fmt::format(
          "Counts of the same thing by different means differ by at most "
          "{:.2g} %: {} ({} in {}).",
          100 * worst->residue, worst->name, comparison.variants[variant].label,
          ShortName(cell, groups));
    }
  }
  return note;
}

}  // namespace

void RepeatSection(const Comparison& comparison, Document& document) {
  document.Add(Heading{"Repeat it"});
  document.Add(Command{comparison.manifest.command});
}

void ReadingSection(const Comparison& comparison, Document& document) {
  document.Add(Heading{"Notes"});
  document.Add(Footnotes{});
  document.Add(Heading{"How to read this"});
  Bullets notes;
  if (std::string note = WorstIdentityNote(comparison); !note.empty()) {
    notes.items.push_back({std::move(note)});
  }
  for (std::string& note : HowToRead(comparison)) {
    notes.items.push_back({std::move(note)});
  }
  document.Add(std::move(notes));
}

}  // namespace hmmbench
