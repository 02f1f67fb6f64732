// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// hmmbench-memory-growth: tells whether a long measurement needs more memory
// than a short one. It runs a plan of one cell at native speed, with all parts
// that a guest has (threads, start barriers, recorder, oracle, record stream),
// and reads the stream as the host does. It prints at ten points how much
// memory the process keeps.
//
//   hmmbench-memory-growth --touches 10000000 --minutes 10
//
// Exit code 0; 1 when the heap at the last point is more than 1 MiB larger than
// at the first.

#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "benchmarks/guest/run_plan.h"
#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/plan.h"
#include "benchmarks/harness/scenario.h"
#include "fixtures/base/error.h"
#include "fixtures/base/owned_fd.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

constexpr size_t kThreads = 2;
constexpr size_t kPages = 1024;
constexpr int kPoints = 10;
constexpr size_t kMostGrowth = 1 << 20;

// A device that works on any kernel: its memory is the page cache. It unmaps a
// page that it takes; the page keeps its data, and the next touch is a minor
// fault. It also sets the pace of the rounds, because a round begins with it.
class PageCacheDevice : public Device {
 public:
  explicit PageCacheDevice(std::chrono::nanoseconds round_takes)
      : file_(memfd_create("pages", MFD_CLOEXEC)), round_takes_(round_takes) {
    if (file_.get() < 0) throw Error("memfd_create: {}", std::strerror(errno));
  }

  DeviceResult MigrateToDevice(void* address, size_t pages,
                               void* /*bounce*/) override {
    std::this_thread::sleep_until(next_round_);
    next_round_ =
        std::max(next_round_ + round_takes_, std::chrono::steady_clock::now());
    const size_t bytes = pages * kPageBytes;
    if (address != mapped_ && !Remap(address, bytes)) return {.error = errno};
    if (madvise(address, bytes, MADV_DONTNEED) != 0) return {.error = errno};
    return {.pages = pages};
  }
  DeviceResult MigrateMixed(void* /*address*/, size_t /*pages*/,
                            void* /*bounce*/) override {
    return {.error = ENOTTY};
  }
  DeviceResult MigrateToSystem(void* /*address*/, size_t /*pages*/) override {
    return {.error = ENOTTY};
  }
  DeviceResult Read(void* /*address*/, size_t /*pages*/,
                    void* /*into*/) override {
    return {.error = ENOTTY};
  }
  DeviceResult Write(void* /*address*/, size_t /*pages*/,
                     const void* /*from*/) override {
    return {.error = ENOTTY};
  }
  uint64_t CountResident(void* /*address*/, size_t pages) override {
    return pages;
  }
  bool SetFaultCost(const FaultCost& cost) override {
    return cost == FaultCost();
  }
  [[nodiscard]] std::unique_ptr<Device> Reopen() const override {
    throw Error("the page cache is opened once");
  }
  std::map<std::string, uint64_t> Counters() override { return {}; }
  std::map<int, uint64_t> MemoryPagesByNode() override { return {}; }
  [[nodiscard]] std::string Name() const override { return "page_cache"; }
  [[nodiscard]] int Index() const override { return 0; }

 private:
  // Maps the file in place of the range, with the range's content.
  bool Remap(void* address, size_t bytes) {
    if (pwrite(file_.get(), address, bytes, 0) != static_cast<ssize_t>(bytes) ||
        mmap(address, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
             file_.get(), 0) == MAP_FAILED) {
      return false;
    }
    mapped_ = address;
    return true;
  }

  OwnedFd file_;
  void* mapped_ = nullptr;
  std::chrono::nanoseconds round_takes_;
  std::chrono::steady_clock::time_point next_round_;
};

// Returns the KiB in a line of /proc/self/status.
uint64_t StatusKib(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(name)) continue;
    std::istringstream value(line.substr(line.find(':') + 1));
    uint64_t kib = 0;
    value >> kib;
    return kib;
  }
  return 0;
}

// Prints ten lines over the rounds, by what the stream says about them.
class Points {
 public:
  explicit Points(uint64_t rounds) : rounds_(rounds) {}

