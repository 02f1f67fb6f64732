// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_HTML_STARVATION_H_
#define HMMBENCH_ANALYSIS_HTML_STARVATION_H_

#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

// The section of the HTML report on the cells that starved: what was counted,
// what it needed, and the stacks, folded. "" when nothing starved.
std::string HtmlStarvations(const Comparison& comparison);

// The same on cells that were slow without a proof that they starved.
std::string HtmlSlow(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_STARVATION_H_
