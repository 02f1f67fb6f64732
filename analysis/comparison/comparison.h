// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Turns run folders into a comparison. For each cell and kernel it has the
// merged measurements and, against the baseline, an effect with its interval
// and a verdict. The replicate is the boot.

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
  int boot = 0;  // number in its run
  bool first =
      true;  // true: the cell's first; false: the first that the guest saw
  // The guest's own watchdog recorded this. Absent when only the host saw that
  // the guest fell silent.
  std::optional<Stall> seen;
  uint64_t rounds_done = 0;          // before it
  bool guest_lost = false;           // no rescue: the guest ended with the cell
  std::string reason;                // one line, the guest's or else the host's
  std::vector<std::string> console;  // of a lost guest: backtraces
};

// Statistics over the boots of a value that each boot has.
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

// The result of a contended cell in one model of the virtual clock, which has
// its own length of a CPU's turn and shape of the driver's delay. See
// analysis/verdict/model_spread.h.
struct ModelSpread {
  int models = 0;  // models that measured the cell
  std::optional<Interval> faults_per_page;
  std::optional<Interval> calls_per_page;  // of migrate_to_ram()
  // The ratio to the baseline in the same model; absent for the baseline
  // itself.
  std::optional<Interval> throughput_ratio;
  std::optional<Interval> faults_ratio;
};

// A cell that its limit ended before the whole plan was done. The figures are
// bounds that hold however long the rest would have taken. Counts are over all
// boots that measured the cell; boots that were not cut off did the whole plan.
struct CutOff {
  int boots = 0;          // that were cut off
  uint64_t limit_ns = 0;  // on a cell's own time
  uint64_t rounds = 0;
  uint64_t planned_rounds = 0;
  uint64_t pages = 0;
  uint64_t planned_pages = 0;
  // Values as if the rest had taken no time, no fault and no CPU: the median
  // over boots of planned touches divided by the time of the touches that were
  // made, and sums over planned pages.
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
  // The boots that measured the cell, starved in it, were given up in it or
  // read wrong data.
  int boots_judged = 0;
  int boots_starved = 0;
  int boots_lost = 0;  // of the starved: their guests did not survive it
  std::optional<StalledBoot> starvation;
  // The boots that stood still for longer than a limit without proof of a
  // starvation, and how many of these were given up. What those would have
  // measured is not known.
  int boots_slow = 0;
  int boots_given_up = 0;
  std::optional<StalledBoot> slow;      // one that was given up, if any was
  std::optional<double> touches_per_s;  // median over boots
  // The shortest touch of all boots, exact, in ns; on the virtual clock in
  // instructions.
  std::optional<uint64_t> fastest_touch_ns;
  // ns per touch over the touches that no timer tick fell into, over the boots.
  // Only for one thread on the virtual clock, see
  // analysis/verdict/lone_touches.h.
  std::optional<double> mean_touch_ns;
  bool one_thread = false;  // in every boot: nobody to race with
  std::vector<double> touches_per_s_by_boot;  // that were not cut off
  std::map<std::string, Histogram> latency;   // by role, merged over boots
  // Merged over boots; absent when a boot does not have it.
  std::optional<PageReturn> page_return;
  // Present when a boot was cut off. Throughput and all rates per page are then
  // absent: a ratio of what was done would be that of the pages that were
  // reached, and the longer pages take, the fewer of them are reached.
  std::optional<CutOff> cut_off;
  uint64_t touches = 0;
  uint64_t pages = 0;
  // Absent, with the ones below, when no page was faulted back or the cell was
  // cut off.
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
  // Set for two or more seeds of the virtual clock when threads race.
  std::optional<SeedSpread> seeds;
  // Set when the run repeated the cell in other models.
  std::optional<ModelSpread> models;
  // The verdict on throughput. For one thread alone on the virtual clock it is
  // on all of kLoneMetrics, see JudgeWhole(). The baseline's own is kSame when
  // it was measured.
  Verdict verdict = Verdict::kMissing;
  std::string verdict_reason;  // one line
  // It is missing because each boot said that the cell cannot run here.
  bool cannot_run = false;
  // Effects against the baseline for every metric that both have. There are
  // none for the baseline, and none when a boot starved, data were wrong or
  // nothing was measured. Percentiles are those of MainRole(), if there are
  // enough samples for them.
  std::vector<MetricEffect> effects;
  // Metrics that were to be judged and that only one of the two kernels has,
  // though both were measured.
  std::vector<Metric> one_sided;
  // True when the cell was judged in this way. Its effect on throughput then
  // has no verdict of its own.
  bool whole = false;
  // The effect of these that tables show.
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
  // Which metrics get a verdict, the others an estimate; null: those of
  // IsJudgedByDefault().
  std::function<bool(const std::string& cell, Metric metric)> judges = {};
  FamilyOptions family = {};
  // The label of the variant that the others are compared with; "": the first.
  // When two kernels in different runs have one label, the later is
  // "label@run".
  std::string baseline = {};
  // True to make two variants of one kernel in two runs, and not one variant
  // with the boots of both.
  bool apart = false;
  // True to compare runs that cannot be compared, see
  // analysis/comparison/comparable.h.
  bool force = false;
};

// Throws Error when no comparison is possible at all.
Comparison Compare(const std::vector<RunFolder>& runs,
                   const CompareOptions& options);

// In at most 75 columns of plain ASCII, for a mail: all of it, or what is to be
// read first.
std::string TextReport(const Comparison& comparison, bool full = true);
// For a terminal of `columns`, coloured if asked: what it says and the
// verdicts, or all of it.
std::string TerminalReport(const Comparison& comparison, int columns,
                           bool colour, bool full);
// Returns an HTML page that needs no other file and no network: plots are
// inline SVG made with gnuplot. Throws Error when gnuplot is missing.
std::string HtmlReport(const Comparison& comparison);
std::string JsonReport(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_COMPARISON_H_
