// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Records of one thread alone on the virtual clock, for tests.

#ifndef HMMBENCH_ANALYSIS_TEST_LONE_H_
#define HMMBENCH_ANALYSIS_TEST_LONE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {

// The time that a tick adds to the touch that it falls into.
inline constexpr uint64_t kTickNs = 5'000;

// Lengths that differ a little, from 8,000 to 8,260, mean 8,130.
inline uint64_t Even(size_t i) { return 8000 + 65 * (i / 4 % 5); }

template <typename Length>
std::vector<uint64_t> Lengths(size_t touches, const Length& length) {
  std::vector<uint64_t> lengths;
  for (size_t i = 0; i < touches; ++i) lengths.push_back(length(i));
  return lengths;
}

// Makes touches of these lengths. A tick fell into some of them, named by their
// places.
inline CellRecord LoneCell(std::vector<uint64_t> lengths,
                           const std::vector<size_t>& ticked) {
  CellRecord record;
  record.cell = "fault_path/pages:16";
  record.scenario = "fault_path";
  record.axes = {{"pages", "16"}};
  ThreadRecord thread;
  thread.role = "cpu";
  thread.cpu = 0;
  thread.touches = lengths.size();
  thread.minor_faults = lengths.size();
  thread.ticked_touches = ticked.size();
  thread.ticked_ns = 0;
  for (const size_t place : ticked) {
    lengths[place] += kTickNs;
    *thread.ticked_ns += lengths[place];
  }
  thread.touch_ns = 0;
  for (const uint64_t ns : lengths) {
    *thread.touch_ns += ns;
    record.latency["cpu"].Record(ns);
  }
  thread.fastest_touch_ns = *std::ranges::min_element(lengths);
  record.rounds = 1;
  record.round_ns = {*thread.touch_ns};
  record.pages = lengths.size();
  record.touches = lengths.size();
  record.oracle_checked = lengths.size();
  record.device["migrate_to_ram"] = lengths.size();
  record.threads.push_back(thread);
  return record;
}

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TEST_LONE_H_
