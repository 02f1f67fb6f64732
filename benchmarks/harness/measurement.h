// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The measurement of a cell, round by round, as the plan's runner sees it.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_MEASUREMENT_H_
#define HMMBENCH_BENCHMARKS_HARNESS_MEASUREMENT_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "benchmarks/harness/scenario.h"
#include "fixtures/base/error.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/counters.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {

// The machine or the kernel lacks what the cell needs; it is skipped.
class CannotRunHere : public Error {
 public:
  using Error::Error;
};

// The things that cells run on. They are made once for all cells.
struct MeasurementContext {
  const Clock& clock;
  const Topology& topology;
  Device& owner;  // whose memory the pages are in when a round begins
  Device& peer;   // the one that faults on them
  // Called with the cell's record when threads do not come back, either starved
  // or given up as slow. The guest is lost with them, so this function does not
  // return. Without it there is no watchdog.
  std::function<void(const CellRecord&)> lost = nullptr;
  // Called now and then in a long round, as long as somebody looks on.
  std::function<void()> alive = nullptr;
  // Called before each cell: waits for what would fall into it, and sets what
  // its kind of cell needs of the kernel.
  std::function<void(const Cell&)> settle = nullptr;
  // Selects the interleaving of the threads, see stagger.h; 0: all start at
  // once.
  uint64_t seed = 0;
  // Seed of the driver's simulated times in each cell: the same number draws
  // the same times.
  uint64_t delay_seed = 0;
  // Threads that touch nothing for this long starve, if the evidence proves it.
  // If it does not, they are slow, and are given up after a longer time that is
  // at most `slow_limit`. See stall_judgement.h.
  std::chrono::milliseconds stall_limit{15'000};
  std::chrono::milliseconds slow_limit{120'000};
  // The events to count for each thread.
  CounterSet counters = CounterSet::kEvents;
  // When a cell's rounds have taken this long, no further round begins, and a
  // round that takes longer itself ends at the threads' next start barrier. The
  // record says that the cell was cut off.
  std::optional<std::chrono::nanoseconds> cell_limit = std::nullopt;
  // If not empty, the CPU of each thread, in place of the cell's own placement.
  std::vector<int> cpus = {};
  // Called in each round, the first that is not recorded too, when all is ready
  // for the threads' work.
  std::function<void()> ready = nullptr;
  // Called in the same way when the threads' work is done and before its data
  // is checked.
  std::function<void()> worked = nullptr;
  // Where the kernel's lock policy has its knobs, see
  // benchmarks/guest/policy_knobs.h.
  std::filesystem::path policy_folder =
      "/sys/kernel/debug/device_private_fault";
};

// Returns a record that names the cell and holds nothing else yet.
CellRecord RecordOf(const Cell& cell);

class Measurement {
 public:
  Measurement() = default;
  Measurement(const Measurement&) = delete;
  Measurement& operator=(const Measurement&) = delete;
  virtual ~Measurement() = default;

  // Runs one round and returns how long its work took in ns. Throws Error when
  // the fixture fails.
  virtual uint64_t Round() = 0;
  // Returns how many pages a full round brings back, counted as
  // CellRecord::pages. Absent when no round can end early.
  [[nodiscard]] virtual std::optional<uint64_t> PagesARound() const {
    return std::nullopt;
  }
  // True when the oracle saw wrong data. There is then no reason to go on.
  [[nodiscard]] virtual bool Broken() const = 0;
  // Returns what was measured so far.
  [[nodiscard]] virtual CellRecord Record() = 0;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_MEASUREMENT_H_
