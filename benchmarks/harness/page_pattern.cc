// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/page_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hmmbench {

std::string ToString(const WrongWord& wrong) {
  return fmt::format("page {:#x} word {}: expected {:#018x}, got {:#018x}",
                     wrong.address, wrong.word, wrong.expected, wrong.got);
}

void PagePattern::Fill(uint64_t address, uint64_t* page) const noexcept {
  std::fill_n(page, kSlots, 0);
  uint64_t value = Word(address, kSlots);
  for (size_t word = kSlots; word < kPageWords; ++word, value += kStep) {
    page[word] = value;
  }
}

std::optional<WrongWord> PagePattern::CheckPattern(
    uint64_t address, const uint64_t* page) const noexcept {
  uint64_t expected = Word(address, kSlots);
  for (size_t word = kSlots; word < kPageWords; ++word, expected += kStep) {
    if (page[word] != expected) {
      return WrongWord{address, word, expected, page[word]};
    }
  }
  return std::nullopt;
}

std::optional<WrongWord> PagePattern::CheckSlots(uint64_t address,
                                                 const uint64_t* page,
                                                 SlotRule rule) const noexcept {
  uint64_t marked = 0;
  for (size_t slot = 0; slot < kSlots; ++slot) {
    const uint64_t bit = uint64_t{1} << slot;
    const uint64_t mark = Mark(address, slot);
    if ((rule.must & bit) != 0) {
      if (page[slot] != mark) return WrongWord{address, slot, mark, page[slot]};
      continue;
    }
    if (page[slot] == 0) continue;
    if (((rule.may | rule.any_of) & bit) == 0) {
      return WrongWord{address, slot, 0, page[slot]};
    }
    if (page[slot] != mark) return WrongWord{address, slot, mark, page[slot]};
    marked |= bit;
  }
  if (rule.any_of != 0 && (marked & rule.any_of) == 0) {
    const auto slot = static_cast<size_t>(std::countr_zero(rule.any_of));
    return WrongWord{address, slot, Mark(address, slot), page[slot]};
  }
  return std::nullopt;
}

std::optional<WrongWord> PagePattern::CheckPage(uint64_t address,
                                                const uint64_t* page,
                                                SlotRule rule) const noexcept {
  const auto wrong = CheckPattern(address, page);
  return wrong ? wrong : CheckSlots(address, page, rule);
}

}  // namespace hmmbench
