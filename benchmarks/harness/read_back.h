// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a migration brought to a device, read through the device: a CPU that
// reads a page there would fault it back.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_READ_BACK_H_
#define HMMBENCH_BENCHMARKS_HARNESS_READ_BACK_H_

#include <cstddef>

#include "fixtures/base/error.h"
#include "fixtures/device/device.h"

namespace hmmbench {

// After `migration` of pages that are all in the device's memory now: `bounce`,
// which was the migration's, then holds what is there. False where the device
// cannot tell without moving pages. Throws Error when it fails to.
inline bool ReadBack(Device& device, const DeviceResult& migration,
                     void* address, size_t pages, void* bounce) {
  if (!device.ReadsBack()) return false;
  if (migration.error == 0) return true;
  // The pages had not all come when the migration read them.
  const DeviceResult read = device.Read(address, pages, bounce);
  if (read.error == 0) return true;
  throw Error("{} cannot read its own pages back: {}", device.Name(),
              device.Explain(read.error));
}

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_READ_BACK_H_
