// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The boots of a run folder, one after the other or several at a time.

#ifndef HMMBENCH_CLI_RUN_SCHEDULE_H_
#define HMMBENCH_CLI_RUN_SCHEDULE_H_

#include <filesystem>
#include <functional>

#include "benchmarks/harness/plan.h"
#include "cli/progress_line.h"
#include "fixtures/record/records.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

using OnRecordEvent = std::function<void(const RecordTail::Event&)>;

// Measures the cells of a plan in one boot, whose files go to `folder`, and
// fills in how it ended; number and variant are the caller's. What is known of
// a boot before it begins goes into the record first: an interrupted one keeps
// that. Called from several threads where several boots run at a time.
using RunBoot =
    std::function<void(const ScheduledBoot& boot, const Plan& plan,
                       const std::filesystem::path& folder,
                       const OnRecordEvent& on_event, BootRecord& record)>;

// Runs every boot of the folder's schedule, `at_once` at a time and begun in
// its order, with progress on `line`, and marks the run as finished. More than
// one only where boots do not disturb each other. A boot that starved, hung or
// panicked in a cell is continued by another one with the cells after it, whose
// number is the next that is free. Throws what `run_boot` throws, once none
// runs any more; of Interrupted the message says where what was measured is.
void RunSchedule(RunFolder& folder, const Plan& plan, unsigned at_once,
                 ProgressLine& line, const RunBoot& run_boot);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_RUN_SCHEDULE_H_
