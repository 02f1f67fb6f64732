// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Run folder(s) -> comparison: per cell and kernel the merged measurements, and
// per cell and kernel against the baseline an effect with its interval and a
// verdict. The replicate is the boot.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_H_
#define HMMBENCH_ANALYSIS_COMPARISON_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/accounting.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {

enum class Verdict {
  kFaster,
  kSlower,
  kSame,
  kInconclusive,
  kStarved,  // no progress in at least one boot: a result, not an error
  kBroken,   // the data oracle failed
  kMissing,  // nothing was measured (skipped, failed, never reached)
};
std::string_view ToString(Verdict verdict);

struct Interval {
  double low = 1;
  double high = 1;
};

// Arm over baseline, exp(mean log ratio) over boots; 1.10 is 10 % more than the
// baseline. See analysis/statistics.h.
struct Effect {
  double ratio = 1;
  std::optional<Interval> interval;  // 95 %; absent with one boot an arm
  int boots_baseline = 0;            // that the estimate rests on
  int boots = 0;
};

// A boot that starved in a cell, as far as it was seen.
struct StarvedBoot {
  int boot = 0;       // number in its run
  bool first = true;  // of the cell's; else the first that was seen from inside
  // What the guest's own watchdog recorded; absent where only the host saw that
  // the guest fell silent.
  std::optional<Starvation> seen;
  uint64_t rounds_done = 0;          // before it
  bool guest_lost = false;           // no rescue: the guest ended with the cell
  std::string reason;                // one line, the guest's or else the host's
  std::vector<std::string> console;  // of a lost guest: backtraces
};

// One cell on one kernel, over all its boots.
struct CellSummary {
  int boots = 0;         // that measured it; everything below is theirs
  int boots_judged = 0;  // that measured it, starved in it or read wrong data
  int boots_starved = 0;
  int boots_lost = 0;  // of the starved: their guests did not survive it
  std::optional<StarvedBoot> starvation;
  std::optional<double> touches_per_s;  // median over boots
  // ns per touch, exact: mean over all boots and the shortest one. On the
  // virtual clock instructions.
  std::optional<double> mean_touch_ns;
  std::optional<uint64_t> fastest_touch_ns;
  bool one_thread = false;  // in every boot: nobody to race with
  std::vector<double> touches_per_s_by_boot;
  std::map<std::string, Histogram> latency;  // by role, merged over boots
  uint64_t touches = 0;
  uint64_t pages = 0;
  // Absent, with the ones below, where no page was faulted back.
  std::optional<double> retries_per_page;  // faults per touched page - 1
  std::optional<uint64_t> max_faults_per_touch;
  std::optional<double> voluntary_switches_per_page;
  std::optional<double> involuntary_switches_per_page;
  std::optional<double> cpu_ns_per_page;  // user and system, all threads
  std::optional<double> migrate_to_ram_per_page;
  Accounting accounting;
  uint64_t oracle_checked = 0;
  uint64_t oracle_wrong = 0;
  // On throughput. The baseline's own is kSame when it was measured.
  Verdict verdict = Verdict::kMissing;
  std::string verdict_reason;  // one line
  // Against the baseline; absent for the baseline and where a boot starved,
  // data were wrong or nothing was measured.
  std::optional<Effect> throughput;
  // 99th percentile of MainRole(); absent without samples enough for it.
  std::optional<Effect> p99;
  std::optional<Verdict> p99_verdict;
};

struct CellComparison {
  std::string cell;
  std::string scenario;
  std::map<std::string, std::string> axes;
  std::vector<CellSummary> arms;  // as Comparison::arms
};

struct Comparison {
  std::string title;
  Manifest manifest;        // of the (first) run
  Environment environment;  // of the first boot that has one
  std::vector<Arm> arms;    // the first is the baseline
  std::vector<CellComparison> cells;
  std::vector<RunFolder::Boot> boots;  // without their streams' cells
  double margin = 0;                   // that the verdicts were given with
  bool partial = false;
  std::vector<std::string> warnings;  // one line each: what is missing and why
};

struct CompareOptions {
  double margin = 0.10;  // |ratio - 1| below this counts as the same
  // On the virtual clock, of what one thread does alone: a path's instructions.
  double exact_margin = 0.005;
  int resamples = 2000;  // of the bootstrap
  uint64_t seed = 1;
};

// Throws Error when nothing at all can be compared.
Comparison Compare(const std::vector<RunFolder>& runs,
                   const CompareOptions& options);

// At most 75 columns, plain ASCII, for a mail.
std::string TextReport(const Comparison& comparison);
// The same table for a terminal of `columns`, coloured if asked.
std::string TerminalReport(const Comparison& comparison, int columns,
                           bool colour);
// Self-contained, no network: plots are inline SVG made with gnuplot. Throws
// Error when gnuplot is missing.
std::string HtmlReport(const Comparison& comparison);
std::string JsonReport(const Comparison& comparison);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_H_
