// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/verdict/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "analysis/comparison/gpu_warnings.h"
#include "analysis/comparison/starvation_text.h"

namespace hmmbench {
namespace {

using Status = GateCheck::Status;

std::vector<std::string> EvidenceOf(const std::vector<StarvationFact>& facts,
                                    const StalledBoot& boot) {
  std::vector<std::string> lines;
  for (const StarvationFact& fact : facts) {
    lines.push_back(fmt::format("{}: {}", fact.name, fact.value));
  }
  for (const StackTrace& stack : TellingStacks(boot)) {
    lines.push_back(stack.state.empty()
                        ? fmt::format("{}:", stack.who)
                        : fmt::format("{} ({}):", stack.who, stack.state));
    for (const std::string& frame : stack.frames) lines.push_back("  " + frame);
  }
  return lines;
}

std::string WhyNotJudged(const CellSummary& summary, Metric metric) {
  // Nothing was compared, for example because the baseline starved in every
  // boot.
  if (summary.effects.empty()) return summary.verdict_reason;
  if (summary.whole && metric == Metric::kMean) return summary.verdict_reason;
  return fmt::format("both kernels have no {} to compare", Describe(metric));
}

// The checks of one comparison under one policy.
class Gatekeeper {
 public:
  Gatekeeper(const Comparison& comparison, const GatePolicy& policy)
      : comparison_(comparison), policy_(policy) {}

  std::vector<GateCheck> Check() {
    for (const CellComparison& cell : comparison_.cells) {
      const CellSummary& baseline = cell.variants.front();
      if (policy_.Skips(cell.cell)) {
        Add(cell, 0, "", Status::kSkipped, "skipped", "the policy skips it");
        continue;
      }
      if (baseline.verdict == Verdict::kBroken) CheckData(cell, 0);
      for (size_t variant = 1; variant < cell.variants.size(); ++variant)
        CheckVariant(cell, variant);
    }
    CheckBoots();
    return std::move(checks_);
  }

 private:
  GateCheck& Add(const CellComparison& cell, size_t variant,
                 std::string_view subject, Status status,
                 std::string_view verdict, std::string reason) {
    return checks_.emplace_back(
        GateCheck{.cell = cell.cell,
                  .variant = comparison_.variants[variant].label,
                  .subject = std::string(subject),
                  .status = status,
                  .verdict = std::string(verdict),
                  .reason = std::move(reason)});
  }

  GateCheck& AddInconclusive(const CellComparison& cell, size_t variant,
                             std::string_view subject, std::string reason) {
    Status status = Status::kInconclusive;
    switch (policy_.InconclusiveOf(cell.cell)) {
      case Inconclusive::kReport:
        break;
      case Inconclusive::kFail:
        status = Status::kFailed;
        break;
      case Inconclusive::kTolerate:
        status = Status::kTolerated;
        break;
    }
    return Add(cell, variant, subject, status, ToString(Verdict::kInconclusive),
               std::move(reason));
  }

  void CheckData(const CellComparison& cell, size_t variant) {
    const CellSummary& summary = cell.variants[variant];
    Add(cell, variant, "data", Status::kFailed, ToString(summary.verdict),
        summary.verdict_reason);
  }

  void CheckVariant(const CellComparison& cell, size_t variant) {
    const CellSummary& summary = cell.variants[variant];
    switch (summary.verdict) {
      case Verdict::kBroken:
        CheckData(cell, variant);
        return;
      case Verdict::kStarved:
        Add(cell, variant, "progress", Status::kFailed, "starved",
            summary.verdict_reason)
            .evidence =
            EvidenceOf(DescribeStarvation(summary), *summary.starvation);
        return;
      case Verdict::kMissing:
        CheckMissing(cell, variant);
        return;
      default:
        if (!CheckGivenUp(cell, variant)) CheckMetrics(cell, variant);
    }
  }

  // A boot that was given up may have had any speed, so it is never a pass.
  bool CheckGivenUp(const CellComparison& cell, size_t variant) {
    if (cell.variants[variant].verdict != Verdict::kInconclusive) return false;
    for (const CellSummary* summary :
         {&cell.variants[variant], &cell.variants.front()}) {
      if (summary->boots_given_up == 0) continue;
      AddInconclusive(cell, variant, "progress",
                      cell.variants[variant].verdict_reason)
          .evidence = EvidenceOf(DescribeSlowness(*summary), *summary->slow);
      return true;
    }
    return false;
  }

