// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/measurement.h"

#include "benchmarks/harness/scenario.h"
#include "fixtures/record/records.h"

namespace hmmbench {

CellRecord RecordOf(const Cell& cell) {
  CellRecord record;
  record.cell = cell.Name();
  record.scenario = cell.scenario->name;
  record.axes = cell.axes;
  return record;
}

}  // namespace hmmbench
