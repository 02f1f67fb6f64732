// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_HTML_PAGE_RETURN_H_
#define HMMBENCH_ANALYSIS_HTML_PAGE_RETURN_H_

#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

// The section of the HTML report on the time to a page's return; "" where no
// cell has it.
std::string HtmlPageReturn(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_PAGE_RETURN_H_
