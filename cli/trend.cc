// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// hmmbench trend: many runs of the same kernels over time.

#include "analysis/trend/trend.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/subcommand.h"
#include "fixtures/base/atomic_file.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

struct Options {
  std::vector<std::filesystem::path> folders;
  std::vector<std::string> metrics;
  TrendOptions trend;
  std::filesystem::path output = ".";
};

int RunTrend(const Options& options) {
  TrendOptions trend_options = options.trend;
  for (const std::string& metric : options.metrics) {
    trend_options.metrics.push_back(QuantityFromString(metric));
  }
  std::vector<RunFolder> runs;
  for (const auto& folder : options.folders) {
    // A pattern such as results/* also matches files that are no run. They are
    // skipped, unless the user named only one.
    const bool is_run = std::filesystem::exists(folder / "run.json");
    if (is_run || options.folders.size() == 1) {
      runs.push_back(RunFolder::Open(folder));
    }
  }
  const Trend trend = MakeTrend(runs, trend_options);
  ReplaceFile(options.output / "trend.json", TrendJson(trend));
  fmt::print("{}", TrendText(trend));
  // This comes last, because it needs gnuplot, and without gnuplot the text
  // must still be printed.
  std::fflush(stdout);
  ReplaceFile(options.output / "trend.html", TrendHtml(trend));
  fmt::print("\ntrend: {}\n", (options.output / "trend.html").string());
  return kExitPass;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("folders", options->folders,
                 "Run folders; what else is among them is passed over")
      ->required();
  app.add_option("--cell", options->trend.cells,
                 "Only cells that match this pattern, 'same_page*'; may be "
                 "repeated");
  app.add_option("--kernel", options->trend.kernels,
                 "Only kernels whose label matches; may be repeated");
  app.add_option("--metric", options->metrics,
                 "A metric or figure of the reports; may be repeated. Default: "
                 "throughput, p99 and retries. Others: " +
                     fmt::format("{}", fmt::join(QuantityNames(), ", ")));
  app.add_option("--since", options->trend.since,
                 "Only runs made at this time (UTC) or later: 2026-11-22, or "
                 "2026-11-22T21:00");
  app.add_option("--until", options->trend.until, "The same, or earlier");
  app.add_option("--alpha", options->trend.alpha,
                 "Probability of one false change or more in all series")
      ->capture_default_str()
      ->check(CLI::Range(0.0001, 0.5));
  app.add_flag("--force", options->trend.force,
               "Take in runs that cannot be compared (another clock, emulator, "
               "compiler, layout or seeds)");
  app.add_option("--output", options->output,
                 "Folder for trend.html and trend.json")
      ->capture_default_str();
  app.footer(
      "Where each kernel's figures changed over the runs: seeded binary "
      "segmentation\nwith rank sums; figures of the virtual clock that no "
      "chance is in are compared exactly.\nMany series need many runs: choose "
      "with --cell "
      "and --metric.\n"
      "Examples: hmmbench trend results/*\n"
      "          hmmbench trend results/* --cell 'same_page*' --metric p99 "
      "--since 2026-11");
  return [options] { return RunTrend(*options); };
}

HMMBENCH_SUBCOMMAND(registration,
                    {.name = "trend",
                     .summary = "Where figures changed over many runs",
                     .order = 25,
                     .setup = Setup});

}  // namespace
}  // namespace hmmbench
