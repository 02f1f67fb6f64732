// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// device_vs_device: several requests of a second device access the same pages
// of the first device's memory at once. No CPU touches them.
//
// Stresses    the race for a folio's lock among callers of hmm_range_fault().
//             None of them can leave the kernel when it loses.
// Separates   the same policies as cpu_vs_device. It also shows what one mirror
//             costs its users: requests through one open file share its mutex
//             and its invalidations.
// Expect      trylock: many handle_mm_fault() calls inside the kernel
//             (in-kernel attempts) and few hardware faults. getref: -EBUSY and
//             failed migrations. wait: about two attempts a thread and page.
//             mirrors:2 has more notifier retries than mirrors:1, because each
//             mirror is told of each invalidation.

#include <algorithm>
#include <cstddef>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void DeviceVersusDevice(CellRun& run) {
  const size_t step = run.Count("request_pages");
  run.NeedTwoDevices();
  run.DeviceThreads({.threads = run.Count("devices"),
                     .writes = run.Word("device_access") == "write",
                     .faults_per_touch = true,
                     .request_pages = step,
                     .mirrors = run.Count("mirrors")},
                    [step](DeviceThread& thread) {
                      thread.MeetBeforeEach(step, [&](size_t first) {
                        thread.Request(first,
                                       std::min(step, thread.pages() - first));
                      });
                    });
}

HMMBENCH_SCENARIO(
    kDeviceVersusDevice,
    {.name = "device_vs_device",
     .summary = "requests of a device fault the same pages at once",
     .stresses = "the race for a folio's lock among callers of "
                 "hmm_range_fault(), which cannot leave the kernel",
     .separates = "as cpu_vs_device, and what requests that share a mirror "
                  "cost each other",
     .expect = "trylock: very many attempts inside the kernel; getref: -EBUSY "
               "and failed migrations; wait: about two attempts a thread and "
               "page",
     .axes = {axes::Devices("2"), axes::Mirrors(), axes::Pages(),
              axes::RequestPages(), axes::DeviceAccess(), axes::DelayUs("20"),
              axes::DelayShape(), axes::CopyUs(), axes::CopySleepUs(),
              axes::DriverLock(), axes::Driver(), axes::NotifierUs(),
              axes::RefuseUs(), axes::Placement("spread")},
     .body = DeviceVersusDevice});

}  // namespace
}  // namespace hmmbench
