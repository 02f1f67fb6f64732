// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// One thread of a cell: the operations that a scenario's work may use in a
// round, and the record of them.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_CELL_THREAD_H_
#define HMMBENCH_BENCHMARKS_HARNESS_CELL_THREAD_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "benchmarks/harness/stagger.h"
#include "benchmarks/harness/start_barrier.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/counters.h"
#include "fixtures/measure/recorder.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/measure/usage.h"
#include "fixtures/record/records.h"

namespace hmmbench {

// Data that the threads of a cell share. It does not change while they work.
struct RoundContext {
  const Clock* clock = nullptr;
  const PageRange* range = nullptr;
  Device* owner = nullptr;
  Device* peer = nullptr;
  StartBarrier* barrier = nullptr;
  size_t stride = 1;  // from one page that is touched to the next, in pages
  PagePattern pattern{0};
  uint64_t writers = 0;      // slots that may hold a mark, bit i for slot i
  bool tells_ticks = false;  // of the kernel's timer, see Recorder::TellTicks()
};

// The work of one thread of a cell.
struct ThreadWork {
  size_t index = 0;               // among the threads of its kind
  size_t threads = 1;             // of its kind
  std::optional<size_t> slot;     // for its marks, when it writes
  bool faults_per_touch = false;  // costs a system call after each touch
  bool open_loop = false;         // keeps response times, too
  Device* device = nullptr;       // the device that it uses; null: the peer
  Stagger stagger;                // how late it starts after a start barrier
};

class CellThread {
 public:
  CellThread(const RoundContext& round, const ThreadWork& work);
  CellThread(const CellThread&) = delete;
  CellThread& operator=(const CellThread&) = delete;
  virtual ~CellThread() = default;

  // --- For a scenario's work; none of it throws or allocates ---

  [[nodiscard]] size_t index() const { return work_.index; }
  [[nodiscard]] size_t threads() const { return work_.threads; }
  // The number of pages that are touched. They are numbered without the pages
  // between them.
  [[nodiscard]] size_t pages() const {
    return round_.range->pages() / round_.stride;
  }
  // Waits until all threads of the cell, of all kinds, are here, and lets them
  // go at the same moment. The wait is not part of the measurement. Call it at
  // most once a page. Returns false in all threads when the cell's time is
  // over; the work must end then.
  [[nodiscard]] bool Meet() noexcept;
  // Calls `work` with the first of each `step` pages until the cell's time is
  // over, and meets before each call. All threads must have the same number of
  // calls.
  template <typename PageWork>
  void MeetBeforeEach(size_t step, PageWork&& work) {
    for (size_t first = 0; first < pages() && Meet(); first += step) {
      work(first);
    }
  }

  // --- For CellRun ---

  // These run in the thread itself. They open its counters, do one round and
  // note what the work used, and read the counters.
  void OpenCounters(CounterSet set) { counters_.emplace(set); }
  void RunRound();
  void ReadCounters() { counted_ = counters_->Read(); }
  // Drops what was recorded so far, except that data was wrong.
  virtual void Forget();

  [[nodiscard]] const std::optional<size_t>& slot() const { return work_.slot; }
  // The last round: when the thread worked, from one start barrier to the next,
  // in ticks, and which pages of the range it touched.
  [[nodiscard]] const std::vector<Interval>& stretches() const {
    return stretches_;
  }
  [[nodiscard]] bool Touched(size_t page) const { return touched_[page] != 0; }
  // How often the thread has got hold of a page so far, in all rounds. A
  // watchdog reads it from another thread. A touch of many pages is more than
  // one step.
  [[nodiscard]] uint64_t StepsDone() const {
    return steps_done_.load(std::memory_order_relaxed);
  }
  // Over all rounds.
  [[nodiscard]] const Recorder& recorder() const { return recorder_; }
  // ns from when a touch was due to its end. Absent when no touch has a due
  // time.
  [[nodiscard]] const std::optional<Histogram>& response() const {
    return response_;
  }
  [[nodiscard]] uint64_t checked() const { return checked_; }
  [[nodiscard]] uint64_t wrong() const { return wrong_; }
  [[nodiscard]] const std::optional<WrongWord>& first_wrong() const {
    return first_wrong_;
  }
  // Returns the record. The caller fills in its node.
  [[nodiscard]] virtual ThreadRecord Record() const;
  // Returns why the thread could not do its work; empty if it could.
  [[nodiscard]] virtual std::string Failure() const { return ""; }
  // True when the reason is that its device cannot do such a thing at all.
  [[nodiscard]] virtual bool Unsupported() const { return false; }

