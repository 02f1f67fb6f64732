// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The pages that a cell works on.

#ifndef HMMBENCH_BENCHMARKS_PAGE_RANGE_H_
#define HMMBENCH_BENCHMARKS_PAGE_RANGE_H_

#include <cstddef>
#include <cstdint>

#include "benchmarks/page_pattern.h"

namespace hmmbench {

// Anonymous private memory in pages of 4 KiB, never huge ones; nothing is
// allocated until it is touched.
class PageRange {
 public:
  // Throws Error when the kernel refuses.
  explicit PageRange(size_t pages);
  PageRange(const PageRange&) = delete;
  PageRange& operator=(const PageRange&) = delete;
  ~PageRange();

  [[nodiscard]] size_t pages() const { return pages_; }
  [[nodiscard]] size_t bytes() const { return pages_ * kPageBytes; }
  // The words of page `page`, and where they are.
  [[nodiscard]] uint64_t* Page(size_t page) const {
    return words_ + page * kPageWords;
  }
  [[nodiscard]] uint64_t Address(size_t page) const {
    return reinterpret_cast<uint64_t>(Page(page));
  }

 private:
  size_t pages_;
  uint64_t* words_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_PAGE_RANGE_H_
