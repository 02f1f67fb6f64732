// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// huge_page: all threads touch the same huge folio (2 MiB) at the same moment.
// They wait at a start barrier before each folio. A touch is a sweep over all
// of its 512 pages, so that the same bytes can also be measured as pages of 4
// KiB (mapping:base). In a huge folio one fault brings all of it back; each
// base page has its own fault.
//
// A huge cell is about a folio that one PMD maps while it is on the device.
// Each round checks that. On a kernel that splits the folio the cell is
// skipped.
//
// The readers are threads that make the device that does *not* own the folio
// read all of it. Whoever migrates the folio must invalidate what that device
// has mapped, and waits for the device's reads with the folio locked.
//
// Stresses    the race for a huge folio's lock: do_huge_pmd_device_private()
//             instead of do_swap_page().
// Separates   stock from huge-wait on 7.3: stock's losers wait for base pages,
//             but fault again and again on a huge folio.
// Expect      stock and trylock: many faults a touch, and more with readers.
//             huge-wait: one or two faults a thread and folio.

#include <cstddef>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/page_range.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void HugePage(CellRun& run) {
  run.CpuThreads({.threads = run.Count("threads"),
                  .writes = run.Word("access") == "write",
                  .faults_per_touch = true},
                 [](CpuThread& thread) {
                   thread.MeetBeforeEach(kHugePages, [&](size_t first) {
                     thread.Sweep(first, kHugePages);
                   });
                 });
  if (run.Count("readers") == 0) return;
  run.DeviceThreads({.threads = run.Count("readers"),
                     .faults_per_touch = true,
                     .request_pages = kHugePages},
                    [](DeviceThread& thread) {
                      thread.MeetBeforeEach(kHugePages, [&](size_t first) {
                        thread.Request(first, kHugePages);
                      });
                    });
}

HMMBENCH_SCENARIO(
    kHugePage,
    {.name = "huge_page",
     .summary = "all threads touch one huge folio (2 MiB) at the same moment",
     .stresses = "the race for a huge folio's lock: "
                 "do_huge_pmd_device_private() instead of do_swap_page()",
     .separates = "stock from huge-wait on 7.3, whose stock waits for base "
                  "pages only; 6.12 has no huge folios on devices",
     .expect = "stock and trylock: many faults a touch, more with readers; "
               "huge-wait: one or two faults a thread and folio",
     .axes = {axes::Threads("4"),
              {.name = "folios",
               .help = "huge folios that are on the device when a round begins",
               .default_value = "4",
               .lowest = 1,
               .highest = 32},
              {.name = "mapping",
               .help = "how they are mapped: as huge folios, or as the same "
                       "bytes in pages of 4 KiB",
               .default_value = "huge",
               .words = {"huge", "base"}},
              {.name = "readers",
               .help = "threads that have the other device read the folio",
               .default_value = "0",
               .lowest = 0,
               .highest = 16},
              axes::Access(),
              axes::DelayUs("20"),
              axes::DelayShape(),
              axes::Placement("spread")},
     .body = HugePage});

}  // namespace
}  // namespace hmmbench
