// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// disjoint_pages: each thread touches its own slice of the range.
//
// Stresses    what faulting threads share although their pages differ:
//             mmap_lock, page tables, the LRU, the driver's and the
//             allocator's locks.
// Separates   no policies: no two threads want the same folio. How throughput
//             grows with threads is the ceiling that same_page is seen against.
// Expect      one fault and one migrate_to_ram() call a page everywhere.

#include <cstddef>

#include "benchmarks/axes.h"
#include "benchmarks/cell_run.h"
#include "benchmarks/scenario.h"

namespace hmmbench {
namespace {

void DisjointPages(CellRun& run) {
  run.CpuThreads({.threads = run.Count("threads"),
                  .writes = run.Word("access") == "write"},
                 [](CpuThread& thread) {
                   const size_t first =
                       thread.index() * thread.pages() / thread.threads();
                   const size_t end =
                       (thread.index() + 1) * thread.pages() / thread.threads();
                   for (size_t page = first; page < end; ++page) {
                     thread.Touch(page);
                   }
                 });
}

HMMBENCH_SCENARIO(
    kDisjointPages,
    {.name = "disjoint_pages",
     .summary = "each thread faults its own pages back",
     .stresses = "what faulting threads share although their pages differ: "
                 "mmap_lock, page tables, LRU, allocator",
     .separates = "none: no two threads want the same folio; it is the ceiling "
                  "for same_page",
     .expect = "one fault and one migrate_to_ram() call a page everywhere",
     .axes = {axes::Threads("2"), axes::Pages(), axes::Access(),
              axes::DelayUs("0"), axes::Placement("spread")},
     .body = DisjointPages});

}  // namespace
}  // namespace hmmbench
