// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A gate's policy (a TOML file), and the margins of its cells.

#ifndef HMMBENCH_ANALYSIS_VERDICT_GATE_POLICY_H_
#define HMMBENCH_ANALYSIS_VERDICT_GATE_POLICY_H_

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/verdict/metric.h"

namespace hmmbench {

// Margins by metric. A metric that is not in it has no margin of its own.
using MarginOfMetric = std::map<Metric, double>;

// Margins that A/A runs gave, by cell; `hmmbench calibrate` writes them:
//
//   floor = 0.02                  # no margin is below it
//   [cells."same_page/threads:4"]
//   throughput = 0.034            # |ratio - 1| that counts as the same
//   p99 = 0.12
struct Margins {
  double floor = 0;
  std::map<std::string, MarginOfMetric> cells = {};
};

// What to do with a comparison that proves neither a change nor its absence.
enum class Inconclusive {
  kReport,    // the gate ends with 2
  kFail,      // exits with 1
  kTolerate,  // it is told, and does not keep the gate from 0
};

// A policy file:
//
//   metrics = ["throughput", "p99"]   # of every cell
//   margin = 0.10                     # or { throughput = 0.05, p99 = 0.2 }
//   exact_margin = 0                  # of what no chance is in; default: as
//                                     # the margin
//   inconclusive = "report"           # "fail", "tolerate"
//   margins = "margins.toml"          # of calibrate; beside this file
//   [[rules]]                         # the last that names a cell counts
//   cells = ["mmap_lock/*"]           # patterns as of a shell
//   skip = true                       # or any of the keys above
//
// A margin that a rule or the file names itself goes before a calibrated one.
struct GatePolicy {
  struct Rule {
    std::vector<std::string> cells = {};  // patterns; * matches any text
    std::optional<std::vector<Metric>> metrics = std::nullopt;
    MarginOfMetric margins = {};
    std::optional<Inconclusive> inconclusive = std::nullopt;
    std::optional<bool> skip = std::nullopt;
  };
  std::vector<Rule> rules;  // the first is the file's own keys, for all cells
  double exact_margin = 1;
  Margins calibrated;
  double default_margin = 0.10;

  [[nodiscard]] bool Skips(const std::string& cell) const;
  // Returns the metrics in the order of kMetrics. They are those of
  // IsJudgedByDefault() if the file names none.
  [[nodiscard]] std::vector<Metric> MetricsOf(const std::string& cell) const;
  // True when the cell cannot pass without the metric. These are the metrics
  // that the policy names, and always throughput. p99 is judged without a
  // policy when there are enough samples.
  [[nodiscard]] bool Requires(const std::string& cell, Metric metric) const;
  [[nodiscard]] double MarginOf(const std::string& cell, Metric metric) const;
  [[nodiscard]] Inconclusive InconclusiveOf(const std::string& cell) const;
};

// Both throw Error with file, line and what is wrong.
GatePolicy ReadGatePolicy(const std::filesystem::path& file);
Margins ReadMargins(const std::filesystem::path& file);
// Returns the margins as TOML. `comment` comes first; each of its lines becomes
// a comment.
std::string ToToml(const Margins& margins, const std::string& comment);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_GATE_POLICY_H_
