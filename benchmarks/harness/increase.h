// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Counts of a stretch of time, from counters since boot, by name or number.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_INCREASE_H_
#define HMMBENCH_BENCHMARKS_HARNESS_INCREASE_H_

#include <cstdint>
#include <map>

namespace hmmbench {

// Returns by how much each counter of `after` is larger than in `before`. A
// counter that `before` lacks was 0.
template <typename Key>
std::map<Key, uint64_t> Increase(const std::map<Key, uint64_t>& before,
                                 const std::map<Key, uint64_t>& after) {
  std::map<Key, uint64_t> increase;
  for (const auto& [key, value] : after) {
    const auto was = before.find(key);
    increase[key] = value - (was == before.end() ? 0 : was->second);
  }
  return increase;
}

template <typename Key>
void Add(const std::map<Key, uint64_t>& counts, std::map<Key, uint64_t>* sums) {
  for (const auto& [key, count] : counts) (*sums)[key] += count;
}

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_INCREASE_H_
