// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The threads of a cell: pinned, and kept over all its rounds, so that no round
// pays for starting them.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_PINNED_THREADS_H_
#define HMMBENCH_BENCHMARKS_HARNESS_PINNED_THREADS_H_

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace hmmbench {

class PinnedThreads {
 public:
  // Starts one thread on each of `cpus`; a CPU may be named more than once.
  // Throws Error when a thread cannot run on its CPU.
  explicit PinnedThreads(const std::vector<int>& cpus);
  PinnedThreads(const PinnedThreads&) = delete;
  PinnedThreads& operator=(const PinnedThreads&) = delete;
  ~PinnedThreads();

  // Calls work(thread) in every thread at once and returns when all are done;
  // the caller sleeps. Throws again the first exception of a thread. `work` may
  // throw only if its threads do not wait for each other.
  void Run(const std::function<void(size_t)>& work);
  // Does the same. Meanwhile the caller wakes up at each interval and calls
  // `look`, which does not throw.
  void Run(const std::function<void(size_t)>& work,
           std::chrono::microseconds interval,
           const std::function<void()>& look);

  // Returns the kernel's number of each thread.
  [[nodiscard]] const std::vector<pid_t>& tids() const { return tids_; }

 private:
  void Loop(size_t index);
  void Stop();
  void Start(const std::function<void(size_t)>& work);
  void Finish();

  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void(size_t)>* work_ = nullptr;
  uint64_t runs_ = 0;   // started so far
  size_t running_ = 0;  // threads that are not done with the last one
  bool stop_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
  std::vector<pid_t> tids_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_PINNED_THREADS_H_
