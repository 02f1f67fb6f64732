// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Run folder(s) -> comparison: per cell and kernel the merged measurements, and
// per cell and kernel against the baseline an effect with its interval and a
// verdict. The replicate is the boot.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_COMPARISON_H_
#define HMMBENCH_ANALYSIS_COMPARISON_COMPARISON_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/comparison/accounting.h"
#include "analysis/statistics/ratio.h"
#include "analysis/verdict/family_options.h"
#include "analysis/verdict/metric.h"
#include "analysis/verdict/verdict.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

// One quantity of one cell on one kernel against the baseline.
struct MetricEffect {
  Metric metric = Metric::kThroughput;
  Effect effect;
  std::optional<Verdict> verdict = std::nullopt;  // where one was asked for
  std::string reason = {};                        // of the verdict, one line
};

// A boot that starved or was slow in a cell, as far as it was seen.
struct StalledBoot {
  int boot = 0;       // number in its run
  bool first = true;  // of the cell's; else the first that was seen from inside
  // What the guest's own watchdog recorded; absent where only the host saw that
  // the guest fell silent.
  std::optional<Stall> seen;
  uint64_t rounds_done = 0;          // before it
  bool guest_lost = false;           // no rescue: the guest ended with the cell
  std::string reason;                // one line, the guest's or else the host's
  std::vector<std::string> console;  // of a lost guest: backtraces
};

// A value that each boot has, over the boots.
struct Spread {
  double lowest = 0;
  double median = 0;
  double highest = 0;
};

// How far interleavings differ: on the virtual clock a boot is one of them.
struct SeedSpread {
  int seeds = 0;
  int different = 0;  // records: two that are alike count once
  Spread retries_per_page;
  std::optional<Spread> p99_ns;  // of MainRole(); where every seed has one
  Spread longest_ns;             // touch of any role
};

// What a contended cell comes to in each model of the virtual clock: lengths of
// a CPU's turn, shapes of the driver's delay. See
// analysis/verdict/model_spread.h.
struct ModelSpread {
  int models = 0;  // that measured the cell
  std::optional<Interval> faults_per_page;
  std::optional<Interval> calls_per_page;  // of migrate_to_ram()
  // Against the baseline in the same model; absent for the baseline itself.
  std::optional<Interval> throughput_ratio;
  std::optional<Interval> faults_ratio;
};

// A cell that its limit ended before all that was planned was done: bounds that
// hold whatever the rest would have taken. Counts are over all boots that
// measured the cell; those that were not cut off did what was planned.
struct CutOff {
  int boots = 0;          // that were cut off
  uint64_t limit_ns = 0;  // on a cell's own time
  uint64_t rounds = 0;
  uint64_t planned_rounds = 0;
  uint64_t pages = 0;
  uint64_t planned_pages = 0;
  // As if the rest had taken no time, no fault and no CPU: median over boots of
  // planned touches over the time that those took which were made; sums over
  // planned pages.
  std::optional<double> touches_per_s_at_most;
  std::optional<double> faults_per_page_at_least;
  std::optional<double> migrate_to_ram_per_page_at_least;
  std::optional<double> cpu_ns_per_page_at_least;
  // Planned touches (or other calls) that were not made, by role.
  std::map<std::string, uint64_t> not_made;
};

