// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The data oracle: what every word of a page must be. A page is 512 words:
//   words 0 to 63     slots: word i belongs to writer i, which puts its mark
//                     there; 0 until then
//   words 64 to 511   a pattern of the page's address and the generation
// so that data from another page, an older round or a lost write shows.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_PAGE_PATTERN_H_
#define HMMBENCH_BENCHMARKS_HARNESS_PAGE_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hmmbench {

inline constexpr size_t kPageBytes = 4096;
inline constexpr size_t kPageWords = kPageBytes / sizeof(uint64_t);
inline constexpr size_t kSlots = 64;

// Says which slots must hold their writer's mark; bit i stands for writer i.
struct SlotRule {
  uint64_t must = 0;  // these do
  uint64_t may = 0;   // these do, or are empty
  // Of these slots at least one holds its mark. Used for writers that write the
  // whole page and so empty each other's slots (0: there are none).
  uint64_t any_of = 0;
  // Slots that are in none of these are empty.
};

struct WrongWord {
  uint64_t address = 0;  // of the page
  size_t word = 0;
  uint64_t expected = 0;
  uint64_t got = 0;
  friend bool operator==(const WrongWord&, const WrongWord&) = default;
};
std::string ToString(const WrongWord& wrong);

// The content of pages in one generation. `address` is the page's address in
// the process. `page` is its 512 words, there or in a copy.
class PagePattern {
 public:
  explicit PagePattern(uint64_t generation) : generation_(generation) {}

  [[nodiscard]] uint64_t generation() const { return generation_; }

  // Returns what word `word` (64 to 511) must be.
  [[nodiscard]] uint64_t Word(uint64_t address, size_t word) const noexcept {
    return Base(address) + word * kStep;
  }
  // Returns the mark that writer `writer` (0 to 63) puts into its slot. It is
  // never 0.
  [[nodiscard]] uint64_t Mark(uint64_t address, size_t writer) const noexcept {
    return (Base(address) ^ (writer * kStep)) | 1;
  }

  // Writes the pattern and empties the slots.
  void Fill(uint64_t address, uint64_t* page) const noexcept;

  // Returns the first wrong word of the pattern or the slots, if any.
  [[nodiscard]] std::optional<WrongWord> CheckPattern(
      uint64_t address, const uint64_t* page) const noexcept;
  [[nodiscard]] std::optional<WrongWord> CheckSlots(
      uint64_t address, const uint64_t* page, SlotRule rule) const noexcept;
  // Checks all 512 words.
  [[nodiscard]] std::optional<WrongWord> CheckPage(
      uint64_t address, const uint64_t* page,
      SlotRule rule = {}) const noexcept;

 private:
  static constexpr uint64_t kStep = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio

  // Mixes address and generation so that neighbours differ in many bits.
  [[nodiscard]] uint64_t Base(uint64_t address) const noexcept {
    uint64_t x = (address + generation_) * kStep;
    x ^= x >> 32;
    x *= kStep;
    return x ^ (x >> 29);
  }

  uint64_t generation_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_PAGE_PATTERN_H_
