// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// migrate_vs_fault: CPU threads touch a page several times while a migrator
// moves it back to the device.
//
// Stresses    both directions of migration at once: a fault that finds the
//             page on its way to the device waits for the migration entry, one
//             that finds it there brings it back, and the migrator finds the
//             page locked or referenced.
// Separates   policies by what a fault's loser does to the migrator: a
// reference
//             that it holds makes the migrator's attempt fail.
// Expect      more migrate_to_ram() calls than pages, as a page comes back more
//             than once; wait: voluntary switches in the CPU threads; the
//             counter left_behind is how often the migrator had to leave the
//             page, taken_back how often it moved the page and a fault took it
//             back at once. The role migrator has its latencies.

#include <cstddef>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

// Of each thread, for each page.
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
