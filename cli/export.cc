// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// hmmbench export: latencies for other tools, as an HdrHistogram log.

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/subcommand.h"
#include "fixtures/base/atomic_file.h"
#include "fixtures/base/error.h"
#include "fixtures/measure/histogram.h"
#include "fixtures/measure/histogram_log.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

struct Options {
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path output;
  bool percentiles = false;
};

// Adds a boot's cells one after the other, as if no time passed between rounds.
void AddBoot(const RunFolder::Boot& boot,
             std::vector<HistogramLogInterval>* intervals) {
  double start_s = 0;
  for (const CellRecord& cell : boot.stream.cells) {
    const auto ns = std::accumulate(cell.round_ns.begin(), cell.round_ns.end(),
                                    uint64_t{0});
    const double length_s = static_cast<double>(ns) * 1e-9;
    for (const auto& [role, latency] : cell.latency) {
      intervals->push_back(
          {.tag = fmt::format("{}:{}:{}", boot.record.variant, cell.cell, role),
           .start_s = start_s,
           .length_s = length_s,
           .histogram = latency});
    }
    start_s += length_s;
  }
}

std::vector<HistogramLogInterval> IntervalsOf(
    const std::filesystem::path& input) {
  std::vector<HistogramLogInterval> intervals;
  if (std::filesystem::is_directory(input)) {
    std::vector<std::string> warnings;
    for (const RunFolder::Boot& boot :
         RunFolder::Open(input).ReadBoots(&warnings)) {
      AddBoot(boot, &intervals);
    }
    for (const std::string& warning : warnings) {
      fmt::print(stderr, "hmmbench: warning: {}\n", warning);
    }
    return intervals;
  }
  std::ifstream log(input);
  if (!log) {
    throw Error("cannot read {}: {}", input.string(), std::strerror(errno));
  }
  try {
    return ReadHistogramLog(log);
  } catch (const Error& error) {
    throw Error("{}: {}", input.string(), error.what());
  }
}

// Histograms with the same tag are merged, because percentiles cannot be
// merged.
void PrintPercentiles(const std::vector<HistogramLogInterval>& intervals,
                      std::ostream& out) {
  std::map<std::string, Histogram> merged;
  for (const HistogramLogInterval& interval : intervals) {
    merged[interval.tag].Merge(interval.histogram);
  }
  constexpr double kQuantiles[] = {0.5, 0.9, 0.99, 0.999, 0.9999};
  out << "# ns; '-' where there are too few samples for a percentile\n"
         "tag\tsamples\tp50\tp90\tp99\tp99.9\tp99.99\tmax\n";
  for (const auto& [tag, histogram] : merged) {
    out << tag << '\t' << histogram.count();
    for (const double q : kQuantiles) {
      out << '\t'
          << (histogram.HasSamplesFor(q)
                  ? fmt::format("{}", histogram.ValueAtQuantile(q))
                  : "-");
    }
    out << '\t' << histogram.max() << '\n';
  }
}

void Export(const Options& options) {
  std::vector<HistogramLogInterval> intervals;
  for (const auto& input : options.inputs) {
    std::ranges::move(IntervalsOf(input), std::back_inserter(intervals));
  }
  if (intervals.empty()) {
    throw Error("no latencies in {}: no cell was finished there",
                options.inputs.front().string());
  }
  std::ostringstream text;
  if (options.percentiles) {
    PrintPercentiles(intervals, text);
  } else {
    WriteHistogramLog({"[latencies in ns, tagged kernel:cell:role, an interval "
                       "a boot and cell]"},
                      intervals, text);
  }
  if (options.output.empty()) {
    fmt::print("{}", text.str());
    return;
  }
  ReplaceFile(options.output, text.str());
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("inputs", options->inputs,
                 "Run folders, finished or partial, and .hlog files")
      ->required();
  app.add_option("--output", options->output,
                 "File to write (default: standard output)");
  app.add_flag("--percentiles", options->percentiles,
               "A table of percentiles, merged over the boots, instead of an "
               "HdrHistogram log");
  app.footer(
      "Writes the histograms of all boots in HdrHistogram's log format, which "
      "its\nown tools and plotters read.\n"
      "Examples: hmmbench export results/20261122-210000-default "
      "--output latency.hlog\n"
      "          hmmbench export latency.hlog --percentiles");
  return [options] {
    Export(*options);
    return kExitPass;
  };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "export",
                     .summary = "Latencies as an HdrHistogram log (.hlog) or "
                                "as percentiles",
                     .order = 45,
                     .setup = Setup});

}  // namespace
}  // namespace hmmbench
