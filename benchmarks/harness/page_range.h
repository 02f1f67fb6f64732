// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The pages that a cell works on.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_PAGE_RANGE_H_
#define HMMBENCH_BENCHMARKS_HARNESS_PAGE_RANGE_H_

#include <cstddef>
#include <cstdint>

#include "benchmarks/harness/page_pattern.h"
#include "fixtures/device/device.h"

namespace hmmbench {

// Pages of 4 KiB in a huge page of x86-64 (2 MiB).
inline constexpr size_t kHugePages = 512;

// Anonymous private memory, which is allocated only when it is touched. When a
// device has to provide the memory, it is the device's.
class PageRange {
 public:
  // The pages that the kernel is asked for: pages of 4 KiB and never huge ones,
  // or huge ones, which the kernel may refuse.
  enum class Backing { kBase, kHuge };

  // Throws Error when the kernel refuses the memory. A huge backing needs a
  // multiple of kHugePages. `device`, if any, must outlive the range.
  explicit PageRange(size_t pages, Backing backing = Backing::kBase,
                     Device* device = nullptr);
  PageRange(const PageRange&) = delete;
  PageRange& operator=(const PageRange&) = delete;
  ~PageRange();

  [[nodiscard]] Backing backing() const { return backing_; }
  // True when the memory is the device's and not the process's own.
  [[nodiscard]] bool of_device() const { return provider_ != nullptr; }
  [[nodiscard]] size_t pages() const { return pages_; }
  [[nodiscard]] size_t bytes() const { return pages_ * kPageBytes; }
  // Returns the words of page `page`, and their address.
  [[nodiscard]] uint64_t* Page(size_t page) const {
    return words_ + page * kPageWords;
  }
  [[nodiscard]] uint64_t Address(size_t page) const {
    return reinterpret_cast<uint64_t>(Page(page));
  }

  // Gives the memory back, so that the next touch allocates new memory. A huge
  // page that was split stays split until then.
  void Drop() const;

 private:
  size_t pages_;
  Backing backing_;
  Device* provider_ = nullptr;
  void* mapping_;  // with room to align words_
  size_t mapping_bytes_;
  uint64_t* words_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_PAGE_RANGE_H_
