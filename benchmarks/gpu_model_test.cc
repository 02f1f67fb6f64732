// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A real GPU's device, the scenarios and the data oracle on a model of one
// (fixtures/device/cuda/model_libcuda.cc): real faults, real migrations, the
// kernels' own text. Skipped where userfaultfd is not allowed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/plan.h"
#include "benchmarks/harness/scenario.h"
#include "cmake/source_folder.h"
#include "fixtures/base/error.h"
#include "fixtures/device/device.h"
#include "fixtures/device/open_device.h"
#include "fixtures/measure/shadow_memory.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr size_t kGranule = 16;  // pages
constexpr unsigned kWarps = 2;

class GpuModelTest : public ::testing::Test {
 protected:
  ~GpuModelTest() override { unsetenv("HMMBENCH_MODEL_CUDA"); }

  void SetUp() override {
    // Its faults are counted, and may fall on pages that the model moves.
    if (kShadowMemoryFaults) GTEST_SKIP() << "shadow memory faults as well";
    try {
      devices_.emplace(Open("memory=managed,warps=2"));
    } catch (const Error& error) {
      if (std::string(error.what()).find("cuInit") == std::string::npos) throw;
      GTEST_SKIP() << "userfaultfd is not allowed here";
    }
  }
  static Devices Open(const std::string& options) {
    return OpenDevices(ParseDeviceSpec("cuda," + options +
                                       ",library=" HMMBENCH_MODEL_LIBCUDA));
  }
  Device& gpu() { return *devices_->owner; }

  CellRecord Run(const Cell& cell, uint64_t rounds) {
    const MeasurementContext context{clock_, topology_, gpu(), gpu()};
    CellRun run(cell, context);
    for (uint64_t i = 0; i < rounds && !run.Broken(); ++i) run.Round();
    return run.Record();
  }
  // Of its CPU threads, in each round.
  double FaultsARound(const std::string& cell) {
    constexpr uint64_t kRounds = 4;
    const CellRecord record = Run(ParseCell(cell), kRounds);
    EXPECT_EQ(record.outcome, CellOutcome::kMeasured) << record.reason;
    return static_cast<double>(record.device.at("migrating_faults") +
                               record.device.at("losing_faults")) /
           kRounds;
  }

  const Clock clock_ = Clock::Monotonic("a test");
  const Topology topology_ = Topology::OfThisMachine();
  std::optional<Devices> devices_;
};

// What nvidia-uvm's rule makes of a thread that touches one page after another.
TEST_F(GpuModelTest, FaultsGrowAsPredicted) {
  EXPECT_EQ(FaultsARound("fault_path/pages:64"), 3);
  EXPECT_EQ(FaultsARound("fault_path/pages:256"), 5);
  EXPECT_EQ(FaultsARound("fault_path/pages:256/access:write"), 5);
  EXPECT_EQ(FaultsARound("fault_path/pages:8/stride:64K"), 4);
  EXPECT_EQ(FaultsARound("fault_path/pages:5/stride:2M"), 5);
}

TEST_F(GpuModelTest, WithoutPrefetchingEachPageFaults) {
  setenv("HMMBENCH_MODEL_CUDA", "prefetch=0", 1);
  EXPECT_EQ(FaultsARound("fault_path/pages:64"), 64);
  EXPECT_EQ(FaultsARound("fault_path/pages:256"), 256);
}

TEST_F(GpuModelTest, EveryCellOfThePlanRunsAndFindsItsData) {
  const Plan plan = ReadPlan(std::filesystem::path(HMMBENCH_SOURCE_FOLDER) /
                             "benchmarks/plans/gpu.toml");
  for (const PlannedCell& planned : plan.cells) {
    SCOPED_TRACE(planned.Name());
    const CellRecord record = Run(planned.cell, 1);
    EXPECT_EQ(record.outcome, CellOutcome::kMeasured) << record.reason;
    EXPECT_EQ(record.pages,
              static_cast<uint64_t>(planned.cell.Number("pages")));
    EXPECT_EQ(record.oracle_wrong, 0) << record.oracle_first_wrong;
    EXPECT_GE(record.oracle_checked, record.touches);
    const bool gpu_reads = planned.cell.axes.contains("device_access") &&
                           planned.cell.Word("device_access") == "read";
    // Each warp looks at each page that the GPU reads.
    uint64_t requests = 0;
    for (const ThreadRecord& thread : record.threads) {
      if (thread.role == "device") requests += thread.touches;
    }
    if (gpu_reads) {
      EXPECT_GE(record.oracle_checked, record.touches + kWarps * requests);
    }
    if (requests > 0) {
      EXPECT_TRUE(record.latency.contains("gpu_warp") ||
                  record.latency.contains("gpu_fault"));
    }
    // Every touch of a page 2 MiB away from the others needs a fault.
    if (planned.cell.axes.at("stride") == "2M" &&
        planned.cell.scenario->name == "disjoint_pages") {
      EXPECT_EQ(record.device.at("migrating_faults") +
                    record.device.at("losing_faults"),
                record.pages);
    }
  }
}

