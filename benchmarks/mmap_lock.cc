// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// mmap_lock: as same_page, with more threads that change the address space.
// They need the mmap_lock for writing; every fault on a device page holds it
// for reading until the fault is done.
//
// Stresses    the mmap_lock while faults wait for a folio.
// Separates   policies by what their losers cost other threads. A loser that
//             sleeps with the lock held makes a writer wait for the winner's
//             copy. A loser that spins through user mode releases the lock each
//             time.
// Expect      the latency of the role mmap_writer follows the time for which
//             the folio is locked (delay_us, copy_us, copy_sleep_us) under wait
//             and lock-ref. Under trylock it is shorter, but there are more
//             faults.
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

// Changes for each page. One of them comes while the folio is locked.
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
