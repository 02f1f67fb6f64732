// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The numbers of footnotes. A text that is used twice has one number.

#ifndef HMMBENCH_ANALYSIS_REPORT_FOOTNOTES_H_
#define HMMBENCH_ANALYSIS_REPORT_FOOTNOTES_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace hmmbench {

class FootnoteNumbers {
 public:
  // Numbers start at 1.
  size_t Of(const std::string& note) {
    const auto found = std::ranges::find(notes_, note);
    const auto number = static_cast<size_t>(found - notes_.begin()) + 1;
    if (found == notes_.end()) notes_.push_back(note);
    return number;
  }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  std::vector<std::string> notes_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_REPORT_FOOTNOTES_H_
