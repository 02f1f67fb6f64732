// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// open_loop: each thread touches the pages one after the other at times that
// are fixed in advance, even when it is late with the touch before.
//
// Stresses    faults at a given load. It is same_page without its start
//             barrier, so threads meet at a page only now and then, as in a
//             program.
// Separates   policies by response time, which counts from when a touch was
//             due. In a closed loop a stall of one touch is one slow sample,
//             however many touches it delayed.
// Expect      while the load is low, the roles cpu (service time, from when the
//             touch began) and cpu_response are alike. When interval_us is
//             shorter than a touch, response times grow with the queue. A
//             policy with rare long stalls has a good p99 of service and a bad
//             p99 of response.
//
// Source: Schroeder, Wierman, Harchol-Balter: Open Versus Closed: A Cautionary
// Tale, NSDI 2006.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "benchmarks/harness/arrivals.h"
#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void OpenLoop(CellRun& run) {
  const size_t threads = run.Count("threads");
  const auto kind = run.Word("arrivals") == "poisson" ? ArrivalKind::kPoisson
                                                      : ArrivalKind::kConstant;
  const std::chrono::nanoseconds interval =
      std::chrono::microseconds(run.Count("interval_us"));
  const auto schedules = std::make_shared<std::vector<Arrivals>>();
  for (size_t index = 0; index < threads; ++index) {
    schedules->emplace_back(kind, static_cast<uint64_t>(interval.count()),
                            index + 1);
  }
  run.CpuThreads({.threads = threads,
                  .writes = run.Word("access") == "write",
                  .open_loop = true},
                 [schedules](CpuThread& thread) {
                   Arrivals& arrivals = (*schedules)[thread.index()];
                   arrivals.Restart();
                   for (size_t page = 0; page < thread.pages(); ++page) {
                     thread.TouchAt(page, arrivals.Next());
                   }
                 });
}

HMMBENCH_SCENARIO(
    kOpenLoop,
    {.name = "open_loop",
     .summary = "touches that are due at given times, however long others take",
     .stresses = "faults at a given load, without a barrier",
     .separates = "policies by response time, from when a touch was due: a "
                  "stall delays all touches behind it",
     .expect = "service and response alike at low load; response grows with "
               "the queue where interval_us is below what a touch takes",
     .axes = {axes::Threads("4"),
              axes::Pages(),
              axes::Access(),
              {.name = "arrivals",
               .help = "gaps between a thread's touches: equal or exponential",
               .default_value = "poisson",
               .words = {"constant", "poisson"}},
              {.name = "interval_us",
               .help = "mean time between two touches of a thread, in us",
               .default_value = "200",
               .lowest = 1,
               .highest = 1'000'000},
              axes::DelayUs("20"),
              axes::DelayShape(),
              axes::CopyUs(),
              axes::CopySleepUs(),
              axes::DriverLock(),
              axes::Driver(),
              axes::NotifierUs(),
              axes::RefuseUs(),
              axes::Placement("spread")},
     .body = OpenLoop});

}  // namespace
}  // namespace hmmbench
