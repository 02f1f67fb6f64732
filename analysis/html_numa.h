// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_HTML_NUMA_H_
#define HMMBENCH_ANALYSIS_HTML_NUMA_H_

#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

// The section of the HTML report with heat maps of CPU nodes against memory
// nodes: one for each kernel and each point of the other axes, of the median
// touch and of faults per page. "" where no cells cross the axes cpu_node and
// system_node or device_node.
std::string HtmlNuma(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_NUMA_H_
