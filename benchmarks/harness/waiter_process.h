// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A forked child that accesses one page of the memory it inherited, itself or
// through a device, and is killed while it waits for the page.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_WAITER_PROCESS_H_
#define HMMBENCH_BENCHMARKS_HARNESS_WAITER_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>

#include "fixtures/base/owned_fd.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/usage.h"

namespace hmmbench {

class WaiterProcess {
 public:
  enum class Side {
    kCpu,     // the child's own access
    kDevice,  // a request to a device that mirrors the child
  };
  struct Task {
    int cpu = 0;
    Side side = Side::kCpu;
    const uint64_t* page = nullptr;
    // If not, the child gets all ready and then sleeps in user mode.
    bool accesses = true;
  };

  // Forks. Returns when the child is ready; throws Error when it cannot be.
  WaiterProcess(const Task& task, const Device& device);
  WaiterProcess(const WaiterProcess&) = delete;
  WaiterProcess& operator=(const WaiterProcess&) = delete;
  // Ends the child. If it does not come back from the kernel, leaves it.
  ~WaiterProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] int cpu() const { return task_.cpu; }

  // Lets the child access the page.
  void Go();
  // True once the access is over. The child then sleeps until it is killed.
  [[nodiscard]] bool Returned() const;
  // The access's errno, and a copy of the page as it saw it. Valid when it has
  // returned.
  [[nodiscard]] int error() const;
  [[nodiscard]] const uint64_t* Page() const { return buffer_; }

  void Kill();
  // A file that becomes readable when the child has exited.
  [[nodiscard]] int exit_fd() const { return exit_fd_->get(); }
  // Takes the exited child's account: what it used since Go(), its exit
  // included. Call it once, when exit_fd() is readable.
  ThreadUsage Reap();

 private:
  struct Shared;

  [[noreturn]] void Child(const Device& device) const;

  Task task_;
  Shared* shared_ = nullptr;    // shared with the child
  uint64_t* buffer_ = nullptr;  // likewise
  pid_t pid_ = -1;
  bool reaped_ = false;
  std::optional<OwnedFd> exit_fd_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_WAITER_PROCESS_H_
