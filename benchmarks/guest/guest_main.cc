// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// hmmbench-guest: what runs inside the guest. Reads the plan, measures its
// cells, writes the records. Its exit code is 0 when the stream of records is
// complete, whatever the cells' outcomes, and 3 when it is not.

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <system_error>

#include "benchmarks/guest/clock_source.h"
#include "benchmarks/guest/environment.h"
#include "benchmarks/guest/run_plan.h"
#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/plan.h"
#include "benchmarks/harness/sensitivity.h"
#include "benchmarks/harness/time_costs.h"
#include "fixtures/base/error.h"
#include "fixtures/device/device.h"
#include "fixtures/device/open_device.h"
#include "fixtures/measure/counters.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/pci_node.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

constexpr int kHarnessError = 3;
constexpr std::chrono::seconds kClockSourceLimit(5);
// On a virtual clock a second is half a minute and more of the host's time, and
// only the guest's own work takes any of it. It is longer than the second after
// which a device gives up by itself.
constexpr std::chrono::milliseconds kVirtualStallLimit(3000);
constexpr std::chrono::milliseconds kVirtualSlowLimit(4500);
// Up to this time after power-on a cell does not wait for the final clock
// source, which comes after 1.3 s: a second in which every CPU sleeps costs the
// host more than most cells. A cell that keeps a CPU always waits, because it
// must not run when the clock source changes.
constexpr std::chrono::milliseconds kUndisturbed(800);
// A cell of the default plan takes up to a third of it. A cell that takes
// longer is a storm of retries, and a tenth of a second of four busy CPUs is
// several of the host's.
constexpr std::chrono::milliseconds kVirtualCellLimit(1000);

Plan ReadGuestPlan(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) {
    throw Error("cannot read the plan {}: {}", file, std::strerror(errno));
  }
  return Plan::OfGuest(GuestPlan::FromJson(
      std::string(std::istreambuf_iterator<char>(stream), {})));
}

// A file or a character device such as a virtio port.
class RecordFile {
 public:
  explicit RecordFile(const std::string& path)
      : fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                 0644)) {
    if (fd_ < 0) {
      throw Error("cannot write records to {}: {}", path, std::strerror(errno));
    }
  }
  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;
  ~RecordFile() { close(fd_); }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

std::chrono::nanoseconds SincePowerOn() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::nanoseconds(time.tv_nsec);
}

// Draws a seed that differs in each boot, for boots that are not given one.
uint64_t DrawSeed() {
  std::random_device device;
  return (uint64_t{device()} << 32U) | device();
}

// `seed` is set only when the clock is virtual.
void Run(const std::string& plan_file, const std::string& records_file,
         const std::string& google_benchmark_file,
         const std::optional<uint64_t>& seed, bool together,
         const TimeCosts& costs, CounterSet counters,
         const DeviceSpec& device) {
  if (seed && device.kind != DeviceKind::kDmirror) {
    throw Error("a GPU has no virtual clock: leave --seed out");
  }
  const Plan plan = ReadGuestPlan(plan_file);
  const RecordFile file(records_file);
  std::ofstream google_benchmark(google_benchmark_file);
  if (!google_benchmark) {
    throw Error("cannot write {}: {}", google_benchmark_file,
                std::strerror(errno));
  }
  // The header goes out first: it tells the host that the guest is alive.
  RecordWriter records(file.fd());
  if (!seed) AwaitFinalClockSource(kClockSourceLimit);
  const Topology topology = Topology::OfThisMachine();
  const Clock clock = seed ? Clock::OfInstructions() : Clock::Calibrate();
  Environment environment = DescribeEnvironment(clock, topology, counters);
  // A GPU may have facts to report about itself.
  const bool gpu = device.kind != DeviceKind::kDmirror;
  Devices devices;
  if (gpu) {
    devices = OpenDevices(device);
    environment.facts.merge(devices.owner->Facts());
    const PolicyPath path = devices.owner->LockPolicyPath();
    environment.facts["lock_policy_path"] = path.on ? "on" : "off";
    environment.facts["lock_policy_path_why"] = path.why;
    const auto address = environment.facts.find("gpu_pci_address");
    if (address != environment.facts.end()) {
      if (const auto node = NodeOfPciDevice(address->second)) {
        environment.facts["gpu_numa_node"] = std::to_string(*node);
      }
    }
  }
  const uint64_t delay_seed = seed ? *seed : DrawSeed();
  if (!gpu) environment.facts["delay_seed"] = std::to_string(delay_seed);
  const bool charged = seed && ChargeTime(kNoTimeCosts);
  if (charged) {
    environment.facts["page_fault_cost_ns"] =
        std::to_string(costs.page_fault.count());
    environment.facts["idle_exit_cost_ns"] =
        std::to_string(costs.idle_exit.count());
  }
  records.Write(environment);
  if (!gpu) devices = OpenDevices(device);
  Device& owner = *devices.owner;
  Device& peer = devices.peer ? *devices.peer : owner;
  // The host sees the record and ends the guest; threads that never come back
  // from the kernel keep this process from ending by itself.
  const auto wait_for_the_end = [](const CellRecord&) {
    while (true) pause();
  };
  MeasurementContext context{clock, topology, owner, peer, wait_for_the_end};
  context.counters = counters;
  context.delay_seed = delay_seed;
  if (seed) {
    if (!together) context.seed = *seed;
    context.settle = [charged, &costs](const Cell& cell) {
      // A thread that works alone counts its own instructions, and no cost is
      // added.
      if (charged) ChargeTime(IsContended(cell) ? costs : kNoTimeCosts);
      if (cell.scenario->keeps_cpu || SincePowerOn() > kUndisturbed) {
        AwaitFinalClockSource(kClockSourceLimit);
      }
    };
    context.stall_limit = kVirtualStallLimit;
    context.slow_limit = kVirtualSlowLimit;
    context.cell_limit = kVirtualCellLimit;
  }
  RunPlan(plan, context, records, google_benchmark);
  records.End();
}