  // What was asked for and not measured is no pass, unless both kernels said
  // that the cell cannot run on this machine.
  void CheckMissing(const CellComparison& cell, size_t variant) {
    const CellSummary& summary = cell.variants[variant];
    if (cell.variants.front().cannot_run && summary.cannot_run) {
      Add(cell, variant, "", Status::kSkipped, "missing",
          summary.verdict_reason);
    } else {
      AddInconclusive(cell, variant, "", summary.verdict_reason);
    }
  }

  // Returns why the lock policies of both kernels do not affect what was
  // measured; "" when they do, or when both kernels have the same policy.
  [[nodiscard]] std::string WhyOffPath(size_t variant) const {
    if (comparison_.variants[variant].kernel_id ==
        comparison_.variants[0].kernel_id) {
      return "";
    }
    for (const RunFolder::Boot& boot : comparison_.boots) {
      const auto of = static_cast<size_t>(boot.scheduled.variant);
      if ((of != 0 && of != variant) || !boot.stream.environment) continue;
      std::string why = WhyOffPolicyPath(*boot.stream.environment);
      if (!why.empty()) return why;
    }
    return "";
  }

  void CheckMetrics(const CellComparison& cell, size_t variant) {
    const CellSummary& summary = cell.variants[variant];
    if (const std::string off_path = WhyOffPath(variant); !off_path.empty()) {
      Add(cell, variant, "", Status::kSkipped, "not judged",
          "the kernels' lock policies are not on its path: " + off_path);
      return;
    }
    for (const Metric metric : kMetrics) {
      // The mean touch takes the place of throughput.
      const bool is_asked =
          policy_.Requires(cell.cell, summary.whole && metric == Metric::kMean
                                          ? Metric::kThroughput
                                          : metric);
      if (summary.whole && metric == Metric::kThroughput) continue;
      const auto judged =
          std::ranges::find(summary.effects, metric, &MetricEffect::metric);
      if (judged != summary.effects.end() && judged->verdict) {
        CheckVerdict(cell, variant, *judged);
      } else if (!summary.effects.empty() &&
                 std::ranges::find(summary.one_sided, metric) !=
                     summary.one_sided.end()) {
        AddInconclusive(
            cell, variant, Describe(metric),
            fmt::format("only one of the two kernels has {} in its records",
                        Describe(metric)));
      } else if (is_asked && summary.whole &&
                 (metric == Metric::kCpu || metric == Metric::kP999)) {
        Add(cell, variant, Describe(metric), Status::kSkipped, "exact",
            "its path is known to the instruction; see the mean touch");
      } else if (is_asked) {
        AddInconclusive(cell, variant, Describe(metric),
                        WhyNotJudged(summary, metric));
      }
    }
  }

  void CheckVerdict(const CellComparison& cell, size_t variant,
                    const MetricEffect& judged) {
    const std::string_view subject = Describe(judged.metric);
    switch (*judged.verdict) {
      case Verdict::kSlower:
        Add(cell, variant, subject, Status::kFailed,
            IsCount(judged.metric) ? "more" : "slower", judged.reason);
        return;
      case Verdict::kFaster:
      case Verdict::kSame:
        Add(cell, variant, subject, Status::kPassed, ToString(*judged.verdict),
            judged.reason);
        return;
      default:
        AddInconclusive(cell, variant, subject, judged.reason);
    }
  }

  // A kernel that panics is no better than one that starves.
  void CheckBoots() {
    for (const RunFolder::Boot& boot : comparison_.boots) {
      if (boot.record.state != BootState::kPanicked ||
          boot.scheduled.variant == 0) {
        continue;
      }
      GateCheck check;
      check.cell = boot.stream.open_cell;
      check.variant =
          comparison_.variants.at(static_cast<size_t>(boot.scheduled.variant))
              .label;
      check.subject = "boot";
      check.status = Status::kFailed;
      check.verdict = ToString(BootState::kPanicked);
      check.reason =
          fmt::format("boot {}: {}", boot.scheduled.boot, boot.record.reason);
      check.evidence = boot.record.evidence;
      checks_.push_back(std::move(check));
    }
  }