 protected:
  // Times `touch` and accounts for it as one touch of `count` pages from
  // `first` on.
  template <typename Touch>
  void TimeTouch(size_t first, size_t count, Touch&& touch) noexcept;
  // Counts that the thread got hold of a page.
  void Step() noexcept {
    // Only this thread writes it: no need for a locked instruction.
    steps_done_.store(steps_done_.load(std::memory_order_relaxed) + 1,
                      std::memory_order_relaxed);
  }
  // Waits until `due_ns` after the start of this stretch of work, unless that
  // time has passed. The wait counts neither as work nor as CPU time.
  void AwaitDue(uint64_t due_ns) noexcept;
  // Records that the touch that was due then has ended.
  void Responded(uint64_t due_ns) noexcept;
  // Records that the data of a touch was checked, and what was wrong with it.
  void Checked(const std::optional<WrongWord>& wrong) noexcept;
  virtual void Work() = 0;
  // Returns the place in the range of a page that is touched.
  [[nodiscard]] size_t InRange(size_t page) const noexcept {
    return page * round_.stride;
  }

  const RoundContext& round_;
  const ThreadWork work_;

 private:
  // Returns false when the cell's time is over.
  bool BeginStretch();
  void EndStretch();

  Recorder recorder_;
  std::optional<Histogram> response_;
  Stagger stagger_;
  std::atomic<uint64_t> steps_done_{0};
  std::optional<ThreadCounters> counters_;
  std::vector<uint8_t> touched_;
  std::vector<Interval> stretches_;
  std::optional<UsageSnapshot> before_stretch_;
  uint64_t spun_ns_ = 0;  // by the barrier before it
  uint64_t faults_seen_ = 0;
  uint64_t checked_ = 0;
  uint64_t wrong_ = 0;
  std::optional<WrongWord> first_wrong_;
  std::optional<int> cpu_;  // -1 once it moved
  ThreadUsage usage_;
  uint64_t work_ticks_ = 0;
  CounterReadings counted_;
};

// A thread that touches pages with its CPU.
class CpuThread : public CellThread {
 public:
  CpuThread(const RoundContext& round, const ThreadWork& work,
            std::function<void(CpuThread&)> body);

  // Reads a word of page `number`, or writes this thread's slot in it, and
  // times that. Then checks a word of the page's pattern.
  void Touch(size_t number) noexcept;
  // Does the same at a time that was set before, in an open loop: `due_ns`
  // after the last start barrier, or at once when that time has passed. The
  // response time counts from the due time.
  void TouchAt(size_t page, uint64_t due_ns) noexcept;
  // Does the same as Touch() for `count` pages from `first` on, timed as one
  // touch.
  void Sweep(size_t first, size_t count) noexcept;

  [[nodiscard]] ThreadRecord Record() const override;

 private:
  void Work() override { body_(*this); }
  // Returns the word of a page that this round checks. It differs for each
  // thread and page, so that over the rounds all of a page is checked and not
  // only one cache line.
  [[nodiscard]] size_t ProbedWord(size_t page) const noexcept;

  std::function<void(CpuThread&)> body_;
  std::vector<uint64_t> seen_;  // by the last sweep
};

// A thread that has a device touch pages.
class DeviceThread : public CellThread {
 public:
  // `request_pages`: the most pages that one request covers.
  DeviceThread(const RoundContext& round, const ThreadWork& work,
               size_t request_pages, std::function<void(DeviceThread&)> body);

