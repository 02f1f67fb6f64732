// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// One cell being measured: the threads, the pages and the rounds. A scenario's
// body gives the threads their work; the rest happens here, the same for all
// scenarios. In each round
//   1. every page gets a fresh pattern and is moved to the owner's memory, and
//      what arrived there is checked, word by word;
//   2. the threads do their work, all at once; this is what is timed;
//   3. where the pages are now is noted, and they are checked, word by word,
//      whether somebody touched them or not.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_CELL_RUN_H_
#define HMMBENCH_BENCHMARKS_HARNESS_CELL_RUN_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/harness/cell_nodes.h"
#include "benchmarks/harness/cell_thread.h"
#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "benchmarks/harness/pinned_threads.h"
#include "benchmarks/harness/scenario.h"
#include "benchmarks/harness/sharing_processes.h"
#include "benchmarks/harness/stall_judgement.h"
#include "benchmarks/harness/start_barrier.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/histogram.h"
#include "fixtures/record/records.h"

namespace hmmbench {

class CellRun : public Measurement {
 public:
  // Gets the cell ready: calls the scenario's body, places and starts the
  // threads, and runs one round that is not recorded, so that nothing in the
  // rounds happens for the first time. Binds the calling thread to the data's
  // node. Throws CannotRunHere or CannotPlace when the cell cannot run here,
  // Error when the machine refuses.
  CellRun(const Cell& cell, const MeasurementContext& context);
  CellRun(const CellRun&) = delete;
  CellRun& operator=(const CellRun&) = delete;
  ~CellRun() override;

  // --- For a scenario's body ---

  struct CpuWork {
    size_t threads = 1;
    bool writes = false;
    bool faults_per_touch = false;  // costs a system call after each touch
    bool open_loop = false;         // its work calls TouchAt()
  };
  struct DeviceWork {
    size_t threads = 1;
    bool writes = false;
    bool faults_per_touch = false;
    size_t request_pages = 1;  // the most that one request covers
    size_t mirrors = 1;        // open files of the device that they share
  };
  // Adds threads; each calls `work` once a round. Threads of all kinds wait for
  // each other in Meet(), so all must call it equally often.
  void CpuThreads(const CpuWork& how,
                  const std::function<void(CpuThread&)>& work);
  // Adds CPU threads that all touch each page at the same moment, as many as
  // the cell's axis "threads" says. They write if the axis "access" says so.
  void RaceForEachPage();
  void DeviceThreads(const DeviceWork& how,
                     const std::function<void(DeviceThread&)>& work);
  // Adds threads that move pages to the owner's memory. Pages that they move
  // again are faulted back by the next thread that touches them, or after the
  // round.
  void MigratorThreads(size_t threads,
                       const std::function<void(MigratorThread&)>& work);
  void MmapThreads(size_t threads,
                   const std::function<void(MmapThread&)>& work);
  // In each round that many other processes map the pages too, from before the
  // threads' work until after it.
  void ShareWith(size_t processes) { sharers_ = processes; }
  // Limits the owner's memory to the cell's pages. It is full when a round
  // begins, and evicts the oldest page for each page that a migrator brings.
  void FillOwner() { full_ = true; }
  // Throws CannotRunHere when the owner itself faults on its pages. Otherwise a
  // device finds its own pages without a fault.
  void NeedTwoDevices() const;
  // The cell's value of an axis.
  [[nodiscard]] size_t Count(std::string_view axis) const;
  [[nodiscard]] const std::string& Word(std::string_view axis) const;

  // --- For the code that runs it ---

  // Returns the time from the first start to the last end of the threads' work,
  // summed over the stretches between start barriers. Threads that touch
  // nothing for MeasurementContext::stall_limit may starve, or be slow for
  // good; MeasurementContext::lost then gets the record. A stall that ends by
  // itself is noted as slow. If MeasurementContext::cell_limit ends a round
  // early, the pages that it reached count.
  uint64_t Round() override;
  [[nodiscard]] std::optional<uint64_t> PagesARound() const override;
  [[nodiscard]] bool Broken() const override;
  [[nodiscard]] CellRecord Record() override;

 private:
  std::optional<size_t> TakeSlot(bool writes);
  // Ends early, at a start barrier, after `limit`.
  void RunThreads(const std::optional<std::chrono::nanoseconds>& limit);
  [[nodiscard]] uint64_t WorkNs() const;
  // The number of pages that come back as a whole; they count as one page.
  [[nodiscard]] size_t PageStep() const;
  // Keeps how long each page of the last round took to come back. `touched` is
  // the number of these pages.
  void KeepReturns(uint64_t touched);
  void LookAtProgress();
  void NoteSlow(std::chrono::nanoseconds stalled);
  void LookAtThreads(std::chrono::steady_clock::time_point now);
  [[nodiscard]] Stall DescribeStall(std::chrono::nanoseconds stalled) const;
  void Lose(Stall stall, bool starved);
  void MoveToDevice();
  void CheckHuge() const;
  // Check each word of each page: what the migration brought to the owner's
  // memory, and what is in the threads' pages after their work, wherever they
  // are.
  void CheckArrived(const DeviceResult& migration);
  void CheckPages(SharingProcesses& sharers);
  [[nodiscard]] SlotRule SlotsOf(size_t page) const;
  void CheckNodes() const;
  std::vector<DeviceObservations> TakeObservations();

  const Cell& cell_;
  const MeasurementContext& context_;
  const CellNodes nodes_;
  PageRange range_;
  PageRange bounce_;  // room for a migration's read-back
  RoundContext round_;
  size_t slots_ = 0;                 // handed out so far
  uint64_t whole_page_writers_ = 0;  // slots of device threads that write
  std::vector<std::unique_ptr<Device>> mirrors_;  // beside the peer's own
  std::vector<std::unique_ptr<CellThread>> threads_;
  std::vector<const DeviceThread*> device_threads_;  // the ones among threads_
  std::vector<MigratorThread*> migrators_;           // likewise
  size_t sharers_ = 0;
  bool full_ = false;
  std::unique_ptr<StartBarrier> barrier_;
  std::optional<PinnedThreads> pinned_;

  // The threads' steps when they last grew, and the looks at the threads since
  // then.
  uint64_t steps_seen_ = 0;
  std::chrono::steady_clock::time_point progress_seen_;
  std::vector<WatchedThread> watched_;
  std::vector<std::optional<uint64_t>> runnable_;
  StallJudgement judgement_;
  // The longest that moving the pages to the device took, alone.
  std::chrono::nanoseconds lone_step_{0};
  std::optional<Stall> slow_;

  uint64_t rounds_ = 0;
  std::vector<uint64_t> round_ns_;
  uint64_t pages_touched_ = 0;
  // Absent from the first round on in which it cannot be told.
  std::optional<Histogram> returned_ = Histogram();
  uint64_t whole_pages_checked_ = 0;
  uint64_t arrived_wrong_ = 0;  // pages
  std::string first_arrived_wrong_;
  uint64_t wrong_after_round_ = 0;  // pages
  std::string first_wrong_after_round_;
  std::map<int, uint64_t> system_pages_now_;  // when the threads were done
  std::map<int, uint64_t> system_pages_;
  // Before the first recorded round.
  std::map<std::string, uint64_t> counters_before_;
  std::map<int, uint64_t> device_pages_before_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_CELL_RUN_H_
