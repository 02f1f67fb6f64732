// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Waits for the kernel's final clock source. Right after boot the kernel uses
// an early one.

#ifndef HMMBENCH_BENCHMARKS_GUEST_CLOCK_SOURCE_H_
#define HMMBENCH_BENCHMARKS_GUEST_CLOCK_SOURCE_H_

#include <chrono>
#include <filesystem>

namespace hmmbench {

// Waits until the kernel no longer runs on "tsc-early": for a second or so
// after boot it measures the TSC's rate, then changes to the final clock with
// all CPUs stopped, which would fall into a cell
// (tsc_refine_calibration_work() in arch/x86/kernel/tsc.c). Until then
// clock_getres() may say 4 ms. Gives up after `limit`; the environment record
// says which clock it is. `file` is the kernel's current_clocksource.
void AwaitFinalClockSource(
    std::chrono::milliseconds limit,
    const std::filesystem::path& file =
        "/sys/devices/system/clocksource/clocksource0/current_clocksource");

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_GUEST_CLOCK_SOURCE_H_
