// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A cell being measured, round by round: what the plan's runner sees of it.

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

// What cells run on, made once for all of them.
struct MeasurementContext {
  const Clock& clock;
  const Topology& topology;
  Device& owner;  // whose memory the pages are in when a round begins
  Device& peer;   // the one that faults on them
  // Called with the cell's record when threads do not come back, starved or
  // given up as slow: the guest is lost with them, so it does not return.
  // Without it nobody watches.
  std::function<void(const CellRecord&)> lost = nullptr;
  // Called now and then in a long round, as long as somebody looks on.
  std::function<void()> alive = nullptr;
  // Called before each cell: waits for what would fall into it, and sets what
  // its kind of cell needs of the kernel.
  std::function<void(const Cell&)> settle = nullptr;
  // Which interleaving of the threads, see stagger.h; 0: all start at once.
  uint64_t seed = 0;
  // With what the driver's simulated times are drawn in each cell: the same
  // number draws the same times.
  uint64_t delay_seed = 0;
  // Threads that touch nothing for this long starve if they are seen to; if
  // not, they are slow, and given up after a longer time that is at most
  // `slow_limit`. See stall_judgement.h.
  std::chrono::milliseconds stall_limit{15'000};
  std::chrono::milliseconds slow_limit{120'000};
  // What is counted of each thread.
  CounterSet counters = CounterSet::kEvents;
  // No further round begins when a cell's rounds have taken this long, and one
  // that takes longer itself ends where its threads next meet. The record says
  // that the cell was cut off.
  std::optional<std::chrono::nanoseconds> cell_limit = std::nullopt;
  // The CPU of each thread, instead of where the cell places them.
  std::vector<int> cpus = {};
  // Called in each round, the first that is not recorded too, when all is ready
  // for the threads' work.
  std::function<void()> ready = nullptr;
  // Likewise, when the threads' work is done and before its data is checked.
  std::function<void()> worked = nullptr;
  // Where the kernel's lock policy has its knobs, see
  // benchmarks/guest/policy_knobs.h.
  std::filesystem::path policy_folder =
      "/sys/kernel/debug/device_private_fault";
};

// The record of a cell of which nothing is known yet but which one it is.
CellRecord RecordOf(const Cell& cell);

class Measurement {
 public:
  Measurement() = default;
  Measurement(const Measurement&) = delete;
  Measurement& operator=(const Measurement&) = delete;
  virtual ~Measurement() = default;

  // One round; returns how long its work took in ns. Throws Error when the
  // fixture fails.
  virtual uint64_t Round() = 0;
  // Pages that a round brings back which nothing ends early, counted as
  // CellRecord::pages; absent where every round is such a one.
  [[nodiscard]] virtual std::optional<uint64_t> PagesARound() const {
    return std::nullopt;
  }
  // The oracle saw wrong data: there is no point in going on.
  [[nodiscard]] virtual bool Broken() const = 0;
  // What was measured so far.
  [[nodiscard]] virtual CellRecord Record() = 0;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_MEASUREMENT_H_
