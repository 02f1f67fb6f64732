// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/reader_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <immintrin.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <thread>

#include "benchmarks/harness/page_pattern.h"
#include "fixtures/base/error.h"
#include "fixtures/base/owned_fd.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/measure/usage.h"
#include "fixtures/placement/topology.h"

namespace hmmbench {
namespace {

constexpr std::chrono::seconds kReadyLimit(20);
constexpr std::chrono::microseconds kNap(200);

// Shared with children, or inherited by them.
void* Map(size_t bytes, int sharing) {
  void* address = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                       sharing | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (address == MAP_FAILED) {
    throw Error("no memory for a child process: {}", std::strerror(errno));
  }
  return address;
}

enum class Stage { kBegun, kReady, kSpinning, kReading, kDone, kFailed };
enum class Order { kWait, kStart, kRead };

}  // namespace

// Plain data and atomics that need no lock, so that they work across processes.
struct ReaderProcess::Shared {
  std::atomic<Stage> stage{Stage::kBegun};
  std::atomic<Order> order{Order::kWait};
  Result result;
  std::array<char, 200> failure{};
};

ReaderProcess::ReaderProcess(const Task& task, const Device& device,
                             const Clock& clock)
    : task_(task),
      shared_(new (Map(sizeof(Shared), MAP_SHARED)) Shared),
      buffer_(static_cast<uint64_t*>(Map(task.pages * kPageBytes, MAP_SHARED))),
      private_(static_cast<std::byte*>(Map(kPageBytes, MAP_PRIVATE))) {
  *private_ = std::byte{1};
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw Error("cannot fork a reader: {}", std::strerror(errno));
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    Child(device, clock);
  }
  const auto deadline = std::chrono::steady_clock::now() + kReadyLimit;
  while (shared_->stage == Stage::kBegun &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kNap);
  }
  if (shared_->stage != Stage::kReady) {
    throw Error("a reader's process did not get ready: {}",
                shared_->stage == Stage::kFailed ? shared_->failure.data()
                                                 : "it says nothing");
  }
}

ReaderProcess::~ReaderProcess() {
  kill(pid_, SIGKILL);
  // A process that is stuck in the kernel does not die.
  if (shared_->stage == Stage::kReading) {
    waitpid(pid_, nullptr, WNOHANG);
  } else {
    waitpid(pid_, nullptr, 0);
  }
  munmap(private_, kPageBytes);
  munmap(buffer_, task_.pages * kPageBytes);
  munmap(shared_, sizeof(Shared));
}

// In the child, which has one thread and never returns. It is not measured
// before kReading, so it may allocate.
void ReaderProcess::Child(const Device& device, const Clock& clock) const {
  try {
    RunOnCpu(task_.cpu);
    const std::unique_ptr<Device> own = device.Reopen();
    // Once through all that is done later: a write to a page that is shared
    // since fork() empties this CPU's LRU batch when that page is in one
    // (wp_can_reuse_anon_folio() in mm/memory.c), and with it what the parent
    // is about to put there.
    const UsageSnapshot warm_up;
    const DeviceResult warm_read = own->Read(private_, 1, buffer_);
    shared_->result = {
        .error = warm_read.error, .ns = clock.Now(), .usage = warm_up.Since()};
    shared_->stage = Stage::kReady;
    while (shared_->order == Order::kWait) std::this_thread::sleep_for(kNap);
    if (task_.realtime) {
      const sched_param priority{.sched_priority = 1};
      if (sched_setscheduler(0, SCHED_FIFO, &priority) != 0) {
        throw Error("cannot become SCHED_FIFO: {}", std::strerror(errno));
      }
    }
    shared_->stage = Stage::kSpinning;
    Stagger stagger = task_.stagger;
    while (shared_->order != Order::kRead) _mm_pause();
    stagger.Wait();
    shared_->stage = Stage::kReading;
    const UsageSnapshot before;
    const uint64_t start = clock.Now();
    const DeviceResult read = own->Read(task_.address, task_.pages, buffer_);
    const uint64_t end = clock.Now();
    shared_->result = {.done = true,
                       .error = read.error,
                       .ns = clock.ToNs(end - start),
                       .usage = before.Since()};
    const sched_param none{};
    sched_setscheduler(0, SCHED_OTHER, &none);
    shared_->stage = Stage::kDone;
  } catch (const std::exception& error) {
    const std::string_view what(error.what());
    std::copy_n(what.begin(), std::min(what.size(), 199UL),
                shared_->failure.begin());
    shared_->stage = Stage::kFailed;
  }
  // The parent ends it: its device stays open until then.
  while (true) pause();
}

void ReaderProcess::Start() {
  shared_->order = Order::kStart;
  const auto deadline = std::chrono::steady_clock::now() + kReadyLimit;
  while (shared_->stage == Stage::kReady) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw Error("a reader's process does not start");
    }
    std::this_thread::sleep_for(kNap);
  }
  if (shared_->stage == Stage::kFailed) {
    throw Error("a reader's process: {}", shared_->failure.data());
  }
}

void ReaderProcess::Read() { shared_->order = Order::kRead; }

bool ReaderProcess::Done() const { return shared_->stage == Stage::kDone; }

ReaderProcess::Result ReaderProcess::GetResult() const {
  return Done() ? shared_->result : Result();
}

const uint64_t* ReaderProcess::Page(size_t page) const {
  return buffer_ + page * kPageWords;
}

// A write to a page that both processes share since fork() copies it, and for
// that the child's entry is taken away first. It needs the mmap_lock for
// reading only, which the reader that is stuck holds likewise.
bool ReaderProcess::Invalidate() const {
  const OwnedFd memory(
      open(fmt::format("/proc/{}/mem", pid_).c_str(), O_WRONLY | O_CLOEXEC));
  if (memory.get() < 0) return false;
  const std::byte value{2};
  return pwrite(memory.get(), &value, 1,
                static_cast<off_t>(reinterpret_cast<uint64_t>(private_))) == 1;
}

}  // namespace hmmbench
