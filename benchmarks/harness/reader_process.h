// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A forked child that has a device read pages of the memory it inherited. A
// device that mirrors another address space is what makes hmm_range_fault()
// fault on a page that the parent's process has, too.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_READER_PROCESS_H_
#define HMMBENCH_BENCHMARKS_HARNESS_READER_PROCESS_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "benchmarks/harness/stagger.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/measure/usage.h"

namespace hmmbench {

class ReaderProcess {
 public:
  struct Task {
    int cpu = 0;
    // From Start() on, runs as SCHED_FIFO with priority 1. Nothing else then
    // runs on that CPU unless the reader sleeps.
    bool realtime = false;
    // The memory that the device reads in one request.
    void* address = nullptr;
    size_t pages = 0;
    // How late the request begins after Read().
    Stagger stagger = {};
  };
  // The results, when the reader is done. If it is not done, it has not come
  // back.
  struct Result {
    bool done = false;
    int error = 0;  // errno of the read
    uint64_t ns = 0;
    ThreadUsage usage;  // of the read
  };

  // Forks. The child opens its own `device` and gets everything ready, so that
  // Start() makes it fault as little as can be. Returns when it is ready;
  // throws Error when it cannot be.
  ReaderProcess(const Task& task, const Device& device, const Clock& clock);
  ReaderProcess(const ReaderProcess&) = delete;
  ReaderProcess& operator=(const ReaderProcess&) = delete;
  // Ends the child. If the child does not come back from the kernel, leaves it.
  ~ReaderProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] int cpu() const { return task_.cpu; }

  // Wakes the child, which spins in user mode until Read(). Returns when it
  // spins.
  void Start();
  void Read();
  [[nodiscard]] bool Done() const;
  [[nodiscard]] Result GetResult() const;
  // Returns a copy of the data that was read: page `page` of the request.
  [[nodiscard]] const uint64_t* Page(size_t page) const;

  // Invalidates the child's address space. A device's fault there then looks at
  // its timeout: hmm_range_fault() returns -EBUSY when the sequence of the
  // notifier has moved. Returns false when this cannot be done.
  [[nodiscard]] bool Invalidate() const;

 private:
  struct Shared;

  [[noreturn]] void Child(const Device& device, const Clock& clock) const;

  Task task_;
  Shared* shared_ = nullptr;      // shared with the child
  uint64_t* buffer_ = nullptr;    // likewise
  std::byte* private_ = nullptr;  // a page that the child inherits
  pid_t pid_ = -1;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_READER_PROCESS_H_
