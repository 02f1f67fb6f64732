// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// eviction: the device's memory is full. A migrator brings in pages of its own,
// one after the other. For each of them the device evicts its oldest page,
// which is the page that the threads touch at that moment.
//
// Stresses    a folio that is migrated off the device for two reasons at once:
//             a CPU wants the page, and the device wants its place.
// Separates   policies by what the loser of a fault does while an eviction has
//             the folio. Failed evictions do not separate policies: they are
//             caused by faults that hold the folio, and there are about as many
//             under every policy.
// Expect      pages that the eviction gets first need no fault (counter
//             evicted). evict_failed says how often a fault held the folio.
//             getref: migrate_to_ram() calls that move nothing. trylock: faults
//             while the eviction has the lock. wait: voluntary switches. The
//             role migrator records the time to take in a page, its eviction
//             included.
//
// Source: the device evicts before migrate_vma_setup(), without locks, as a
// driver that first makes room (svm_range_vram_node_new() in
// drivers/gpu/drm/amd/amdkfd/kfd_migrate.c of 6.12). The emulated device does
// so with the fixture patch 0007-memory-limit.

#include <cstddef>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void Eviction(CellRun& run) {
  run.FillOwner();
  run.RaceForEachPage();
  run.MigratorThreads(1, [](MigratorThread& thread) {
    thread.MeetBeforeEach(1, [&](size_t page) { thread.PullOwn(page, 1); });
  });
}

HMMBENCH_SCENARIO(
    kEviction,
    {.name = "eviction",
     .summary = "threads touch a page that a full device evicts",
     .stresses = "a folio that leaves the device for a fault and for its place "
                 "at once",
     .separates = "policies by what a fault's loser does during an eviction",
     .expect = "getref: failed migrations; trylock: faults while the eviction "
               "has the lock; wait: voluntary switches",
     .axes = {axes::Threads("2"), axes::Pages(), axes::Access(),
              axes::DelayUs("20"), axes::DelayShape(), axes::CopyUs(),
              axes::CopySleepUs(), axes::DriverLock(), axes::Driver(),
              axes::NotifierUs(), axes::RefuseUs(), axes::Placement("spread")},
     .version = 2,
     .more_threads = 1,  // the one that takes pages in
     .body = Eviction});

}  // namespace
}  // namespace hmmbench
