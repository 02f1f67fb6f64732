// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What loading and judging a large run costs. Makes one of constructed numbers
// (200 cells, 20 boots, 10^6 samples a cell and boot) in a temporary folder,
// compares it, and prints seconds, CPU seconds and MiB.

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include "analysis/comparison.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

constexpr int kCellCount = 200;
constexpr int kBlocks = 5;  // of two boots an arm and two arms
constexpr int kSamples = 1'000'000;

// Latencies as of faults: a body around 20 us and a tail of two decades.
Histogram Latencies() {
  Histogram histogram;
  std::mt19937_64 generator(1);
  std::lognormal_distribution<double> ns(std::log(20'000), 0.8);
  for (int i = 0; i < kSamples; ++i) {
    histogram.Record(static_cast<uint64_t>(ns(generator)));
  }
  return histogram;
}

TestRun LargeRun() {
  TestRun run;
  run.blocks = kBlocks;
  run.cells.clear();
  for (int i = 0; i < kCellCount; ++i) {
    run.cells.push_back(fmt::format("same_page/threads:4/pages:{}", i + 1));
  }
  run.measure = [latencies = Latencies()](const ScheduledBoot& boot,
                                          const std::string& cell) {
    CellRecord record = PlainCell(cell);
    record.latency["cpu"] = latencies;
    record.touches = kSamples;
    for (uint64_t& ns : record.round_ns) {
      ns += static_cast<uint64_t>(boot.boot * 7919 % 101) * 1000;
    }
    return record;
  };
  return run;
}

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

rusage Usage() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage;
}

double CpuSeconds() {
  const rusage usage = Usage();
  constexpr double kUsPerSecond = 1e6;
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) /
             kUsPerSecond;
}

double PeakMib() { return static_cast<double>(Usage().ru_maxrss) / 1024; }

int Run() {
  const TestFolder folder;
  const RunFolder run = LargeRun().Write(folder.path());
  const double before = CpuSeconds();
  const auto start = std::chrono::steady_clock::now();
  const Comparison comparison = Compare({RunFolder::Open(run.path())}, {});
  fmt::print(
      "{} cells x {} boots x {} samples: {:.2f} s, {:.2f} s of CPU time, "
      "{:.0f} "
      "MiB at most\n",
      comparison.cells.size(), comparison.boots.size(), kSamples,
      SecondsSince(start), CpuSeconds() - before, PeakMib());
  return 0;
}

}  // namespace
}  // namespace hmmbench

int main() { return hmmbench::Run(); }
