// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What the fixture itself has a device do is not measured.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_UNCOUNTED_H_
#define HMMBENCH_BENCHMARKS_HARNESS_UNCOUNTED_H_

#include <cstdint>
#include <map>
#include <string>

#include "benchmarks/harness/increase.h"
#include "fixtures/device/device.h"

namespace hmmbench {

// Calls `work`, and adds what the device counts meanwhile to `before`: it is
// none of the threads' doing.
template <typename Work>
void Uncounted(Device& device, std::map<std::string, uint64_t>* before,
               Work&& work) {
  const std::map<std::string, uint64_t> counters = device.Counters();
  work();
  Add(Increase(counters, device.Counters()), before);
}

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_UNCOUNTED_H_