TEST_F(GpuModelTest, PagesMoveBothWays) {
  constexpr size_t kPages = 3 * kGranule;
  void* range = gpu().AllocateRange(kPages * kPageBytes);
  ASSERT_NE(range, nullptr);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(range) % gpu().RangeAlignment(), 0);
  EXPECT_EQ(gpu().RangeAlignment(), size_t{2} << 20);
  std::memset(range, 7, kPages * kPageBytes);
  EXPECT_EQ(gpu().CountResident(range, kPages), 0);
  EXPECT_EQ(gpu().MigrateToDevice(range, kPages, nullptr).error, 0);
  EXPECT_EQ(gpu().CountResident(range, kPages), kPages);
  // A CPU's touch brings a granule.
  EXPECT_EQ(*static_cast<volatile char*>(range), 7);
  EXPECT_EQ(gpu().CountResident(range, kPages), kPages - kGranule);
  EXPECT_EQ(gpu().MigrateToSystem(range, kPages).error, 0);
  EXPECT_EQ(gpu().CountResident(range, kPages), 0);
  gpu().FreeRange(range);
}

TEST_F(GpuModelTest, AFaultIsCountedOnceForAllWarpsAndPages) {
  constexpr size_t kPages = 2 * kGranule;
  void* range = gpu().AllocateRange(kPages * kPageBytes);
  std::vector<uint64_t> copy(kPages * kPageWords);
  const PagePattern pattern(9);
  const auto fill = [&](const PagePattern& what) {
    for (size_t page = 0; page < kPages; ++page) {
      uint64_t* words = static_cast<uint64_t*>(range) + page * kPageWords;
      what.Fill(reinterpret_cast<uint64_t>(words), words);
    }
  };
  fill(pattern);
  gpu().BeginRound(9);
  gpu().TakeObservations();
  EXPECT_EQ(gpu().Read(range, kPages, copy.data()).error, 0);
  EXPECT_EQ(std::memcmp(copy.data(), range, kPages * kPageBytes), 0);
  DeviceObservations seen = gpu().TakeObservations();
  EXPECT_EQ(seen.checked, kPages * kWarps);
  EXPECT_EQ(seen.wrong, 0) << seen.first_wrong;
  EXPECT_EQ(seen.fault_latency.count(), 2);
  EXPECT_GE(seen.fault_latency.min(), 5'000);
  EXPECT_GE(seen.counters.at("gpu_slow_accesses"), 2);
  EXPECT_EQ(seen.latency.count() + seen.counters.at("gpu_slow_accesses"),
            kPages * kWarps);
  EXPECT_LE(seen.counters.at("gpu_clock_moved_permille"), 20);
  EXPECT_GT(seen.counters.at("gpu_clock_requests_khz"), 0);

  // What is wrong is seen by the GPU, too.
  fill(PagePattern(8));
  EXPECT_EQ(gpu().Read(range, kPages, copy.data()).error, 0);
  seen = gpu().TakeObservations();
  EXPECT_EQ(seen.wrong, kPages * kWarps);
  EXPECT_THAT(seen.first_wrong, HasSubstr("expected"));

  // And what it writes is there for the CPU.
  std::vector<uint64_t> data(kPages * kPageWords, 5);
  EXPECT_EQ(gpu().Write(range, kPages, data.data()).error, 0);
  EXPECT_EQ(std::memcmp(data.data(), range, kPages * kPageBytes), 0);
  gpu().FreeRange(range);
}

TEST_F(GpuModelTest, ManagedMemoryHasNoPolicyOnItsPath) {
  EXPECT_FALSE(gpu().LockPolicyPath().on);
  EXPECT_THAT(gpu().LockPolicyPath().why, HasSubstr("own fault handler"));
  EXPECT_THAT([&] { Run(ParseCell("device_vs_device/delay_us:0"), 1); },
              ThrowsMessage<CannotRunHere>(HasSubstr("second device")));
  EXPECT_THAT(
      [&] { Run(ParseCell("cpu_vs_device/stride:2M/request_pages:4"), 1); },
      ThrowsMessage<CannotRunHere>(HasSubstr("stride:page")));
}

}  // namespace
}  // namespace hmmbench
