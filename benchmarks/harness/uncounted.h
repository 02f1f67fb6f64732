// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Keeps the work that the fixture itself gives a device out of the measurement.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_UNCOUNTED_H_
#define HMMBENCH_BENCHMARKS_HARNESS_UNCOUNTED_H_

#include <cstdint>
#include <map>
#include <string>

#include "benchmarks/harness/increase.h"
#include "fixtures/device/device.h"

namespace hmmbench {

// Calls `work`, and adds what the device counts meanwhile to `before`, because
// the threads did not cause it.
template <typename Work>
void Uncounted(Device& device, std::map<std::string, uint64_t>* before,
               Work&& work) {
  const std::map<std::string, uint64_t> counters = device.Counters();
  work();
  Add(Increase(counters, device.Counters()), before);
}

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_UNCOUNTED_H_
