// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/sweep.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <random>
#include <utility>

#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

// Shuffles as Fisher and Yates do. The standard's shuffle differs between
// libraries.
void Shuffle(std::vector<PlannedCell>& cells, std::mt19937_64& draws) {
  for (size_t left = cells.size(); left > 1; --left) {
    std::swap(cells[left - 1], cells[draws() % left]);
  }
}

// Groups the cells that differ in their knobs alone, in the order of the first
// ones.
std::vector<std::vector<PlannedCell>> ByCell(
    const std::vector<PlannedCell>& cells) {
  std::vector<std::vector<PlannedCell>> groups;
  for (const PlannedCell& planned : cells) {
    const std::string name = planned.cell.Name();
    const auto known = std::ranges::find_if(groups, [&name](const auto& group) {
      return group.front().cell.Name() == name;
    });
    if (known == groups.end()) {
      groups.push_back({planned});
    } else {
      known->push_back(planned);
    }
  }
  return groups;
}

}  // namespace

void CheckKnobName(std::string_view name) {
  const bool plain =
      !name.empty() && std::ranges::all_of(name, [](char letter) {
        return (letter >= 'a' && letter <= 'z') ||
               (letter >= '0' && letter <= '9') || letter == '_';
      });
  if (!plain) {
    throw Error(
        "\"{}\" is not the name of a knob: use small letters, digits and _ "
        "only",
        name);
  }
}

std::vector<PlannedCell> WithoutKnobs(const std::vector<PlannedCell>& cells) {
  std::vector<PlannedCell> plain;
  for (const auto& group : ByCell(cells)) {
    plain.push_back(group.front());
    plain.back().knobs.clear();
  }
  return plain;
}

std::vector<PlannedCell> CrossedWithKnobs(
    const std::vector<PlannedCell>& cells,
    const std::map<std::string, std::vector<uint64_t>>& knobs) {
  std::vector<PlannedCell> all = cells;
  for (const auto& [name, values] : knobs) {
    CheckKnobName(name);
    std::vector<PlannedCell> crossed;
    for (const PlannedCell& planned : all) {
      for (const uint64_t value : values) {
        crossed.push_back(planned);
        crossed.back().knobs[name] = value;
      }
    }
    all = std::move(crossed);
  }
  return all;
}

std::vector<PlannedCell> VisitsOfBoot(const std::vector<PlannedCell>& cells,
                                      uint64_t visits, uint64_t order) {
  if (visits == 1) return cells;
  std::vector<std::vector<PlannedCell>> groups = ByCell(cells);
  std::mt19937_64 draws(order);
  std::vector<PlannedCell> all;
  for (uint64_t pass = 0; pass < visits; ++pass) {
    for (auto& group : groups) {
      if (pass % 2 == 0) {
        Shuffle(group, draws);
      } else {
        std::ranges::reverse(group);
      }
      std::ranges::copy(group, std::back_inserter(all));
    }
  }
  return all;
}

}  // namespace hmmbench
