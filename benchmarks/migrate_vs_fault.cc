// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// migrate_vs_fault: CPU threads touch a page several times, and meanwhile a
// migrator moves it back to the device.
//
// Stresses    both directions of migration at once. A fault that comes while
//             the page is on its way to the device waits for the migration
//             entry. A fault that comes when the page has arrived there brings
//             it back. The migrator may find the page locked or referenced.
// Separates   policies by what the loser of a fault does to the migrator: if it
//             holds a reference, the migrator's attempt fails.
// Expect      more migrate_to_ram() calls than pages, because a page comes back
//             more than once. wait: voluntary switches in the CPU threads. The
//             counter left_behind says how often the migrator had to leave the
//             page. The counter taken_back says how often the migrator moved
//             the page and a fault took it back at once. The role migrator
//             records latencies too.

#include <cstddef>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

// Touches of each page by each thread.
constexpr int kTimes = 4;

void MigrateVersusFault(CellRun& run) {
  run.CpuThreads({.threads = run.Count("threads"),
                  .writes = run.Word("access") == "write",
                  .faults_per_touch = true},
                 [](CpuThread& thread) {
                   thread.MeetBeforeEach(1, [&](size_t page) {
                     for (int i = 0; i < kTimes; ++i) thread.Touch(page);
                   });
                 });
  run.MigratorThreads(run.Count("migrators"), [](MigratorThread& thread) {
    thread.MeetBeforeEach(1, [&](size_t page) {
      for (int i = 0; i < kTimes; ++i) thread.Pull(page, 1);
    });
  });
}

HMMBENCH_SCENARIO(
    kMigrateVersusFault,
    {.name = "migrate_vs_fault",
     .summary = "threads fault a page back while a migrator takes it away",
     .stresses = "both directions of migration at once",
     .separates = "policies by what a fault's loser does to the migrator",
     .expect = "more migrate_to_ram() calls than pages; the migrator leaves "
               "pages behind that a fault holds",
     .axes = {axes::Threads("2"),
              {.name = "migrators",
               .help = "threads that move the page to the device",
               .default_value = "1",
               .lowest = 1,
               .highest = 16},
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
              axes::Placement("spread"),
              axes::Stride()},
     .body = MigrateVersusFault});

}  // namespace
}  // namespace hmmbench
