// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/plots.h"

#include <vector>

#include "analysis/report/gnuplot.h"
#include "analysis/report/sections.h"

namespace hmmbench {

void PlotsSection(const Comparison& comparison, Document& document) {
  std::vector<std::string> kernels;
  for (const Variant& variant : comparison.variants)
    kernels.push_back(variant.label);
  for (const FigureGroup& group : ChooseFigures(comparison)) {
    document.Add(Heading{group.heading});
    document.Add(Prose{group.explanation});
    Figures figures{.kernels = kernels, .figures = {}};
    for (const Figure& figure : group.figures) {
      figures.figures.push_back({figure.caption, ScriptOf(figure.plot)});
    }
    document.Add(std::move(figures));
  }
}

}  // namespace hmmbench
