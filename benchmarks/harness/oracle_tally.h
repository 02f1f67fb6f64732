// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_BENCHMARKS_HARNESS_ORACLE_TALLY_H_
#define HMMBENCH_BENCHMARKS_HARNESS_ORACLE_TALLY_H_

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "benchmarks/harness/page_pattern.h"
#include "fixtures/record/records.h"

namespace hmmbench {

// What the data oracle of a cell has checked, for scenarios that check each
// page by themselves.
class OracleTally {
 public:
  // A touch whose page is checked next.
  void CountTouch() { ++touches_; }
  // A page of which each word was checked; `who` saw it.
  void Add(const std::optional<WrongWord>& wrong, std::string_view who) {
    ++pages_;
    if (!wrong) return;
    if (wrong_++ == 0) {
      first_wrong_ = fmt::format("seen by {}: {}", who, ToString(*wrong));
    }
  }

  [[nodiscard]] bool broken() const { return wrong_ > 0; }
  // "" while nothing was wrong.
  [[nodiscard]] const std::string& first_wrong() const { return first_wrong_; }
  void Fill(CellRecord* record) const {
    record->oracle_checked = touches_;
    record->oracle_pages = pages_;
    record->oracle_wrong = wrong_;
    record->oracle_first_wrong = first_wrong_;
  }

 private:
  uint64_t touches_ = 0;
  uint64_t pages_ = 0;
  uint64_t wrong_ = 0;  // of these pages
  std::string first_wrong_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_ORACLE_TALLY_H_
