// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/document.h"

#include "analysis/report/notation.h"

namespace hmmbench {

bool IsPresent(const Entry& entry) {
  return (!entry.text.empty() && entry.text != kAbsent) || !entry.word.empty();
}

}  // namespace hmmbench
