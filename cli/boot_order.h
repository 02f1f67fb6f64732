// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// In which order kernels are booted.

#ifndef HMMBENCH_CLI_BOOT_ORDER_H_
#define HMMBENCH_CLI_BOOT_ORDER_H_

#include <cstdint>
#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {

// Each block runs the variants in an order drawn for it, then in the reverse of
// it (ABBA), so that a drift of the machine falls on all variants alike, and
// none of them is always the first after whatever comes between blocks.
// `blocks` of 0.5 is one boot a variant. The same `seed`, the same order, on
// every machine.
std::vector<ScheduledBoot> AbbaSchedule(int variants, double blocks,
                                        uint64_t seed);

// A seed for AbbaSchedule() that a person can type.
uint64_t DrawOrderSeed();

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_BOOT_ORDER_H_
