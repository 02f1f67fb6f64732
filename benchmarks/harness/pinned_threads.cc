// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/pinned_threads.h"

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "fixtures/placement/topology.h"

namespace hmmbench {

PinnedThreads::PinnedThreads(const std::vector<int>& cpus)
    : tids_(cpus.size()) {
  try {
    for (size_t index = 0; index < cpus.size(); ++index) {
      threads_.emplace_back([this, index] { Loop(index); });
    }
    // The first run pins the threads; it fails where one cannot be.
    const std::function<void(size_t)> pin = [&](size_t index) {
      tids_[index] = gettid();
      RunOnCpu(cpus[index]);
    };
    Run(pin);
  } catch (...) {
    Stop();
    throw;
  }
}

PinnedThreads::~PinnedThreads() { Stop(); }

void PinnedThreads::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void PinnedThreads::Start(const std::function<void(size_t)>& work) {
  work_ = &work;
  running_ = threads_.size();
  failure_ = nullptr;
  ++runs_;
  changed_.notify_all();
}

void PinnedThreads::Finish() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void PinnedThreads::Run(const std::function<void(size_t)>& work) {
  std::unique_lock lock(mutex_);
  Start(work);
  changed_.wait(lock, [this] { return running_ == 0; });
  Finish();
}

void PinnedThreads::Run(const std::function<void(size_t)>& work,
                        std::chrono::microseconds interval,
                        const std::function<void()>& look) {
  std::unique_lock lock(mutex_);
  Start(work);
  while (!changed_.wait_for(lock, interval, [this] { return running_ == 0; })) {
    lock.unlock();
    look();
    lock.lock();
  }
  Finish();
}

void PinnedThreads::Loop(size_t index) {
  uint64_t runs_done = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stop_ || runs_ > runs_done; });
    if (stop_) return;
    ++runs_done;
    const std::function<void(size_t)>& work = *work_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      work(index);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure && !failure_) failure_ = failure;
    if (--running_ == 0) changed_.notify_all();
  }
}

}  // namespace hmmbench
