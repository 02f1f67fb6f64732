// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// hmmbench export: what a run measured, for other tools.

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

#include "analysis/export/export_format.h"
#include "analysis/export/export_rows.h"
#include "cli/sqlite_file.h"
#include "cli/subcommand.h"
#include "fixtures/base/atomic_file.h"
#include "fixtures/base/error.h"
#include "fixtures/measure/histogram.h"
#include "fixtures/measure/histogram_log.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

// The histograms themselves; the other formats write figures.
constexpr const char* kHistogramLog = "hlog";

struct Options {
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path output;
  bool percentiles = false;
  std::string format = kHistogramLog;
};

void Warn(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    fmt::print(stderr, "hmmbench: warning: {}\n", warning);
  }
}

void Write(const Options& options, const std::string& text) {
  if (options.output.empty()) {
    fmt::print("{}", text);
  } else {
    ReplaceFile(options.output, text);
  }
}

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
    Warn(warnings);
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

void ExportHistograms(const Options& options) {
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
  Write(options, text.str());
}

void ExportFigures(const Options& options) {
  const ExportFormat& format = ExportFormatFromString(options.format);
  if (options.percentiles) {
    throw Error("--percentiles is a table of its own: leave out --format");
  }
  std::vector<RunFolder> runs;
  for (const auto& input : options.inputs) {
    runs.push_back(RunFolder::Open(input));
  }
  const ExportTable table = ReadExportTable(runs);
  Warn(table.warnings);
  if (table.rows.empty()) {
    throw Error("no cells in {}: none was begun there",
                options.inputs.front().string());
  }
  const std::string text = format.write(table);
  if (format.name == "sqlite" && !options.output.empty()) {
    ExecuteSql(options.output, text);
  } else {
    Write(options, text);
  }
}

std::string FormatsHelp() {
  std::string text =
      "hlog (default), histograms as HdrHistogram's log, which its own tools "
      "read";
  for (const ExportFormat& format : ExportFormats()) {
    text += fmt::format("; {}, {}", format.name, format.summary);
  }
  return text;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("inputs", options->inputs,
                 "Run folders, finished or partial, and .hlog files")
      ->required();
  app.add_option("--output", options->output,
                 "File to write (default: standard output)");
  app.add_option("--format", options->format, FormatsHelp());
  app.add_flag("--percentiles", options->percentiles,
               "A table of percentiles, merged over the boots, instead of an "
               "HdrHistogram log");
  app.footer(
      "All formats but hlog write every metric of every boot and cell, with "
      "its "
      "unit;\nbmf and markdown write the median of the boots. sqlite without "
      "--output prints\nSQL; a file that exists gets the run in addition.\n"
      "Examples: hmmbench export results/20261122-210000-default "
      "--output latency.hlog\n"
      "          hmmbench export latency.hlog --percentiles\n"
      "          hmmbench export results/20261122-210000-default --format csv\n"
      "          hmmbench export results/* --format sqlite --output "
      "runs.sqlite");
  return [options] {
    if (options->format == kHistogramLog) {
      ExportHistograms(*options);
    } else {
      ExportFigures(*options);
    }
    return kExitPass;
  };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "export",
                     .summary = "Write figures and latencies for other tools",
                     .order = 45,
                     .setup = Setup});

}  // namespace
}  // namespace hmmbench
