// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_ANALYSIS_HTML_MODELS_H_
#define HMMBENCH_ANALYSIS_HTML_MODELS_H_

#include <string>

#include "analysis/comparison.h"

namespace hmmbench {

// The section on what races owe to the model of the virtual clock; "" where no
// cell was repeated in other models.
std::string HtmlModels(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_HTML_MODELS_H_
