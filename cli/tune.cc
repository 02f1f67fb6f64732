// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Sweeps the knobs of a lock policy, all values inside each boot.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "analysis/tuning/tuning.h"
#include "benchmarks/harness/sweep.h"
#include "cli/experiment.h"
#include "cli/kernel_choice.h"
#include "cli/subcommand.h"
#include "fixtures/base/atomic_file.h"
#include "fixtures/base/error.h"
#include "fixtures/record/run_folder.h"
#include "fixtures/run/command_line.h"
#include "fixtures/run/request.h"
#include "fixtures/run/seeds.h"

namespace hmmbench {
namespace {

struct Options {
  ExperimentOptions experiment;
  std::vector<std::string> knobs;
  std::filesystem::path folder;
  std::filesystem::path output;
  TuneOptions tune;
};

// "spin_ns=0,1000,5000"
void AddKnob(const std::string& text,
             std::map<std::string, std::vector<uint64_t>>* knobs) {
  const auto wrong = [&text] {
    return Error(
        "--knob {}: it is a name and the values to try, as in "
        "spin_ns=0,1000,20000, each once",
        text);
  };
  const size_t equals = text.find('=');
  if (equals == std::string::npos) throw wrong();
  const std::string name = text.substr(0, equals);
  CheckKnobName(name);
  std::set<uint64_t> values;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data() + equals + 1; at <= end;) {
    uint64_t value = 0;
    const auto [stop, error] = std::from_chars(at, end, value);
    const bool whole = error == std::errc() && (stop == end || *stop == ',');
    if (!whole || !values.insert(value).second) throw wrong();
    at = stop + 1;
  }
  if (!knobs->emplace(name, std::vector(values.begin(), values.end())).second) {
    throw Error("--knob {}: the knob is named twice", text);
  }
}

CommandLine CommandOf(const Options& options) {
  const ExperimentOptions& experiment = options.experiment;
  const KernelChoice& kernel = experiment.kernels;
  const GuestOptions& guest = experiment.request.guest;
  CommandLine command({"tune"});
  command.Option("--policy", kernel.policies);
  if (!kernel.base.empty()) command.Option("--base", kernel.base);
  if (!kernel.preemption.empty()) {
    command.Option("--preempt", kernel.preemption);
  }
  if (!kernel.profiles.empty()) {
    command.Option("--config-profile", kernel.profiles);
  }
  for (const auto& fragment : kernel.fragments) {
    command.Option("--config", std::filesystem::absolute(fragment).string());
  }
  for (const std::string& knob : options.knobs) command.Option("--knob", knob);
  if (experiment.cells.empty()) command.Option("--plan", experiment.plan);
  for (const std::string& cell : experiment.cells) {
    command.Option("--cell", cell);
  }
  if (!experiment.cells.empty()) command.Option("--rounds", experiment.rounds);
  if (experiment.visits > 0) command.Option("--visits", experiment.visits);
  if (experiment.blocks > 0) command.Option("--blocks", experiment.blocks);
  if (!guest.seeds.empty()) command.Option("--seeds", SeedsText(guest.seeds));
  command.Option("--numa", ToString(guest.numa));
  if (guest.clock != ClockChoice::kAuto) {
    command.Option("--clock",
                   guest.clock == ClockChoice::kReal ? "real" : "virtual");
  }
  return command;
}

ExperimentOptions ExperimentOf(const Options& options) {
  ExperimentOptions experiment = options.experiment;
  for (const std::string& knob : options.knobs) {
    AddKnob(knob, &experiment.knobs);
  }
  if (!experiment.cells.empty() && experiment.knobs.empty()) {
    throw Error(
        "--cell needs the knob to sweep as well: --knob spin_ns=0,5000,20000");
  }
  // The number of visits of cells for which no plan gives one.
  constexpr uint64_t kVisits = 4;
  if (!experiment.cells.empty() && experiment.visits == 0) {
    experiment.visits = kVisits;
  }
  experiment.request.command = CommandOf(options).Text();
  return experiment;
}

int Report(const Tuning& tuning, const std::filesystem::path& folder) {
  const std::string text = TuneText(tuning);
  fmt::print("{}", text);
  ReplaceFile(folder / "tune.txt", text);
  ReplaceFile(folder / "tune.json", TuneJson(tuning));
  // This comes last, because it needs gnuplot, and without gnuplot the tables
  // must still be printed.
  std::fflush(stdout);
  ReplaceFile(folder / "tune.html", TuneHtml(tuning));
  fmt::print("\nreport: {}\n", (folder / "tune.html").string());
  return tuning.broken ? kExitRegression : kExitPass;
}

int RunTune(const Options& options) {
  if (!options.folder.empty()) {
    const RunFolder run = RunFolder::Open(options.folder);
    return Report(Tune(run, options.tune),
                  options.output.empty() ? run.path() : options.output);
  }
  const ExperimentOptions experiment = ExperimentOf(options);
  if (experiment.dry_run) {
    PrintExperiment(experiment);
    return kExitPass;
  }
  const RunFolder run = RunExperiment(experiment);
  return Report(Tune(run, options.tune),
                options.output.empty() ? run.path() : options.output);
}

std::function<int()> Setup(CLI::App& app) {
  auto options = std::make_shared<Options>();
  ExperimentOptions& experiment = options->experiment;
  experiment.plan = "tune";
  experiment.kernels.policies = "adaptive";
  experiment.rounds = 3;
  app.add_option("folder", options->folder,
                 "A run that was swept before, to report it again");
  app.add_option("--policy", experiment.kernels.policies,
                 "Lock policy whose knobs are swept")
      ->capture_default_str();
  app.add_option("--knob", options->knobs,
                 "Values to try instead of the plan's, as in "
                 "spin_ns=0,1000,20000; repeated for another knob, each "
                 "combination is tried");
  auto* plan = app.add_option("--plan", experiment.plan,
                              "Named set of cells with knobs, or a .toml file")
                   ->capture_default_str();
  auto* cell = app.add_option("--cell", experiment.cells,
                              "Sweep in this cell instead; may be repeated")
                   ->excludes(plan);
  app.add_option("--rounds", experiment.rounds, "Rounds of each visit")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000))
      ->needs(cell);
  app.add_option("--visits", experiment.visits,
                 "Times that each boot comes back to a value. Default: as the "
                 "plan says")
      ->check(CLI::Range(1, 1'000));
  app.add_option("--blocks", experiment.blocks,
                 "Two boots each; on the virtual clock --seeds says how many")
      ->check(CLI::Range(0.5, 1000.0));
  AddSeedsOption(app, experiment.request,
                 "On the virtual clock: N or A..B, one boot for each");
  AddClockOption(app, experiment.request, "real, virtual or auto");
  app.add_option("--jobs", experiment.request.guest.jobs,
                 "On the virtual clock: guests at a time")
      ->check(CLI::Range(1, 64));
  AddSourceOptions(app, experiment.kernels);
  AddNumaOption(app, experiment.request, "NUMA layout of the guest");
  app.add_option("--resamples", options->tune.resamples,
                 "Of the boots, for intervals and shares")
      ->capture_default_str()
      ->check(CLI::Range(100, 1'000'000));
  app.add_option("--results", experiment.request.results,
                 "Folder that the run's folder is made in");
  app.add_option("--output", options->output,
                 "Folder for the reports (default: the run's)");
  app.add_flag("--dry-run", experiment.dry_run,
               "Print what would be done, the QEMU command line included");
  app.footer(
      "Each boot visits every value several times, in an order that balances "
      "drift; boots\nare the replicates. Writes tune.html, tune.txt and "
      "tune.json: the Pareto front of tail\nlatency against CPU time per page "
      "and throughput, its knee, how much the knob matters,\nand what to set "
      "it to.\n"
      "Examples: hmmbench tune\n"
      "          hmmbench tune --seeds 8\n"
      "          hmmbench tune --knob spin_ns=0,5000,50000 \\\n"
      "                        --cell same_page/threads:4/copy_us:20\n"
      "          hmmbench tune results/20261126-060000-tune");
  return [options] { return RunTune(*options); };
}

HMMBENCH_SUBCOMMAND(
    registration,
    {.name = "tune",
     .summary = "Sweep a policy's run-time knobs and say what to set them to",
     .order = 25,
     .setup = Setup,
     .measures = true});

}  // namespace
}  // namespace hmmbench
