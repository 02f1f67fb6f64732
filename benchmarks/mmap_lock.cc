// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// mmap_lock: same_page, and beside its threads others that change the address
// space: they need the mmap_lock for writing, which every fault on a device
// page holds for reading until it is done.
//
// Stresses    the mmap_lock while faults wait for a folio.
// Separates   policies by what their losers make others pay: one that sleeps
//             with the lock held makes a writer wait for the winner's copy, one
//             that spins through user mode lets go of it each time.
// Expect      the role mmap_writer's latency follows the folio's lock hold time
//             (delay_us, copy_us, copy_sleep_us) under wait and lock-ref; it is
//             shorter, at the price of faults, under trylock.
//
// Sources: do_swap_page() returns VM_FAULT_RETRY under the per-VMA lock for a
// device-private entry (mm/memory.c), so migrate_to_ram() always runs with the
// mmap_lock.

#include <cstddef>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

// For each page: one of them comes while the folio is locked.
constexpr int kChanges = 4;

void MmapLock(CellRun& run) {
  run.RaceForEachPage();
  run.MmapThreads(run.Count("writers"), [](MmapThread& thread) {
    thread.MeetBeforeEach(1, [&](size_t /*page*/) {
      for (int change = 0; change < kChanges; ++change) thread.Change();
    });
  });
}

HMMBENCH_SCENARIO(
    kMmapLock,
    {.name = "mmap_lock",
     .summary = "threads fault on one page while others change the address "
                "space",
     .stresses = "the mmap_lock, which a fault on a device page holds for "
                 "reading until it is done",
     .separates = "policies by what their losers make writers pay",
     .expect = "wait, lock-ref: a writer waits as long as the folio is locked; "
               "trylock: less, at the price of faults",
     .axes = {axes::Threads("3"),
              {.name = "writers",
               .help = "threads that change the address space",
               .default_value = "1",
               .lowest = 1,
               .highest = 16},
              axes::Pages(),
              axes::DelayUs("20"),
              axes::DelayShape(),
              axes::CopyUs(),
              axes::CopySleepUs(),
              axes::DriverLock(),
              axes::Driver(),
              axes::NotifierUs(),
              axes::RefuseUs(),
              axes::Placement("spread")},
     .body = MmapLock});

}  // namespace
}  // namespace hmmbench