// Reads a decimal number, with or without zeros in front.
uint64_t ReadSeed(const std::string& digits) {
  uint64_t seed = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), seed);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    throw Error("--seed {}: it is a number", digits);
  }
  return seed;
}

int Main(int argc, char** argv) {
  CLI::App app("Measures the cells of a plan on this kernel");
  std::string plan;
  std::string records;
  std::string google_benchmark;
  app.add_option("--plan", plan, "the plan, as hmmbench writes it for a guest")
      ->required();
  app.add_option("--records", records, "file or port to write records to")
      ->required();
  app.add_option("--google-benchmark", google_benchmark,
                 "file for Google Benchmark's JSON")
      ->required();
  std::optional<uint64_t> seed;
  std::string counters = "events";
  app.add_option("--counters", counters, "what is counted of each thread")
      ->check(CLI::IsMember(CounterSetWords()));
  // Not as a number: CLI11 takes one that begins with 0 for octal.
  app.add_option_function<std::string>(
      "--seed", [&seed](const std::string& digits) { seed = ReadSeed(digits); },
      "the clock is virtual; number of the interleaving");
  bool together = false;
  app.add_flag("--together", together,
               "threads start at the same moment after each barrier, as on a "
               "real clock, whatever the seed");
  TimeCosts costs;
  int64_t idle_exit_us = costs.idle_exit / std::chrono::microseconds(1);
  app.add_option("--idle-exit-us", idle_exit_us,
                 "what it takes on the virtual clock to wake an idle CPU");
  std::string device(kDefaultDevice);
  app.add_option("--device", device,
                 "dmirror, or cuda, hip, level-zero with :NUMBER and "
                 ",memory=system|managed,warps=N,advise=WORD,leave=MIB");
  CLI11_PARSE(app, argc, argv);
  costs.idle_exit = std::chrono::microseconds(idle_exit_us);
  Run(plan, records, google_benchmark, seed, together, costs,
      CounterSetFromString(counters), ParseDeviceSpec(device));
  return 0;
}

}  // namespace
}  // namespace hmmbench

int main(int argc, char** argv) {
  // One heap, which only grows. Otherwise each thread that happens to meet
  // another in malloc() gets a heap of its own, and each large block comes and
  // goes as a mapping; every fault of this process then looks its address up
  // among more VMAs or fewer: on 6.12, after the default plan's races, with 0
  // to 224 instructions more of 7,752. Nothing that is measured allocates.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  try {
    return hmmbench::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hmmbench-guest: %s\n", error.what());
    return hmmbench::kHarnessError;
  }
}
