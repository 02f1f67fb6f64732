// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Tells whether equal numbers of two runs mean the same thing.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_COMPARABLE_H_
#define HMMBENCH_ANALYSIS_COMPARISON_COMPARABLE_H_

#include <string>

#include "fixtures/record/run_folder.h"

namespace hmmbench {

// Why figures of the two runs must not be put beside each other, in a few
// words; "" when they may.
// - A real clock's nanoseconds are not a virtual one's instructions, nor those
//   of a CPU those of an emulator.
// - On the virtual clock a figure is exact, and any difference is taken for the
//   kernel's. Another QEMU takes turns in another way and may count another
//   way, another compiler makes another path, another layout of CPUs another
//   race. So does another program in the guest, other turns, another cost of a
//   wake-up. A copy of a template has another past than a boot with its seed.
// - A scenario whose version differs does not measure the same, nor does a
//   suite with another MAJOR. What a run of before did not note of these is
//   taken as the same.
std::string WhyNotComparable(const Manifest& first, const Manifest& other);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_COMPARABLE_H_
