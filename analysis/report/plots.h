// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Chooses the plots of a comparison.

#ifndef HMMBENCH_ANALYSIS_REPORT_PLOTS_H_
#define HMMBENCH_ANALYSIS_REPORT_PLOTS_H_

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/report/gnuplot.h"

namespace hmmbench {

struct Figure {
  std::string caption;  // the cell or the axes that are fixed in it
  LinePlot plot;
};

struct FigureGroup {
  std::string heading;
  std::string explanation;
  std::vector<Figure> figures;
};

// Latency percentiles of the cell of each scenario where most touches meet on a
// page; throughput and faults per page against threads for each scenario with
// several thread counts. Groups without a figure are left out.
std::vector<FigureGroup> ChooseFigures(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_PLOTS_H_
