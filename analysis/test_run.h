// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Run folders for tests, written with the suite's own writers. Their numbers
// are constructed, not measured.

#ifndef HMMBENCH_ANALYSIS_TEST_RUN_H_
#define HMMBENCH_ANALYSIS_TEST_RUN_H_

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fixtures/base/temporary_folder.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

// A folder of its own for each test.
using TestFolder = TemporaryFolder;

struct TestRun {
  std::vector<std::string> labels = {"stock", "wait"};
  std::vector<std::string> cells = {"same_page/threads:4/pages:64/access:read"};
  int blocks = 1;  // of two boots a variant
  // Appended to the schedule; their numbers are set by MakeManifest().
  std::vector<ScheduledBoot> continuations;
  // The cells that a boot comes to; all of them when this is empty.
  std::function<std::vector<std::string>(const ScheduledBoot& boot)> cells_of;
  // Returns what a boot measures in a cell.
  std::function<CellRecord(const ScheduledBoot& boot, const std::string& cell)>
      measure;
  // May change how a boot ends; called before its stream is written. With a
  // state other than kFinished the stream stops inside `open_cell` (before it
  // was measured; "" for after the last cell), without an end record.
  struct End {
    BootState state = BootState::kFinished;
    std::string open_cell;
    std::string reason;
    std::vector<std::string> evidence;
  };
  std::function<End(const ScheduledBoot& boot)> end;
  std::string state = "finished";
  std::string clock = "real";
  // The boots of a variant have this seed and the next ones; 0: no seeds.
  uint64_t first_seed = 0;
  std::vector<std::string> last_lacks;  // Variant::missing of the last kernel
  std::vector<UnbuiltVariant> unbuilt;
  std::map<std::string, std::string> host = {{"cpus", "2"}};  // Manifest::host
  std::map<std::string, std::string> facts = {};  // Environment::facts

  [[nodiscard]] Manifest MakeManifest() const;
  // Writes the folder under `parent`.
  [[nodiscard]] RunFolder Write(const std::filesystem::path& parent) const;
};

// A cell with 1000 touches of 10 us in 10 rounds of 1 ms, 4 threads, 250 pages
// and 500 faults, so that every rate is easy to tell by hand.
CellRecord PlainCell(const std::string& cell);

// Every round takes `scale` times as long, and the touches take 10 to 11 us
// times that.
void Stretch(double scale, CellRecord* record);

// PlainCell() as cut off by a limit of 0.1 s: its 250 pages, which took 40 us
// each to come back, are a quarter of what was planned.
CellRecord CutOffCell(const std::string& cell);

// PlainCell() as starved after 2 of its rounds, with latencies of a second that
// no measurement may show, and the stacks of spinner and holder.
CellRecord StarvedCell(const std::string& cell, bool rescued);

// PlainCell() as slow after 2 of its rounds: given up, and the guest went on,
// or measured to its end.
CellRecord SlowCell(const std::string& cell, bool given_up);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_TEST_RUN_H_
