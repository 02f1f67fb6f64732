// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs the cells of a plan, each as a Google Benchmark, and records them.

#ifndef HMMBENCH_BENCHMARKS_GUEST_RUN_PLAN_H_
#define HMMBENCH_BENCHMARKS_GUEST_RUN_PLAN_H_

#include <ostream>

#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/plan.h"
#include "fixtures/record/records.h"

namespace hmmbench {

// Writes to `records` as things happen, from the first cell's begin to the last
// cell's measurements, and Google Benchmark's own JSON to `google_benchmark`. A
// cell that fails, is skipped or is broken says so in both, and the next one
// runs. A starvation for good is recorded before MeasurementContext::lost hears
// of it. Throws Error only when `records` cannot be written.
void RunPlan(const Plan& plan, const MeasurementContext& context,
             RecordWriter& records, std::ostream& google_benchmark);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_GUEST_RUN_PLAN_H_
