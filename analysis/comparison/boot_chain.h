// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A boot whose guest was lost in a cell is continued by another boot, which
// runs the remaining cells. Together they are one replicate.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_BOOT_CHAIN_H_
#define HMMBENCH_ANALYSIS_COMPARISON_BOOT_CHAIN_H_

#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {

// Returns the number of the boot that `boot` continues in the end, or its own
// number when it continues none. Ignores a link to a later boot, to no boot, or
// to another variant or block.
int FirstOfChain(const ScheduledBoot& boot,
                 const std::vector<ScheduledBoot>& schedule);

// Returns the position of the boot among the boots of its variant in its block,
// from 0. A boot that continues another one has the position of that boot.
int PassOf(const ScheduledBoot& boot,
           const std::vector<ScheduledBoot>& schedule);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_BOOT_CHAIN_H_
