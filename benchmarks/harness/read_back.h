// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads through the device what a migration brought to it. A CPU that reads
// such a page would fault it back.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_READ_BACK_H_
#define HMMBENCH_BENCHMARKS_HARNESS_READ_BACK_H_

#include <cstddef>

#include "fixtures/base/error.h"
#include "fixtures/device/device.h"

namespace hmmbench {

// Call this after `migration`, when all its pages are in the device's memory.
// Fills `bounce`, the migration's buffer, with the content there. Returns false
// when the device cannot tell without moving pages. Throws Error when the read
// fails.
inline bool ReadBack(Device& device, const DeviceResult& migration,
                     void* address, size_t pages, void* bounce) {
  if (!device.ReadsBack()) return false;
  if (migration.error == 0) return true;
  // Some pages arrived only after the migration had read them.
  const DeviceResult read = device.Read(address, pages, bounce);
  if (read.error == 0) return true;
  throw Error("{} cannot read its own pages back: {}", device.Name(),
              device.Explain(read.error));
}

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_READ_BACK_H_
