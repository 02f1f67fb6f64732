// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// numa_matrix: as same_page, with the nodes of the threads, of the system
// memory and of the device's memory each chosen by number.
//
// Stresses    the distances that a fault crosses. To copy the page, the CPU
//             reads the device's memory and writes system memory. It also works
//             on page tables and on the folio's state.
// Separates   no policies by itself. A copy over a distance takes longer, and
//             the folio is locked for longer, so the differences that same_page
//             shows grow.
// Expect      on real nodes the time of a touch follows both distances, from
//             the CPU to either memory; trylock's faults a page follow the time
//             of the copy. Under emulation all nodes are alike, and only the
//             counts have a meaning.
//
// The emulated device's memory is the kernel's, allocated under the policy of
// the thread that migrates (alloc_page() in lib/test_hmm.c). System memory is
// allocated under the policy of the mapping (alloc_page_vma()). Each round
// checks where the pages are. A cell whose pages are on other nodes fails.

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void NumaMatrix(CellRun& run) { run.RaceForEachPage(); }

HMMBENCH_SCENARIO(
    kNumaMatrix,
    {.name = "numa_matrix",
     .summary = "same_page with threads and memories on chosen NUMA nodes",
     .stresses = "the distances from the CPU to the memory that a page comes "
                 "from and to the one that it goes to",
     .separates = "none by itself: a longer copy keeps the folio locked for "
                  "longer, and what same_page says of a policy grows with it",
     .expect = "real nodes: the time of a touch follows both distances; "
               "emulation: all nodes are alike",
     .axes = {axes::Threads("2"),
              axes::Node("cpu_node", "NUMA node of the threads"),
              axes::Node("system_node", "NUMA node that pages come back to"),
              axes::Node("device_node", "NUMA node of the device's memory"),
              axes::Pages(), axes::Access(), axes::DelayUs("20"),
              axes::DelayShape()},
     .body = NumaMatrix});

}  // namespace
}  // namespace hmmbench
