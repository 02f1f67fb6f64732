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

// Which slots must hold their writer's mark, bit i for writer i.
struct SlotRule {
  uint64_t must = 0;  // these do
  uint64_t may = 0;   // these do, or are empty
  // At least one of these does: writers that write the whole page, and so
  // empty each other's slots (0: nobody does).
  uint64_t any_of = 0;
  // Slots in none of them are empty.
};

struct WrongWord {
  uint64_t address = 0;  // of the page
  size_t word = 0;
  uint64_t expected = 0;
  uint64_t got = 0;
  friend bool operator==(const WrongWord&, const WrongWord&) = default;
};
std::string ToString(const WrongWord& wrong);

// What pages hold in one generation. `address` is where the page is in the
// process; `page` is its 512 words, there or in a copy.
class PagePattern {
 public:
  explicit PagePattern(uint64_t generation) : generation_(generation) {}

  [[nodiscard]] uint64_t generation() const { return generation_; }

  // What word `word` (64 to 511) must be.
  [[nodiscard]] uint64_t Word(uint64_t address, size_t word) const noexcept {
    return Base(address) + word * kStep;
  }
  // What writer `writer` (0 to 63) puts into its slot. Never 0.
  [[nodiscard]] uint64_t Mark(uint64_t address, size_t writer) const noexcept {
    return (Base(address) ^ (writer * kStep)) | 1;
  }

  // Writes the pattern and empties the slots.
  void Fill(uint64_t address, uint64_t* page) const noexcept;

  // The first word that is wrong, if any: of the pattern, of the slots.
  [[nodiscard]] std::optional<WrongWord> CheckPattern(
      uint64_t address, const uint64_t* page) const noexcept;
  [[nodiscard]] std::optional<WrongWord> CheckSlots(
      uint64_t address, const uint64_t* page, SlotRule rule) const noexcept;
  // Of all 512 words.
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
