// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/comparison/google_benchmark.h"
#include "analysis/report/benchmark_comparison.h"
#include "cli/benchmark_files.h"
#include "cli/experiment.h"
#include "cli/subcommand.h"
#include "fixtures/base/atomic_file.h"
#include "fixtures/base/error.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/run/bundle_folder.h"

namespace hmmbench {
namespace {

struct Options {
  ExperimentOptions experiment;
  std::vector<std::filesystem::path> folders;
  CompareOptions compare;
  std::filesystem::path output;
  bool text = false;
  bool full = false;
  bool cpu_time = false;
};

int TerminalColumns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 100;
}

bool WantsColour() {
  return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

int Report(const Comparison& comparison, const std::filesystem::path& folder,
           const Options& options) {
  ReplaceFile(folder / "report.txt", TextReport(comparison, options.full));
  ReplaceFile(folder / "report.json", JsonReport(comparison));
  fmt::print("{}", options.text ? TextReport(comparison, options.full)
                                : TerminalReport(comparison, TerminalColumns(),
                                                 WantsColour(), options.full));
  // This comes last, because it needs gnuplot, and without gnuplot the table
  // must still be printed.
  std::fflush(stdout);
  if (OwnBundle()) {
    fmt::print(
        "\nreport: {}\n(a bundle has no gnuplot for report.html; hmmbench "
        "compare {} makes it where the suite is)\n",
        (folder / "report.txt").string(), folder.filename().string());
  } else {
    ReplaceFile(folder / "report.html", HtmlReport(comparison));
    fmt::print("\nreport: {}\n", (folder / "report.html").string());
  }

  const bool broken = std::any_of(
      comparison.cells.begin(), comparison.cells.end(), [](const auto& cell) {
        return std::any_of(cell.variants.begin(), cell.variants.end(),
                           [](const auto& variant) {
                             return variant.verdict == Verdict::kBroken;
                           });
      });
  return broken ? kExitRegression : kExitPass;
}

void MakeFolder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw Error("--output {}: cannot make this folder: {}", folder.string(),
                error.message());
  }
  if (access(folder.c_str(), W_OK) != 0) {
    throw Error("--output {}: this folder cannot be written to",
                folder.string());
  }
}

int CompareFiles(std::vector<BenchmarkFiles> files, const Options& options) {
  PutFirst(options.compare.baseline, &files);
  std::vector<BenchmarkResults> results;
  for (const BenchmarkFiles& one : files) {
    results.push_back(ReadBenchmarkFiles(one));
  }
  const BenchmarkComparison comparison = CompareBenchmarks(
      results,
      {.margin = options.compare.margin, .cpu_time = options.cpu_time});
  constexpr size_t kMailColumns = 75;
  const size_t columns =
      options.text ? kMailColumns : static_cast<size_t>(TerminalColumns());
  fmt::print(
      "{}", BenchmarkText(comparison, columns, !options.text && WantsColour()));
  return kExitPass;
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option(
      "folders", options->folders,
      "Finished or partial run folders to compare, instead of "
      "running anything; or result files of Google Benchmark (JSON), the first "
      "being the baseline: [NAME=]FILE[,FILE]..., where several files are of "
      "several processes of one program");
  options->experiment.sensitivity.reset();  // as the plan says
  AddExperimentOptions(app, options->experiment);
  app.add_option("--margin", options->compare.margin,
                 "Differences below this share count as the same")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 10.0));
  app.add_option("--baseline", options->compare.baseline,
                 "Kernel, or name of a result file, that the others are "
                 "compared with (default: the first); LABEL@RUN where runs "
                 "have different kernels of one name");
  app.add_flag("--apart", options->compare.apart,
               "Of several run folders: compare a kernel in one with the same "
               "kernel in another, instead of taking their boots together");
  app.add_flag("--force", options->compare.force,
               "Compare runs of different clocks, emulators, compilers or "
               "layouts all the same");
  app.add_option("--output", options->output,
                 "Folder for the reports (default: the first run folder)");
  app.add_flag("--text", options->text, "Print report.txt instead, for a mail");
  app.add_flag("--full", options->full,
               "Print, and write to report.txt, every section, not only "
               "what is to be read first");
  app.add_flag("--cpu-time", options->cpu_time,
               "Of Google Benchmark's files: compare CPU time, not real time");
  app.footer(
      "Without folders: builds the kernels that are missing, boots each in "
      "ABBA order,\nmeasures, and writes report.html, report.txt and "
      "report.json. A kernel that cannot\nbe built is left out and said at the "
      "end, with exit code 3.\n"
      "Examples: hmmbench compare --plan smoke\n"
      "          hmmbench compare --policies stock,wait --cell "
      "same_page/threads:4/delay_us:20\n"
      "          hmmbench compare --tree ~/linux    # your change against "
      "HEAD\n"
      "          hmmbench compare --base 6.12 --patch series.mbox\n"
      "          hmmbench compare --variant 6.1 --variant 6.12 --variant "
      "7.3,preempt=full\n"
      "          hmmbench compare results/20261122-210000-default\n"
      "          hmmbench compare results/A results/B --baseline wait\n"
      "          hmmbench compare old.json new.json   # of any project's "
      "Google Benchmark\n"
      "          hmmbench compare 'old=old-*.json' 'new=new-*.json'");
  return [options] {
    if (options->folders.empty() && options->experiment.dry_run) {
      PrintExperiment(options->experiment);
      return kExitPass;
    }
    if (auto files = BenchmarkFilesOf(options->folders); !files.empty()) {
      return CompareFiles(std::move(files), *options);
    }
    // Creates the folder before the work, so that a failure shows early.
    if (!options->output.empty()) MakeFolder(options->output);
    std::vector<RunFolder> runs;
    for (const auto& folder : options->folders) {
      runs.push_back(RunFolder::Open(folder));
    }
    const bool measured = runs.empty();
    if (measured) runs.push_back(RunExperiment(options->experiment));
    const Comparison comparison = Compare(runs, options->compare);
    const auto output =
        options->output.empty() ? runs.front().path() : options->output;
    const int exit_code = Report(comparison, output, *options);
    return measured ? ExitCodeWithUnbuilt(runs.front(), exit_code) : exit_code;
  };
}

HMMBENCH_SUBCOMMAND(
    registration,
    {.name = "compare",
     .summary = "Measure kernels against each other and write a report",
     .order = 10,
     .setup = Setup,
     .measures = true});

}  // namespace
}  // namespace hmmbench
