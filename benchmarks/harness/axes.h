// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Axes that several scenarios have, so that they mean the same everywhere.

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
// How far apart the pages are. A driver that moves more than a page for a fault
// brings the neighbours along, and touches of those do not fault.
Axis Stride();
// Of a cell, in pages; 1 where its scenario has no such axis.
size_t StridePages(const Cell& cell);
// The driver's busy time for each fault. The policies differ only while the
// winner of a race has the folio locked and has not yet put its migration entry
// in place; without a delay that window is too short to meet in.
Axis DelayUs(std::string default_value);
// What that time, and those below, are drawn from.
Axis DelayShape();
// Time for which the folio is locked while it is copied: on the CPU, or asleep
// for an engine.
Axis CopyUs();
Axis CopySleepUs();
// What a named driver does with the time of DelayUs(); see
// fixtures/device/driver_profile.h.
Axis Driver();
// Busy time of the owner's invalidation, inside migrate_vma_setup().
Axis NotifierUs();
// For so long after a page's arrival migrate_to_ram() returns without it.
Axis RefuseUs();
// A lock of the driver around each fault, or around its delay, too. With
// getref, whose losers wait for it with a reference that makes the winner fail,
// it is a stable livelock.
Axis DriverLock();
Axis Placement(std::string default_value);
// A NUMA node by its number, or kAnyNode: left to what the scenario does
// anyway. CellRun knows "cpu_node", "system_node" and "device_node".
inline constexpr const char* kAnyNode = "any";
inline constexpr int kMostNodes = 8;  // CONFIG_NODES_SHIFT=3 of the guests
Axis Node(std::string name, std::string help);

}  // namespace hmmbench::axes

#endif  // HMMBENCH_BENCHMARKS_HARNESS_AXES_H_