  void OnEvent(const RecordTail::Event& event) {
    using Kind = RecordTail::Event::Kind;
    if (event.kind != Kind::kProgress && event.kind != Kind::kCell) return;
    const uint64_t rounds = event.kind == Kind::kCell ? rounds_ : event.rounds;
    if (rounds < rounds_ * (seen_ + 1) / kPoints || seen_ == kPoints) return;
    const std::chrono::duration<double> since =
        std::chrono::steady_clock::now() - start_;
    const size_t heap = mallinfo2().uordblks;
    // By now everything has run at least once.
    if (seen_ == 0) first_heap_ = heap;
    last_heap_ = heap;
    ++seen_;
    fmt::print("{:>10} {:>8.0f} {:>11} {:>11} {:>11.1f}\n", rounds * kPages,
               since.count(), StatusKib("VmRSS"), StatusKib("RssAnon"),
               static_cast<double>(heap) / 1024);
    std::fflush(stdout);
  }
  [[nodiscard]] bool Grew() const {
    return last_heap_ > first_heap_ + kMostGrowth;
  }

 private:
  const uint64_t rounds_;
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  uint64_t seen_ = 0;
  size_t first_heap_ = 0;
  size_t last_heap_ = 0;
};

void Measure(uint64_t rounds, std::chrono::nanoseconds round_takes, int fd) {
  const Topology topology = Topology::OfThisMachine();
  const Clock clock = Clock::Calibrate();
  PageCacheDevice device(round_takes);
  Plan plan;
  plan.cells.push_back(
      {ParseCell(fmt::format("disjoint_pages/threads:{}/pages:{}/access:write",
                             kThreads, kPages)),
       rounds});
  RecordWriter records(fd);
  std::ofstream google_benchmark("/dev/null");
  RunPlan(plan, {clock, topology, device, device}, records, google_benchmark);
  records.End();
}

int Run(uint64_t touches, double minutes) {
  const uint64_t rounds = std::max<uint64_t>(touches / kPages, kPoints);
  const std::chrono::duration<double, std::ratio<60>> all(minutes);
  const auto round_takes =
      std::chrono::duration_cast<std::chrono::nanoseconds>(all) /
      static_cast<int64_t>(rounds);
  const OwnedFd stream(memfd_create("records", MFD_CLOEXEC));
  if (stream.get() < 0) throw Error("memfd_create: {}", std::strerror(errno));

  fmt::print("{:>10} {:>8} {:>11} {:>11} {:>11}\n", "touches", "s", "VmRSS KiB",
             "RssAnon KiB", "heap KiB");
  Points points(rounds);
  std::exception_ptr failure;
  std::atomic<bool> done{false};
  std::thread guest([&] {
    try {
      Measure(rounds, round_takes, stream.get());
    } catch (...) {
      failure = std::current_exception();
    }
    done = true;
  });
  // Reads the stream as the host's FileTail and watchdog do.
  RecordTail tail(
      [&points](const RecordTail::Event& event) { points.OnEvent(event); });
  off_t read_to = 0;
  for (bool last = false; !last;) {
    last = done;
    std::array<char, 65536> buffer{};
    ssize_t size = 0;
    while ((size = pread(stream.get(), buffer.data(), buffer.size(), read_to)) >
           0) {
      tail.Feed({buffer.data(), static_cast<size_t>(size)});
      read_to += size;
    }
    if (!last) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  guest.join();
  if (failure) std::rethrow_exception(failure);

  const RecordStream read =
      ReadRecords(fmt::format("/proc/self/fd/{}", stream.get()));
  const CellRecord& cell = read.cells.at(0);
  if (cell.outcome != CellOutcome::kMeasured) throw Error("{}", cell.reason);
  uint64_t faults = 0;
  for (const ThreadRecord& thread : cell.threads) faults += thread.minor_faults;
  fmt::print("{} touches, {} checked, {} wrong; {} faults; stream {} KiB\n",
             cell.touches, cell.oracle_checked, cell.oracle_wrong, faults,
             read_to / 1024);
  return points.Grew() ? 1 : 0;
}

int Main(int argc, char** argv) {
  CLI::App app("Whether a long measurement needs more memory than a short one");
  uint64_t touches = 10'000'000;
  double minutes = 10;
  app.add_option("--touches", touches, "in all")->capture_default_str();
  app.add_option("--minutes", minutes, "that they are spread over")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return Run(touches, minutes);
}

}  // namespace
}  // namespace hmmbench

int main(int argc, char** argv) {
  try {
    return hmmbench::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hmmbench-memory-growth: %s\n", error.what());
    return 3;
  }
}