// One cell on one kernel, over all its boots.
struct CellSummary {
  int boots = 0;  // that measured it; everything below is theirs
  // That measured it, starved in it, were given up in it or read wrong data.
  int boots_judged = 0;
  int boots_starved = 0;
  int boots_lost = 0;  // of the starved: their guests did not survive it
  std::optional<StalledBoot> starvation;
  // That stood still for longer than a limit, with nothing that proves a
  // starvation; and of these the ones that were given up: what they would have
  // measured is not known.
  int boots_slow = 0;
  int boots_given_up = 0;
  std::optional<StalledBoot> slow;      // one that was given up, if any was
  std::optional<double> touches_per_s;  // median over boots
  // ns, exact: the shortest touch of all boots. On the virtual clock
  // instructions.
  std::optional<uint64_t> fastest_touch_ns;
  // ns per touch that no timer tick fell into, over the boots; of one thread on
  // the virtual clock, see analysis/verdict/lone_touches.h.
  std::optional<double> mean_touch_ns;
  bool one_thread = false;  // in every boot: nobody to race with
  std::vector<double> touches_per_s_by_boot;  // that were not cut off
  std::map<std::string, Histogram> latency;   // by role, merged over boots
  // Merged over boots; absent where one does not have it.
  std::optional<PageReturn> page_return;
  // Present where a boot was cut off. Then throughput and all rates per page
  // are absent: a ratio of what was done would stand for the pages that the
  // cell came to, and there are the fewer of them the longer they took.
  std::optional<CutOff> cut_off;
  uint64_t touches = 0;
  uint64_t pages = 0;
  // Absent, with the ones below, where no page was faulted back, and where the
  // cell was cut off.
  std::optional<double> retries_per_page;  // faults per touched page - 1
  std::optional<uint64_t> max_faults_per_touch;
  std::optional<double> voluntary_switches_per_page;
  std::optional<double> involuntary_switches_per_page;
  std::optional<double> cpu_ns_per_page;  // user and system, all threads
  std::optional<double> migrate_to_ram_per_page;
  Accounting accounting;
  uint64_t oracle_checked = 0;
  uint64_t oracle_pages = 0;
  uint64_t oracle_wrong = 0;
  // Of two seeds or more of the virtual clock where threads race.
  std::optional<SeedSpread> seeds;
  // Where the run repeated it in other models.
  std::optional<ModelSpread> models;
  // On throughput; of one thread alone on the virtual clock on all of
  // kLoneMetrics, see JudgeWhole(). The baseline's own is kSame when it was
  // measured.
  Verdict verdict = Verdict::kMissing;
  std::string verdict_reason;  // one line
  // Against the baseline, every metric that both have; none for the baseline
  // and where a boot starved, data were wrong or nothing was measured.
  // Percentiles are of MainRole(), where there are samples enough for them.
  std::vector<MetricEffect> effects;
  // It was judged so: its effect on throughput has no verdict of its own.
  bool whole = false;
  // Of these, what tables show.
  std::optional<Effect> throughput;
  std::optional<Effect> p99;
  std::optional<Verdict> p99_verdict;
};

struct CellComparison {
  std::string cell;
  std::string scenario;
  std::map<std::string, std::string> axes;
  std::vector<CellSummary> variants;  // as Comparison::variants
};

struct Comparison {
  std::string title;
  Manifest manifest;              // of the (first) run
  Environment environment;        // of the first boot that has one
  std::vector<Variant> variants;  // the first is the baseline
  std::vector<CellComparison> cells;
  std::vector<RunFolder::Boot> boots;  // without their streams' cells
  double margin = 0;                   // that the verdicts were given with
  bool partial = false;
  std::vector<std::string> warnings;  // one line each: what is missing and why
};

struct CompareOptions {
  double margin = 0.10;  // |ratio - 1| below this counts as the same
  // In place of it, where a cell has a margin of its own; see
  // analysis/verdict/gate_policy.h.
  std::function<double(const std::string& cell, Metric metric)> margin_of = {};
  // On the virtual clock, of what one thread does alone, in place of `margin`
  // where this is less: of its shortest path's instructions. Mean and
  // percentiles have kLoneMargin where this is less than that.
  double exact_margin = 1;
  // Which metrics get a verdict, the others an estimate; null: throughput and
  // p99.
  std::function<bool(const std::string& cell, Metric metric)> judges = {};
  FamilyOptions family = {};
  // Label of the variant that the others are compared with; "": the first. Of
  // two kernels with one label in different runs the later is "label@run".
  std::string baseline = {};
  // One kernel in two runs makes two variants, not one with the boots of both.
  bool apart = false;
  // Compare runs that cannot be compared, see analysis/comparison/comparable.h.
  bool force = false;
};

// Throws Error when nothing at all can be compared.
Comparison Compare(const std::vector<RunFolder>& runs,
                   const CompareOptions& options);

// In at most 75 columns of plain ASCII, for a mail: all of it, or what is to be
// read first.
std::string TextReport(const Comparison& comparison, bool full = true);
// For a terminal of `columns`, coloured if asked: what it says and the
// verdicts, or all of it.
std::string TerminalReport(const Comparison& comparison, int columns,
                           bool colour, bool full);
// Self-contained, no network: plots are inline SVG made with gnuplot. Throws
// Error when gnuplot is missing.
std::string HtmlReport(const Comparison& comparison);
std::string JsonReport(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_COMPARISON_H_
