// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// fork_shared: as same_page, but other processes map the pages as well.
//
// Stresses    faults on a folio with a mapcount above 1. try_to_migrate() then
//             has several entries to replace. A write copies the page after it
//             is back.
// Separates   the same policies as same_page. The time from the folio's lock to
//             the last migration entry is longer here, and this is the time in
//             which policies differ.
// Expect      access:read: as same_page. access:write: one more fault a page,
//             for the copy. Under getref the entries of the other processes
//             make no difference, because references are counted, not mappings.
//
// Source: copy_nonpresent_pte() in mm/memory.c shares a device-private entry at
// fork() in the same way as a page.

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void ForkShared(CellRun& run) {
  run.ShareWith(run.Count("processes"));
  run.RaceForEachPage();
}

HMMBENCH_SCENARIO(
    kForkShared,
    {.name = "fork_shared",
     .summary = "as same_page, on pages that forked processes share",
     .stresses = "faults on a folio that several processes map, and the copy "
                 "on a write",
     .separates = "as same_page, with more entries between the folio's lock "
                  "and the last migration entry",
     .expect = "read: as same_page; write: one more fault a page, for the copy",
     .axes = {axes::Threads("2"),
              {.name = "processes",
               .help = "processes that share the pages, beside the threads'",
               .default_value = "1",
               .lowest = 1,
               .highest = 64},
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
     .body = ForkShared});

}  // namespace
}  // namespace hmmbench
