// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/waiter_process.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string_view>
#include <thread>

#include "benchmarks/harness/page_pattern.h"
#include "fixtures/base/error.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/usage.h"
#include "fixtures/placement/topology.h"

namespace hmmbench {
namespace {

constexpr std::chrono::seconds kReadyLimit(20);
constexpr std::chrono::seconds kEndLimit(1);
constexpr std::chrono::microseconds kNap(100);

void* MapShared(size_t bytes) {
  void* address = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (address == MAP_FAILED) {
    throw Error("no memory for a child process: {}", std::strerror(errno));
  }
  return address;
}

uint64_t Ns(const timeval& time) {
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<uint64_t>(time.tv_usec) * 1'000;
}

// Counts of the kernel never go down.
uint64_t Increase(long before, long after) {
  return static_cast<uint64_t>(after - before);
}

}  // namespace

// Plain data and atomics that need no lock, so that they work across processes.
struct WaiterProcess::Shared {
  enum class Stage { kBegun, kReady, kWaiting, kReturned, kFailed };
  std::atomic<Stage> stage{Stage::kBegun};
  std::atomic<bool> go{false};
  int error = 0;
  rusage before{};  // at Go()
  std::array<char, 200> failure{};
};

WaiterProcess::WaiterProcess(const Task& task, const Device& device)
    : task_(task),
      shared_(new (MapShared(sizeof(Shared))) Shared),
      buffer_(static_cast<uint64_t*>(MapShared(kPageBytes))) {
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) {
    throw Error("cannot fork a waiter: {}", std::strerror(errno));
  }
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    Child(device);
  }
  exit_fd_.emplace(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  if (exit_fd_->get() < 0) {
    throw Error("cannot watch a waiter: {}", std::strerror(errno));
  }
  const auto deadline = std::chrono::steady_clock::now() + kReadyLimit;
  while (shared_->stage == Shared::Stage::kBegun &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kNap);
  }
  if (shared_->stage != Shared::Stage::kReady) {
    throw Error("a waiter's process did not get ready: {}",
                shared_->stage == Shared::Stage::kFailed
                    ? shared_->failure.data()
                    : "it says nothing");
  }
}

WaiterProcess::~WaiterProcess() {
  if (!reaped_) {
    Kill();
    const auto deadline = std::chrono::steady_clock::now() + kEndLimit;
    while (waitpid(pid_, nullptr, WNOHANG) == 0 &&
           std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kNap);
    }
  }
  munmap(buffer_, kPageBytes);
  munmap(shared_, sizeof(Shared));
}

// In the child, which has one thread and never returns.
void WaiterProcess::Child(const Device& device) const {
  try {
    RunOnCpu(task_.cpu);
    std::unique_ptr<Device> own;
    if (task_.side == Side::kDevice) own = device.Reopen();
    shared_->stage = Shared::Stage::kReady;
    while (!shared_->go) std::this_thread::sleep_for(kNap);
    getrusage(RUSAGE_SELF, &shared_->before);
    shared_->stage = Shared::Stage::kWaiting;
    while (!task_.accesses) pause();
    if (task_.side == Side::kCpu) {
      std::memcpy(buffer_, task_.page, kPageBytes);
    } else {
      shared_->error =
          own->Read(const_cast<uint64_t*>(task_.page), 1, buffer_).error;
    }
    shared_->stage = Shared::Stage::kReturned;
  } catch (const std::exception& error) {
    const std::string_view what(error.what());
    std::copy_n(what.begin(), std::min(what.size(), 199UL),
                shared_->failure.begin());
    shared_->stage = Shared::Stage::kFailed;
  }
  while (true) pause();
}

void WaiterProcess::Go() { shared_->go = true; }

bool WaiterProcess::Returned() const {
  return shared_->stage == Shared::Stage::kReturned;
}

int WaiterProcess::error() const { return shared_->error; }

void WaiterProcess::Kill() { kill(pid_, SIGKILL); }

ThreadUsage WaiterProcess::Reap() {
  rusage after{};
  reaped_ = wait4(pid_, nullptr, 0, &after) == pid_;
  const rusage& before = shared_->before;
  ThreadUsage usage;
  usage.minor_faults = Increase(before.ru_minflt, after.ru_minflt);
  usage.major_faults = Increase(before.ru_majflt, after.ru_majflt);
  usage.voluntary_switches = Increase(before.ru_nvcsw, after.ru_nvcsw);
  usage.involuntary_switches = Increase(before.ru_nivcsw, after.ru_nivcsw);
  usage.user_ns = Ns(after.ru_utime) - Ns(before.ru_utime);
  usage.system_ns = Ns(after.ru_stime) - Ns(before.ru_stime);
  usage.queued_ns = std::nullopt;
  return usage;
}

}  // namespace hmmbench
