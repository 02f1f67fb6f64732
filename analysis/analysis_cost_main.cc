// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Measures the cost of loading and judging a large run. It makes a run with
// invented numbers (200 cells, 20 boots, 10^6 samples a cell and boot) in a
// temporary folder, compares it, and prints seconds, CPU seconds and MiB.

#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/test_run.h"

namespace hmmbench {
namespace {

constexpr int kCellCount = 200;
constexpr int kRounds = 1000;
constexpr int kTouchesOfRound = 1000;
constexpr int kSamples = kRounds * kTouchesOfRound;

// Makes latencies like those of faults under contention: most are around 20 us,
// and one in fifty is from a Pareto tail of three decades. Drawing them takes
// longer than the measured work, so boots and cells share a few histograms.
std::vector<Histogram> Latencies() {
  constexpr int kDifferent = 16;
  std::mt19937_64 generator(1);
  std::bernoulli_distribution is_body(0.98);
  std::uniform_real_distribution<double> uniform(1e-3, 1);
  std::vector<Histogram> histograms(kDifferent);
  for (int i = 0; i < kDifferent; ++i) {
    std::lognormal_distribution<double> body(std::log(20'000 + 50 * i), 0.6);
    for (int sample = 0; sample < kSamples; ++sample) {
      const double ns = is_body(generator)
                            ? body(generator)
                            : 50'000 / std::pow(uniform(generator), 1.2);
      histograms[static_cast<size_t>(i)].Record(static_cast<uint64_t>(ns));
    }
  }
  return histograms;
}

// Two kernels, `boots` of each.
TestRun LargeRun(int boots) {
  TestRun run;
  run.blocks = boots / 2;
  run.cells.clear();
  for (int i = 0; i < kCellCount; ++i) {
    run.cells.push_back(fmt::format("same_page/threads:4/pages:{}", i + 1));
  }
  run.measure = [latencies = Latencies(), drawn = size_t{0},
                 generator = std::mt19937_64(2)](
                    const ScheduledBoot&, const std::string& cell) mutable {
    CellRecord record = PlainCell(cell);
    record.latency["cpu"] = latencies[drawn++ % latencies.size()];
    record.touches = kSamples;
    record.rounds = kRounds;
    record.round_ns.resize(kRounds);
    std::lognormal_distribution<double> ns(std::log(5e6), 0.3);
    for (uint64_t& round : record.round_ns) {
      round = static_cast<uint64_t>(ns(generator));
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

int Run(int boots) {
  const TestFolder folder;
  const RunFolder run = LargeRun(boots).Write(folder.path());
  const double before = CpuSeconds();
  const auto start = std::chrono::steady_clock::now();
  const Comparison comparison = Compare({RunFolder::Open(run.path())}, {});
  const double seconds = SecondsSince(start);
  fmt::print(
      "{} cells x {} boots x {} samples: {:.2f} s, {:.2f} s of CPU time, "
      "{:.0f} MiB at most\n",
      comparison.cells.size(), comparison.boots.size(), kSamples, seconds,
      CpuSeconds() - before, PeakMib());
  return 0;
}

}  // namespace
}  // namespace hmmbench

int main(int argc, char** argv) {
  int boots = 10;
  CLI::App app{"What loading and judging a large run costs."};
  app.add_option("--boots", boots, "Of each of two kernels; even")
      ->capture_default_str()
      ->check(CLI::Range(2, 1000));
  CLI11_PARSE(app, argc, argv);
  return hmmbench::Run(boots);
}
