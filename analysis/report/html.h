// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A document as one HTML file that needs nothing else: no network, no script.

#ifndef HMMBENCH_ANALYSIS_REPORT_HTML_H_
#define HMMBENCH_ANALYSIS_REPORT_HTML_H_

#include <string>

#include "analysis/report/document.h"

namespace hmmbench {

// Plots are inline SVG made with gnuplot. Throws Error when gnuplot is missing.
std::string PrintHtml(const Document& document);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_HTML_H_
