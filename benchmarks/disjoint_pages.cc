// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// disjoint_pages: each thread touches its own slice of the range.
//
// Stresses    what faulting threads share although their pages differ:
//             mmap_lock, page tables, the LRU, the driver's and the allocator's
//             locks. Threads share an address space. Processes (as
//             will-it-scale compares them with threads) share no mmap_lock, no
//             page tables and no mirror, but only what belongs to the kernel or
//             the device.
// Separates   no policies, because no two threads want the same folio. How its
//             throughput grows with threads is the upper limit for same_page.
//             The difference between processes and threads is the cost of the
//             address space.
// Expect      one fault and one migrate_to_ram() call a page everywhere.

#include <cstddef>
#include <memory>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/scenario.h"
#include "benchmarks/harness/worker_processes.h"

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

std::unique_ptr<Measurement> StartDisjointPages(
    const Cell& cell, const MeasurementContext& context) {
  if (cell.Word("workers") == "processes") {
    if (axes::StridePages(cell) > 1) {
      throw CannotRunHere(
          "processes touch each page of theirs: use stride:page");
    }
    return std::make_unique<WorkerProcesses>(cell, context);
  }
  return std::make_unique<CellRun>(cell, context);
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
     .axes =
         {axes::Threads("2"),
          {.name = "workers",
           .help =
               "what each of them is: a thread of one process, or a process",
           .default_value = "threads",
           .words = {"threads", "processes"}},
          axes::Pages(),
          axes::Access(),
          axes::DelayUs("0"),
          axes::DelayShape(),
          axes::Placement("spread"),
          axes::Stride()},
     .body = DisjointPages,
     .start = StartDisjointPages});

}  // namespace
}  // namespace hmmbench