  const Comparison& comparison_;
  const GatePolicy& policy_;
  std::vector<GateCheck> checks_;
};

GateOutcome OutcomeOf(const GateResult& result) {
  if (result.Count(Status::kFailed) > 0) return GateOutcome::kRegression;
  if (result.Count(Status::kInconclusive) > 0) {
    return GateOutcome::kInconclusive;
  }
  if (result.Count(Status::kPassed) + result.Count(Status::kTolerated) == 0) {
    return GateOutcome::kNothing;
  }
  return GateOutcome::kPass;
}

bool IsSettled(const GateCheck& check) {
  return check.status == Status::kPassed || check.status == Status::kFailed;
}

bool SameQuestion(const GateCheck& one, const GateCheck& other) {
  return one.cell == other.cell && one.variant == other.variant &&
         one.subject == other.subject;
}

}  // namespace

std::string_view ToString(GateOutcome outcome) {
  switch (outcome) {
    case GateOutcome::kPass:
      return "pass";
    case GateOutcome::kRegression:
      return "regression";
    case GateOutcome::kInconclusive:
      return "inconclusive";
    case GateOutcome::kNothing:
      return "nothing to gate";
  }
  return "";
}

std::string_view ToString(GateCheck::Status status) {
  switch (status) {
    case Status::kPassed:
      return "passed";
    case Status::kFailed:
      return "FAILED";
    case Status::kInconclusive:
      return "INCONCLUSIVE";
    case Status::kTolerated:
      return "inconclusive, tolerated";
    case Status::kSkipped:
      return "skipped";
  }
  return "";
}

size_t GateResult::Count(GateCheck::Status status) const {
  return static_cast<size_t>(
      std::ranges::count(checks, status, &GateCheck::status));
}

CompareOptions CompareOptionsOf(const GatePolicy& policy,
                                const FamilyOptions& family) {
  CompareOptions options;
  options.margin = policy.default_margin;
  options.margin_of = [policy](const std::string& cell, Metric metric) {
    return policy.MarginOf(cell, metric);
  };
  options.judges = [policy](const std::string& cell, Metric metric) {
    const auto asked = policy.MetricsOf(cell);
    return !policy.Skips(cell) &&
           std::ranges::find(asked, metric) != asked.end();
  };
  options.exact_margin = policy.exact_margin;
  options.family = family;
  return options;
}

GateResult Gate(const Comparison& comparison, const GatePolicy& policy) {
  const Manifest& manifest = comparison.manifest;
  GateResult result{.title = comparison.title,
                    .command = manifest.command,
                    .fidelity = fmt::format("{} clock, {}", manifest.clock,
                                            manifest.fidelity),
                    .checks = Gatekeeper(comparison, policy).Check(),
                    .warnings = comparison.warnings};
  result.outcome = OutcomeOf(result);
  return result;
}

void KeepSettled(const GateResult& before, GateResult* now) {
  for (GateCheck& check : now->checks) {
    // With more boots a cell may still starve.
    if (check.status == Status::kFailed) continue;
    const auto earlier =
        std::ranges::find_if(before.checks, [&check](const GateCheck& other) {
          return IsSettled(other) && SameQuestion(check, other);
        });
    if (earlier != before.checks.end()) check = *earlier;
  }
  now->outcome = OutcomeOf(*now);
}

std::string Headline(const GateResult& result) {
  std::string text = fmt::format("{}: {} passed", ToString(result.outcome),
                                 result.Count(Status::kPassed));
  const auto add = [&](Status status, std::string_view words) {
    if (const size_t count = result.Count(status)) {
      text += fmt::format(", {} {}", count, words);
    }
  };
  add(Status::kFailed, "failed");
  add(Status::kInconclusive, "inconclusive");
  add(Status::kTolerated, "inconclusive and tolerated");
  add(Status::kSkipped, "skipped");
  return text;
}

}  // namespace hmmbench
