// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Axes that several scenarios share, so that they have the same meaning
// everywhere.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_AXES_H_
#define HMMBENCH_BENCHMARKS_HARNESS_AXES_H_

#include <cstddef>
#include <string>

#include "benchmarks/harness/scenario.h"

namespace hmmbench::axes {

Axis Threads(std::string default_value);
Axis Pages();
Axis Access();
Axis Devices(std::string default_value);
Axis DeviceAccess();
Axis Mirrors();
Axis RequestPages();
// The distance between the pages. A driver that moves more than a page for a
// fault moves the neighbours too, and touches of those do not fault.
Axis Stride();
// The cell's stride in pages; 1 when its scenario has no such axis.
size_t StridePages(const Cell& cell);
// The driver's busy time for each fault. The policies differ only while the
// winner of a race has the folio locked and has not yet put its migration entry
// in place; without a delay that window is too short to meet in.
Axis DelayUs(std::string default_value);
// The distribution of that time and of those below.
Axis DelayShape();
// Time for which the folio is locked while it is copied: on the CPU, or asleep
// for an engine.
Axis CopyUs();
Axis CopySleepUs();
// Where a named driver spends the time of DelayUs(); see
// fixtures/device/driver_profile.h.
Axis Driver();
// Busy time of the owner's invalidation, inside migrate_vma_setup().
Axis NotifierUs();
// For this long after a page's arrival migrate_to_ram() returns without moving
// it.
Axis RefuseUs();
// A lock of the driver around each fault, or around its delay as well. With
// getref it is a stable livelock: the losers wait for the lock while they hold
// a reference, and the reference makes the winner fail.
Axis DriverLock();
Axis Placement(std::string default_value);
// The number of a NUMA node, or kAnyNode, which leaves the choice to the
// scenario. CellRun knows "cpu_node", "system_node" and "device_node".
inline constexpr const char* kAnyNode = "any";
inline constexpr int kMostNodes = 8;  // CONFIG_NODES_SHIFT=3 of the guests
Axis Node(std::string name, std::string help);

}  // namespace hmmbench::axes

#endif  // HMMBENCH_BENCHMARKS_HARNESS_AXES_H_
