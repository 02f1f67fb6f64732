// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Cell names are long ("same_page/threads:4/pages:64/..."). A table shows only
// the axes in which its rows differ; the others stand once in its heading.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_CELL_AXES_H_
#define HMMBENCH_ANALYSIS_COMPARISON_CELL_AXES_H_

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace hmmbench {

// "same_page/threads:4/pages:64" -> "same_page".
std::string ScenarioOf(std::string_view cell);
// -> {{"threads", "4"}, {"pages", "64"}}, in the scenario's own order.
std::vector<std::pair<std::string, std::string>> AxesOf(std::string_view cell);

// The cells of one scenario, in the order of the plan.
struct ScenarioCells {
  std::string scenario;
  std::vector<std::pair<std::string, std::string>> constant;  // axis, value
  std::vector<std::string> varying;                           // axis names
  std::vector<const CellComparison*> cells;
};
// Points into `comparison`, which must outlive the result.
std::vector<ScenarioCells> GroupByScenario(const Comparison& comparison);

// "threads:4 delay_us:20": the varying axes of a cell of the group, but those
// in `without`; "" when there are none.
std::string VaryingAxes(const ScenarioCells& group, const CellComparison& cell,
                        const std::set<std::string>& without = {});

// "same_page threads:4 delay_us:20": the scenario and the axes that tell the
// cell from its neighbours in `groups`.
std::string ShortName(const CellComparison& cell,
                      const std::vector<ScenarioCells>& groups,
                      const std::set<std::string>& without = {});

// The varying axes that most cells of the group have one value of, with it:
// "pages:64 placement:spread"; "" when there are none.
std::string UsualAxes(const ScenarioCells& group);
// "same_page threads:8 pages:16 packed": the scenario and the varying axes,
// without those that have their usual value, and without the name of an axis
// whose values are words.
std::string CompactName(const ScenarioCells& group, const CellComparison& cell);

// The value of an axis of a cell; "default" where the cell does not name the
// axis.
std::string AxisValue(const CellComparison& cell, const std::string& axis);

// Several accesses met on each page of the cell: what the lock policies decide.
// Seen from the measurements (more touches than pages on some kernel, a
// migrator beside them, a starvation), not from names.
bool IsContended(const CellComparison& cell);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_CELL_AXES_H_
