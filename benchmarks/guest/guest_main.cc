// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// hmmbench-guest: what runs inside the guest. Reads the plan, measures its
// cells, writes the records. Its exit code is 0 when the stream of records is
// complete, whatever the cells' outcomes, and 3 when it is not.

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
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
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "benchmarks/guest/clock_source.h"
#include "benchmarks/guest/environment.h"
#include "benchmarks/guest/freeze.h"
#include "benchmarks/guest/run_plan.h"
#include "benchmarks/guest/steady_memory.h"
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

std::string ReadPlanFile(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) {
    throw Error("cannot read the plan {}: {}", file, std::strerror(errno));
  }
  return {std::istreambuf_iterator<char>(stream), {}};
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

// What the command line says.
struct Options {
  std::string plan;  // file
  std::string records;
  std::string google_benchmark;
  bool freeze = false;
  // A copy of a template is given the rest instead.
  std::optional<uint64_t> seed;  // only where the clock is virtual
  bool together = false;
  TimeCosts costs;
  CounterSet counters = CounterSet::kEvents;
  DeviceSpec device;
};

// What does not depend on the rest; made when it is needed, or for all copies
// of a template.
struct Prepared {
  std::optional<Topology> topology;
  std::optional<Environment> environment;
  CounterSet counters = CounterSet::kEvents;  // that are in there
  Devices devices;
};

Prepared PrepareForCopies() {
  Prepared prepared;
  prepared.topology = Topology::OfThisMachine();
  prepared.devices = OpenDevices(ParseDeviceSpec(kDefaultDevice));
  prepared.environment = DescribeEnvironment(
      Clock::OfInstructions(), *prepared.topology, prepared.counters);
  // It looks at the machine once, in a hundred files.
  benchmark::CPUInfo::Get();
  benchmark::SystemInfo::Get();
  return prepared;
}

void Run(const Options& options, const std::string& plan_json,
         const RecordFile& file, Prepared prepared) {
  const std::optional<uint64_t>& seed = options.seed;
  if (seed && options.device.kind != DeviceKind::kDmirror) {
    throw Error("a GPU has no virtual clock: leave --seed out");
  }
  const Plan plan = Plan::OfGuest(GuestPlan::FromJson(plan_json));
  std::ofstream google_benchmark(options.google_benchmark);
  if (!google_benchmark) {
    throw Error("cannot write {}: {}", options.google_benchmark,
                std::strerror(errno));
  }
  // The header goes out first: it tells the host that the guest is alive.
  RecordWriter records(file.fd());
  if (!seed) AwaitFinalClockSource(kClockSourceLimit);
  if (!prepared.topology) prepared.topology = Topology::OfThisMachine();
  const Topology& topology = *prepared.topology;
  const Clock clock = seed ? Clock::OfInstructions() : Clock::Calibrate();
  const bool described =
      seed && prepared.environment && prepared.counters == options.counters;
  Environment environment =
      described ? std::move(*prepared.environment)
                : DescribeEnvironment(clock, topology, options.counters);
  // A GPU has something to say about itself.
  const bool gpu = options.device.kind != DeviceKind::kDmirror;
  Devices& devices = prepared.devices;
  if (gpu) {
    devices = OpenDevices(options.device);
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
        std::to_string(options.costs.page_fault.count());
    environment.facts["idle_exit_cost_ns"] =
        std::to_string(options.costs.idle_exit.count());
  }
  records.Write(environment);
  if (!devices.owner) devices = OpenDevices(options.device);
  Device& owner = *devices.owner;
  Device& peer = devices.peer ? *devices.peer : owner;
  // The host sees the record and ends the guest; threads that never come back
  // from the kernel keep this process from ending by itself.
  const auto wait_for_the_end = [](const CellRecord&) {
    while (true) pause();
  };
  MeasurementContext context{clock, topology, owner, peer, wait_for_the_end};
  context.counters = options.counters;
  context.delay_seed = delay_seed;
  if (seed) {
    if (!options.together) context.seed = *seed;
    context.settle = [charged, &costs = options.costs](const Cell& cell) {
      // One thread alone counts its instructions, and nothing is charged.
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

void AddCopyOptions(CLI::App& app, Options& options) {
  app.add_option_function<std::string>(
         "--counters",
         [&options](const std::string& word) {
           options.counters = CounterSetFromString(word);
         },
         "what is counted of each thread")
      ->check(CLI::IsMember(CounterSetWords()));
  // Not as a number: CLI11 takes one that begins with 0 for octal.
  app.add_option_function<std::string>(
      "--seed",
      [&options](const std::string& digits) {
        options.seed = ReadSeed(digits);
      },
      "the clock is virtual; number of the interleaving");
  app.add_flag("--together", options.together,
               "threads start at the same moment after each barrier, as on a "
               "real clock, whatever the seed");
  app.add_option_function<int64_t>(
      "--idle-exit-us",
      [&options](int64_t us) {
        options.costs.idle_exit = std::chrono::microseconds(us);
      },
      "what it takes on the virtual clock to wake an idle CPU");
  app.add_option_function<std::string>(
      "--device",
      [&options](const std::string& text) {
        options.device = ParseDeviceSpec(text);
      },
      "dmirror, or cuda, hip, level-zero with :NUMBER and "
      ",memory=system|managed,warps=N,advise=WORD,leave=MIB");
}

// Stops this guest; from here on it is one of the copies. Returns its plan.
std::string BecomeCopy(Options& options) {
  Freeze();
  const auto given = nlohmann::json::parse(ReadGiven());
  CLI::App app;
  AddCopyOptions(app, options);
  auto arguments = given.at("arguments").get<std::vector<std::string>>();
  std::ranges::reverse(arguments);  // as CLI11 takes them
  app.parse(arguments);
  return given.at("plan").dump();
}

int Main(int argc, char** argv) {
  CLI::App app("Measures the cells of a plan on this kernel");
  Options options;
  options.device = ParseDeviceSpec(kDefaultDevice);
  auto* plan = app.add_option("--plan", options.plan,
                              "the plan, as hmmbench writes it for a guest");
  app.add_option("--records", options.records,
                 "file or port to write records to")
      ->required();
  app.add_option("--google-benchmark", options.google_benchmark,
                 "file for Google Benchmark's JSON")
      ->required();
  app.add_flag("--freeze", options.freeze,
               "instead of --plan, in a guest that becomes a template: stop, "
               "and let each copy measure what it is given")
      ->excludes(plan);
  AddCopyOptions(app, options);
  CLI11_PARSE(app, argc, argv);
  if (options.plan.empty() && !options.freeze) {
    throw Error("name the plan: --plan FILE");
  }
  if (!options.freeze) {
    const std::string plan_json = ReadPlanFile(options.plan);
    Run(options, plan_json, RecordFile(options.records), {});
    return 0;
  }
  const RecordFile records(options.records);
  Prepared prepared = PrepareForCopies();
  const std::string plan_json = BecomeCopy(options);
  Run(options, plan_json, records, std::move(prepared));
  return 0;
}

}  // namespace
}  // namespace hmmbench

int main(int argc, char** argv) {
  hmmbench::HoldMemory();
  try {
    return hmmbench::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hmmbench-guest: %s\n", error.what());
    return hmmbench::kHarnessError;
  }
}
