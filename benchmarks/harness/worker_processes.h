// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A cell whose threads are in processes of their own. Each process has its own
// address space, its own open file of the owner's device and its own part of
// the pages, so no two of them share an mmap_lock, a page table or a mirror.
//
// Each process runs a CellRun of one thread. This process tells them when to
// run.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_WORKER_PROCESSES_H_
#define HMMBENCH_BENCHMARKS_HARNESS_WORKER_PROCESSES_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/scenario.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/record/records.h"

namespace hmmbench {

class WorkerProcesses : public Measurement {
 public:
  // Forks a process for each of the cell's axis `threads` and gives each its
  // part of the axis `pages`. Returns when all are ready. Throws what CellRun()
  // throws.
  WorkerProcesses(const Cell& cell, const MeasurementContext& context);
  WorkerProcesses(const WorkerProcesses&) = delete;
  WorkerProcesses& operator=(const WorkerProcesses&) = delete;
  // Ends the processes and waits until the files that they had open are closed.
  // A device takes some time for that.
  ~WorkerProcesses() override;

  // Returns the time from when the first process may begin to when the last one
  // is done. They begin within one wake-up of each other.
  uint64_t Round() override;
  [[nodiscard]] bool Broken() const override { return broken_; }
  // Returns the processes' records as one. No round can follow after it.
  [[nodiscard]] CellRecord Record() override;

 private:
  class Worker;
  struct Message;
  enum class Order;

  // Returns the next message of a process. Throws Error when the process says
  // that it cannot go on, or ends.
  Message Hear(Worker& worker);
  // Returns the next message of each process, after all have sent one.
  // TellAll() tells each what to do next.
  std::vector<Message> HearAll();
  void TellAll(Order order);

  const Cell& cell_;
  const MeasurementContext& context_;
  std::vector<std::unique_ptr<Worker>> workers_;
  uint64_t rounds_ = 0;
  std::vector<uint64_t> round_ns_;
  bool broken_ = false;
  // Counters of the rounds' work, and those from before it.
  std::map<std::string, uint64_t> counters_;
  std::map<int, uint64_t> device_pages_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_WORKER_PROCESSES_H_
