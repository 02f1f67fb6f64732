// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// fault_path: one thread touches one page after the other, and no other thread
// touches them.
//
// Stresses    the fault path itself: exception, do_swap_page(), the driver's
//             migrate_to_ram(), one page copied back.
// Separates   no policies, because there is no race to lose. It is the control:
//             if it costs more under a policy, every fault pays that.
// Expect      one fault and one migrate_to_ram() call a page everywhere.

#include <cstddef>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/scenario.h"

namespace hmmbench {
namespace {

void FaultPath(CellRun& run) {
  run.CpuThreads({.threads = 1, .writes = run.Word("access") == "write"},
                 [](CpuThread& thread) {
                   for (size_t page = 0; page < thread.pages(); ++page) {
                     thread.Touch(page);
                   }
                 });
}

HMMBENCH_SCENARIO(
    kFaultPath,
    {.name = "fault_path",
     .summary = "one thread faults pages back alone (control)",
     .stresses = "the fault path itself: exception, do_swap_page(), "
                 "migrate_to_ram(), one page copied back",
     .separates = "none: there is no race to lose; what it costs more under a "
                  "policy, everybody pays",
     .expect = "one fault and one migrate_to_ram() call a page everywhere",
     .axes = {axes::Pages(), axes::Access(), axes::DelayUs("0"),
              axes::DelayShape(), axes::Placement("packed"), axes::Stride()},
     .body = FaultPath});

}  // namespace
}  // namespace hmmbench
