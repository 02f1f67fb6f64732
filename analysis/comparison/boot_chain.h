// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A boot whose guest was lost in a cell is continued by another one, which runs
// the cells that are left. Together they are one replicate.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_BOOT_CHAIN_H_
#define HMMBENCH_ANALYSIS_COMPARISON_BOOT_CHAIN_H_

#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {

// The number of the boot that `boot` continues in the end: its own when it
// continues none. A link that leads nowhere, forward or to another variant or
// block is none.
int FirstOfChain(const ScheduledBoot& boot,
                 const std::vector<ScheduledBoot>& schedule);

// The how-manieth boot of its variant in its block this is, from 0; that of the
// boot that it continues, if it does.
int PassOf(const ScheduledBoot& boot,
           const std::vector<ScheduledBoot>& schedule);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_BOOT_CHAIN_H_