  // Makes the device read `count` pages from `number` on, or write them whole
  // with this thread's mark in its slot, timed as one touch. Then checks all
  // that was read. If the device gives up (EBUSY), asks it again within the
  // same touch.
  void Request(size_t number, size_t count) noexcept;

  // Makes the device take a page for itself alone, timed as one touch. Then
  // checks what it found there. It tries only once: a CPU that takes the page
  // back at once wins.
  void TakeExclusive(size_t page) noexcept;

  // Over all rounds, how often a page was lost before the device had it.
  [[nodiscard]] uint64_t exclusive_lost() const { return exclusive_lost_; }
  // How many pages the device got for itself but a CPU took back before the
  // device could look at them.
  [[nodiscard]] uint64_t exclusive_retaken() const {
    return exclusive_retaken_;
  }
  // Over all rounds, how often the device gave up, and how many faults it
  // reports.
  [[nodiscard]] uint64_t busy() const { return busy_; }
  [[nodiscard]] uint64_t device_faults() const { return device_faults_; }
  void Forget() override;
  [[nodiscard]] ThreadRecord Record() const override;
  [[nodiscard]] std::string Failure() const override;
  [[nodiscard]] bool Unsupported() const override;

 private:
  void Work() override { body_(*this); }
  // Checks what the device has read of these pages.
  void CheckBuffer(size_t first, size_t count) noexcept;

  std::function<void(DeviceThread&)> body_;
  PageRange buffer_;
  Device& device_;
  uint64_t exclusive_lost_ = 0;
  uint64_t exclusive_retaken_ = 0;
  uint64_t busy_ = 0;
  uint64_t device_faults_ = 0;
  int error_ = 0;
};

// A thread that moves pages to the owner's memory while others fault on them.
class MigratorThread : public CellThread {
 public:
  MigratorThread(const RoundContext& round, const ThreadWork& work,
                 std::function<void(MigratorThread&)> body);

  // Moves those of the pages that can be moved. This is timed but is not a
  // touch. A page that a fault holds stays behind.
  void Pull(size_t first, size_t count) noexcept;
  // Does the same for as many pages of its own as the cell has. No other thread
  // touches them; the device needs room for them.
  void PullOwn(size_t first, size_t count) noexcept;

  // Writes the round's pattern to those pages. Those that are not in system
  // memory are faulted back. Call it while the thread does not work.
  void FillOwn() noexcept;
  [[nodiscard]] const PageRange& own() const { return own_; }

  // Over all rounds: how many requests left a page behind; and how many moved
  // all their pages, of which a fault took one back before the device could
  // look at it.
  [[nodiscard]] uint64_t left_behind() const { return left_behind_; }
  [[nodiscard]] uint64_t taken_back() const { return taken_back_; }
  void Forget() override;
  [[nodiscard]] ThreadRecord Record() const override;
  [[nodiscard]] std::string Failure() const override;

 private:
  void Work() override { body_(*this); }

  void Take(const PageRange& range, size_t first, size_t count) noexcept;

  std::function<void(MigratorThread&)> body_;
  PageRange buffer_;
  PageRange own_;
  uint64_t left_behind_ = 0;
  uint64_t taken_back_ = 0;
  int error_ = 0;
};

// A thread that changes the address space, and for that needs the mmap_lock for
// writing.
class MmapThread : public CellThread {
 public:
  MmapThread(const RoundContext& round, const ThreadWork& work,
             std::function<void(MmapThread&)> body);

  // Changes the protection of an untouched page between two others that keep
  // theirs, so that the cost is the lock alone. This is timed but is not a
  // touch.
  void Change() noexcept;

  [[nodiscard]] ThreadRecord Record() const override;
  [[nodiscard]] std::string Failure() const override;

 private:
  void Work() override { body_(*this); }

  std::function<void(MmapThread&)> body_;
  PageRange pages_;
  bool readable_ = false;
  int error_ = 0;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_CELL_THREAD_H_
