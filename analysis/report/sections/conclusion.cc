// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/conclusion.h"

#include <string>
#include <utility>

#include "analysis/report/document.h"
#include "analysis/report/sections.h"

namespace hmmbench {

void AddConclusions(const Comparison& comparison, Length length,
                    Document& document) {
  Bullets says{.items = {}, .boxed = true};
  for (std::string& sentence : Conclude(comparison, length)) {
    says.items.push_back({std::move(sentence)});
  }
  document.Add(std::move(says));
  Bullets warnings;
  for (const std::string& warning : comparison.warnings) {
    warnings.items.push_back({warning, Tone::kAlarm});
  }
  if (!warnings.items.empty()) document.Add(std::move(warnings));
}

void ConclusionSection(const Comparison& comparison, Document& document) {
  document.Add(Heading{"What this says"});
  AddConclusions(comparison, Length::kWhole, document);
}

}  // namespace hmmbench
