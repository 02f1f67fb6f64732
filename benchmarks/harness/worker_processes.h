// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A cell whose threads are in processes of their own: each has its own address
// space, its own open file of the owner's device and its own part of the pages,
// so that no two of them share an mmap_lock, a page table or a mirror.
//
// Each process runs a CellRun of one thread, and this one tells them when.

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
  // Ends the processes and waits until what they had open is closed: a device
  // takes its time for that.
  ~WorkerProcesses() override;

  // From when the first process may begin to when the last one is done. They
  // begin within a wake-up of each other.
  uint64_t Round() override;
  [[nodiscard]] bool Broken() const override { return broken_; }
  // The processes' records as one; after it no round can follow.
  [[nodiscard]] CellRecord Record() override;

 private:
  class Worker;
  struct Message;
  enum class Order;

  // What a process says next. Throws Error when it says that it cannot go on,
  // or ends.
  Message Hear(Worker& worker);
  // What each says next, when all have said it; what each is to do next.
  std::vector<Message> HearAll();
  void TellAll(Order order);

  const Cell& cell_;
  const MeasurementContext& context_;
  std::vector<std::unique_ptr<Worker>> workers_;
  uint64_t rounds_ = 0;
  std::vector<uint64_t> round_ns_;
  bool broken_ = false;
  // Of the rounds' work, and of what came before it.
  std::map<std::string, uint64_t> counters_;
  std::map<int, uint64_t> device_pages_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_WORKER_PROCESSES_H_
