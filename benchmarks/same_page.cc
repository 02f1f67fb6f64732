// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// same_page: all threads touch the same page at the same moment. They wait at a
// start barrier before each page.
//
// Stresses    the race for one folio's lock: one thread migrates the page, and
//             the others lose.
// Separates   all policies, by what the losers do.
// Expect      getref (stock 6.12): several migrate_to_ram() calls a page,
//             because the losers' references make the winner fail; very many
//             calls when the driver has a lock of its own. lock-ref: as getref,
//             but the losers go one by one. trylock: one call a page, but the
//             losers fault again and again until the page is back. resched: the
//             same as trylock, because a CPU is not in hmm_range_fault(). wait:
//             one call, about two faults a thread and page, and voluntary
//             switches instead of CPU time. With driver:xe or refuse_us this no
//             longer holds: under every policy, the thread that has the lock
//             faults again and again until the time slice is over.

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void SamePage(CellRun& run) { run.RaceForEachPage(); }

HMMBENCH_SCENARIO(
    kSamePage,
    {.name = "same_page",
     .summary = "all threads touch one page at the same moment",
     .stresses = "the race for one folio's lock: one thread migrates the page, "
                 "the others lose",
     .separates = "all policies, by what the losers of the race do",
     .expect = "getref: several migrate_to_ram() calls a page; trylock: one "
               "call, but very many faults; wait: one call, about two faults "
               "a thread and page, voluntary switches",
     .axes = {axes::Threads("4"), axes::Pages(), axes::Access(),
              axes::DelayUs("20"), axes::DelayShape(), axes::CopyUs(),
              axes::CopySleepUs(), axes::DriverLock(), axes::Driver(),
              axes::NotifierUs(), axes::RefuseUs(), axes::Placement("spread"),
              axes::Stride()},
     .body = SamePage});

}  // namespace
}  // namespace hmmbench
