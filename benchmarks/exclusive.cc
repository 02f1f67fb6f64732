// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// exclusive: a second device takes a page for atomic access while CPU threads
// touch it.
//
// Stresses    make_device_exclusive() against faults. It faults the page in
//             from the first device, locks the folio and replaces the entry. A
//             CPU's touch then takes the page back under the folio's lock
//             (remove_device_exclusive_entry()).
// Separates   policies in the first step, where the page is still device
//             memory. The fault on an exclusive entry sleeps for the folio's
//             lock in every kernel.
// Expect      one migrate_to_ram() call a page, except under getref. Faults a
//             touch grow with takes. The counter exclusive_lost says how often
//             a CPU was faster than the device. The counter exclusive_retaken
//             says how often a CPU took the page back before the device had
//             looked at it.
//
// Source: mm/rmap.c, mm/memory.c; dmirror_exclusive() in lib/test_hmm.c.

#include <cstddef>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void Exclusive(CellRun& run) {
  const size_t takes = run.Count("takes");
  run.CpuThreads({.threads = run.Count("threads"),
                  .writes = run.Word("access") == "write",
                  .faults_per_touch = true},
                 [takes](CpuThread& thread) {
                   thread.MeetBeforeEach(1, [&](size_t page) {
                     for (size_t i = 0; i < takes; ++i) thread.Touch(page);
                   });
                 });
  run.DeviceThreads({.threads = run.Count("devices")},
                    [takes](DeviceThread& thread) {
                      thread.MeetBeforeEach(1, [&](size_t page) {
                        for (size_t i = 0; i < takes; ++i) {
                          thread.TakeExclusive(page);
                        }
                      });
                    });
}

HMMBENCH_SCENARIO(
    kExclusive,
    {.name = "exclusive",
     .summary =
         "a device takes a page for atomic access while threads touch it",
     .stresses = "make_device_exclusive() against faults",
     .separates = "policies while the page is still device memory",
     .expect = "one migrate_to_ram() call a page but under getref; faults a "
               "touch grow with takes",
     .axes = {axes::Threads("2"),
              axes::Devices("1"),
              {.name = "takes",
               .help = "times that the device takes each page, and that a "
                       "thread touches it",
               .default_value = "4",
               .lowest = 1,
               .highest = 1024},
              axes::Pages(),
              axes::Access(),
              axes::DelayUs("20"),
              axes::DelayShape(),
              axes::CopyUs(),
              axes::CopySleepUs(),
              axes::DriverLock(),
              axes::Driver(),
              axes::NotifierUs(),
              axes::RefuseUs(),
              axes::Placement("spread")},
     .body = Exclusive});

}  // namespace
}  // namespace hmmbench
