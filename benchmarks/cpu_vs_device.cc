// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// cpu_vs_device: CPU threads and a second device touch the same pages of the
// first device's memory. All wait at a start barrier before each request.
//
// The device's threads use the device that does *not* own the pages, because a
// device finds its own pages without a fault. Each sends requests of
// `request_pages` pages, and the CPU threads touch the same pages one by one
// meanwhile.
//
// Stresses    the race for a folio's lock between a CPU's exception and
//             hmm_range_fault(), which retries inside the kernel with mmap_lock
//             held for reading.
// Separates   the same policies as same_page. The device's loser cannot leave
//             for user mode, so trylock costs more here. With request_pages
//             above 1, 6.12 faults the whole rest of a request again at each
//             retry.
// Expect      getref: several migrate_to_ram() calls a page, and sometimes
//             EBUSY from the device (counted as request_busy). trylock: one
//             call, and very many faults, on the device's side too. wait: about
//             two faults a thread and page.

#include <algorithm>
#include <cstddef>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void CpuVersusDevice(CellRun& run) {
  const size_t step = run.Count("request_pages");
  if (step > 1 && run.Word("stride") != "page") {
    throw CannotRunHere(
        "a request covers pages that follow each other: use request_pages:1 or "
        "stride:page");
  }
  run.CpuThreads({.threads = run.Count("threads"),
                  .writes = run.Word("access") == "write",
                  .faults_per_touch = true},
                 [step](CpuThread& thread) {
                   thread.MeetBeforeEach(step, [&](size_t first) {
                     const size_t end = std::min(first + step, thread.pages());
                     for (size_t page = first; page < end; ++page)
                       thread.Touch(page);
                   });
                 });
  run.DeviceThreads({.threads = run.Count("devices"),
                     .writes = run.Word("device_access") == "write",
                     .faults_per_touch = true,
                     .request_pages = step,
                     .mirrors = run.Count("mirrors")},
                    [step](DeviceThread& thread) {
                      thread.MeetBeforeEach(step, [&](size_t first) {
                        thread.Request(first,
                                       std::min(step, thread.pages() - first));
                      });
                    });
}

HMMBENCH_SCENARIO(
    kCpuVersusDevice,
    {.name = "cpu_vs_device",
     .summary = "CPU threads and a device fault the same pages at once",
     .stresses = "the race for a folio's lock between a CPU's exception and "
                 "hmm_range_fault(), which retries inside the kernel",
     .separates =
         "as same_page; the device's loser cannot leave the kernel, so "
         "trylock costs more here",
     .expect = "getref: several migrate_to_ram() calls a page, now and then "
               "EBUSY; trylock: one call, very many faults; wait: about two "
               "faults a thread and page",
     .axes = {axes::Threads("2"), axes::Devices("1"), axes::Pages(),
              axes::Access(), axes::DeviceAccess(), axes::Mirrors(),
              axes::RequestPages(), axes::DelayUs("20"), axes::DelayShape(),
              axes::CopyUs(), axes::CopySleepUs(), axes::DriverLock(),
              axes::Driver(), axes::NotifierUs(), axes::RefuseUs(),
              axes::Placement("spread"), axes::Stride()},
     .body = CpuVersusDevice});

}  // namespace
}  // namespace hmmbench
