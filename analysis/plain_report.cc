// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/plain_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/cell_axes.h"
#include "analysis/cell_figures.h"
#include "analysis/conclusion.h"
#include "analysis/cut_off.h"
#include "analysis/kernel_stack.h"
#include "analysis/machine.h"
#include "analysis/model_spread.h"
#include "analysis/notation.h"
#include "analysis/policy_matrix.h"
#include "analysis/starvation_text.h"
#include "analysis/summary.h"
#include "analysis/text_table.h"

namespace hmmbench {
namespace {

using ValueOf = std::function<TableValue(const CellSummary&)>;

Ink InkOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFaster:
      return Ink::kGood;
    case Verdict::kSlower:
    case Verdict::kStarved:
    case Verdict::kBroken:
      return Ink::kBad;
    case Verdict::kSame:
    case Verdict::kInconclusive:
    case Verdict::kMissing:
      return Ink::kFaint;
  }
  return Ink::kPlain;
}

// "1.85 [1.60, 2.10] faster"; a lone "?" is inconclusive, which is too long a
// word for two kernels to stand beside each other in a mail.
TableValue EffectValue(const std::optional<Effect>& effect, Verdict verdict) {
  if (!effect) return {std::string(ToString(verdict)), InkOf(verdict)};
  const std::string interval =
      effect->interval ? fmt::format(" [{}, {}]", Ratio(effect->interval->low),
                                     Ratio(effect->interval->high))
                       : "";
  return {
      fmt::format("{}{} {}", RatioText(*effect), interval, ToString(verdict)),
      InkOf(verdict)};
}

// "+65%", from ten times on "x12.3".
std::string Change(double ratio) {
  constexpr double kFar = 10;
  if (ratio >= kFar || ratio * kFar <= 1) return "x" + Ratio(ratio);
  const double percent = (ratio - 1) * 100;
  if (std::abs(percent) < 0.05) return "0%";
  return std::abs(percent) < 9.95 ? fmt::format("{:+.1f}%", percent)
                                  : fmt::format("{:+.0f}%", percent);
}

// A figure, or a bound of it.
struct Bounded {
  double value = 0;
  Bound bound = Bound::kNone;
};

// A value beside its change against the baseline's, of these two values and
// nothing else: an estimate over pairs of boots can lie elsewhere. "3.57k
// (+65%)", or with stars where a change is proved, as in mmtests' tables.
TableValue WithChange(const std::string& text,
                      const std::optional<Bounded>& value,
                      const std::optional<Bounded>& baseline,
                      std::optional<Verdict> verdict) {
  if (!value || !baseline || baseline->value <= 0 || text == kAbsent) {
    return {text};
  }
  // The ratio of two bounds is none.
  if (value->bound != Bound::kNone && baseline->bound != Bound::kNone) {
    return {text};
  }
  const Bound bound =
      value->bound != Bound::kNone ? value->bound : Inverse(baseline->bound);
  const std::string change =
      Sign(bound) + Change(value->value / baseline->value);
  if (verdict != Verdict::kFaster && verdict != Verdict::kSlower) {
    return {fmt::format("{} ({})", text, change)};
  }
  return {fmt::format("{} *{}*", text, change), InkOf(*verdict)};
}

template <typename Text>
std::string SpreadText(const Spread& spread, const Text& text) {
  return fmt::format("{} / {} / {}", text(spread.lowest), text(spread.median),
                     text(spread.highest));
}

class Writer {
 public:
  Writer(const Comparison& comparison, const PlainStyle& style)
      : comparison_(comparison),
        style_(style),
        groups_(GroupByScenario(comparison)) {}

  std::string Write() {
    Head();
    Section("What this says");
    for (const std::string& sentence : Conclude(comparison_)) {
      text_ += Wrap(PlainAscii(sentence), style_.width, "* ");
    }
    if (WantsPolicyMatrix(comparison_)) {
      Section("Policies");
      text_ += PolicyMatrix(comparison_, style_.width, style_.colour);
    }
    Starvations();
    Slow();
    for (const ScenarioCells& group : groups_) Scenario(group);
    Notes();
    Section("Repeat");
    text_ +=
        WrapCommand(PlainAscii(comparison_.manifest.command), style_.width);
    return std::move(text_);
  }

 private:
  void Line(std::string_view line) {
    text_ += Wrap(PlainAscii(line), style_.width, "");
  }

  void Fact(std::string_view name, std::string_view value) {
    text_ += Wrap(PlainAscii(value), style_.width, fmt::format("{:<9}", name));
  }

  void Section(std::string_view heading) {
    text_ += "\n";
    Line(heading);
    text_ += std::string(std::min(heading.size(), style_.width), '-') + "\n";
  }

  void Head() {
    Line(fmt::format("hmmbench: {}", comparison_.title));
    text_ += "\n";
    for (const MachineFact& fact : DescribeMachine(comparison_)) {
      Fact(fact.name, fact.value);
    }
  }

  void Starvations() {
    bool any = false;
    for (const CellComparison& cell : comparison_.cells) {
      for (size_t arm = 0; arm < cell.arms.size(); ++arm) {
        const CellSummary& summary = cell.arms[arm];
        if (!summary.starvation) continue;
        BeginStalls("Starvation", &any);
        Line(fmt::format("{} in {}: starved in {}", comparison_.arms[arm].label,
                         ShortName(cell, groups_), StarvedBoots(summary)));
        Stalled(DescribeStarvation(summary), *summary.starvation);
      }
    }
  }

  void Slow() {
    bool any = false;
    for (const CellComparison& cell : comparison_.cells) {
      for (size_t arm = 0; arm < cell.arms.size(); ++arm) {
        const CellSummary& summary = cell.arms[arm];
        if (!summary.slow) continue;
        BeginStalls("Slow, not proved to starve", &any);
        text_ += Wrap(PlainAscii(fmt::format(
                          "{} in {}: slow in {}", comparison_.arms[arm].label,
                          ShortName(cell, groups_), SlowBoots(summary))),
                      style_.width, "");
        Stalled(DescribeSlowness(summary), *summary.slow);
      }
    }
  }

  void BeginStalls(std::string_view title, bool* any) {
    if (*any) {
      text_ += "\n";
    } else {
      Section(title);
    }
    *any = true;
  }

  void Stalled(const std::vector<StarvationFact>& facts,
               const StalledBoot& boot) {
    for (const StarvationFact& fact : facts) {
      text_ +=
          Wrap(PlainAscii(fact.name + ": " + fact.value), style_.width, "  * ");
    }
    for (const StackTrace& stack : TellingStacks(boot)) Stack(stack);
  }

  // Innermost first, as the kernel prints it.
  void Stack(const StackTrace& stack) {
    constexpr size_t kMostFrames = 12;
    const std::vector<std::string> functions = FunctionsOf(stack);
    Line(fmt::format("  {}{}", stack.who,
                     stack.state.empty() ? "" : ", state " + stack.state));
    for (size_t i = 0; i < std::min(functions.size(), kMostFrames); ++i) {
      text_ += Wrap(PlainAscii(functions[i]), style_.width, "    ");
    }
    if (functions.size() > kMostFrames) {
      Line(fmt::format("    ... and {} more", functions.size() - kMostFrames));
    }
  }

  void Scenario(const ScenarioCells& group) {
    Section(group.scenario);
    std::vector<std::string> constant;
    for (const auto& [axis, value] : group.constant) {
      constant.push_back(fmt::format("{}:{}", axis, value));
    }
    if (!constant.empty()) {
      Line(fmt::format("everywhere {}", fmt::join(constant, " ")));
    }

    Table(group, "touches/s, median over boots", 0,
          [this](const CellSummary& summary) {
            return WithChange(
                ThroughputText(summary), ThroughputOf(summary),
                ThroughputOf(BaselineOf(summary, summary.throughput)),
                VerdictOnThroughput(summary));
          });
    VerdictTable(group);
    for (const std::string& role : Roles(group)) {
      for (const auto& [name, q] : {std::pair{"p50", 0.5}, {"p99", 0.99}}) {
        Table(group, fmt::format("{} latency of a {}", name, OperationOf(role)),
              0, [this, &role = role, q = q](const CellSummary& summary) {
                const std::string value = LatencyText(summary, role, q);
                const bool compared =
                    q == 0.99 && role == MainRole(summary.latency);
                if (!compared) return TableValue{value};
                return WithChange(
                    value, LatencyOf(summary, role, q),
                    LatencyOf(BaselineOf(summary, summary.p99), role, q),
                    summary.p99_verdict);
              });
      }
    }
    if (comparison_.arms.size() > 1) {
      Table(group,
            fmt::format("p99 latency{} as a ratio to {}", OfMainRole(group),
                        comparison_.arms.front().label),
            1, [](const CellSummary& summary) {
              return summary.p99_verdict
                         ? EffectValue(summary.p99, *summary.p99_verdict)
                         : TableValue{std::string(kAbsent)};
            });
    }
    Table(group, "retries per page (faults per touched page - 1)", 0,
          [](const CellSummary& summary) {
            return TableValue{RetriesText(summary)};
          });
    Table(group, "migrate_to_ram() calls per page", 0,
          [](const CellSummary& summary) {
            return TableValue{MigrationsText(summary)};
          });
    for (const auto& [name, q] : {std::pair{"p50", 0.5}, {"p99", 0.99}}) {
      Table(group, fmt::format("{} time to a page's return", name), 0,
            [q = q](const CellSummary& summary) {
              return TableValue{ReturnText(summary, q)};
            });
    }
    for (const AccountingColumn& column : AccountingColumns()) {
      if (column.in_text && AnyOf(group, column)) {
        Table(group, column.caption, 0, [&column](const CellSummary& summary) {
          const auto& value = summary.accounting.*column.value;
          return TableValue{column.is_duration ? Duration(value)
                                               : Count(value)};
        });
      }
    }
    Models(group);
    Seeds(group);
  }

  // The baseline's summary of the row that is being written; an empty one where
  // `summary` was not compared with it.
  [[nodiscard]] const CellSummary& BaselineOf(
      const CellSummary& summary, const std::optional<Effect>& effect) const {
    static const CellSummary kNone;
    return effect && &summary != baseline_ ? *baseline_ : kNone;
  }

  static std::optional<Bounded> ThroughputOf(const CellSummary& summary) {
    const auto& value = summary.cut_off ? summary.cut_off->touches_per_s_at_most
                                        : summary.touches_per_s;
    if (!value) return std::nullopt;
    return Bounded{*value, summary.cut_off ? Bound::kAtMost : Bound::kNone};
  }

  static std::optional<Bounded> LatencyOf(const CellSummary& summary,
                                          const std::string& role, double q) {
    const auto quantile = LatencyQuantile(summary, role, q);
    if (!quantile) return std::nullopt;
    return Bounded{static_cast<double>(quantile->ns),
                   quantile->at_least ? Bound::kAtLeast : Bound::kNone};
  }

  // Of one thread alone the cell's verdict is on more than that.
  static std::optional<Verdict> VerdictOnThroughput(
      const CellSummary& summary) {
    if (!summary.whole) return summary.verdict;
    const auto mean = std::ranges::find(summary.effects, Metric::kMean,
                                        &MetricEffect::metric);
    return mean == summary.effects.end() ? std::nullopt : mean->verdict;
  }

  // What races owe to the model of the virtual clock.
  void Models(const ScenarioCells& group) {
    const auto table = [&](std::string_view caption, const auto& range_of) {
      Table(group, caption, 0, [&range_of](const CellSummary& summary) {
        return TableValue{summary.models ? RangeText(range_of(*summary.models))
                                         : std::string(kAbsent)};
      });
    };
    table("faults per page, over all models of turns, wake-ups and delays",
          [](const ModelSpread& models) { return models.faults_per_page; });
    table("migrate_to_ram() calls per page, over all models",
          [](const ModelSpread& models) { return models.calls_per_page; });
    table("throughput over all models, times the baseline's",
          [](const ModelSpread& models) { return models.throughput_ratio; });
  }

  // How much interleavings differ.
  void Seeds(const ScenarioCells& group) {
    const auto table = [&](std::string_view quantity, const auto& text_of) {
      Table(
          group,
          fmt::format("{} over the seeds: lowest / median / highest", quantity),
          0, [&text_of](const CellSummary& summary) {
            return TableValue{summary.seeds ? text_of(*summary.seeds)
                                            : std::string(kAbsent)};
          });
    };
    table("retries per page", [](const SeedSpread& seeds) {
      return SpreadText(seeds.retries_per_page,
                        [](double value) { return Count(value); });
    });
    table("p99 latency", [](const SeedSpread& seeds) {
      return seeds.p99_ns ? SpreadText(*seeds.p99_ns,
                                       [](double ns) { return Duration(ns); })
                          : std::string(kAbsent);
    });
    table("longest touch", [](const SeedSpread& seeds) {
      return SpreadText(seeds.longest_ns,
                        [](double ns) { return Duration(ns); });
    });
    Table(group, "interleavings that differ, of so many seeds", 0,
          [](const CellSummary& summary) {
            return TableValue{summary.seeds
                                  ? fmt::format("{} of {}",
                                                summary.seeds->different,
                                                summary.seeds->seeds)
                                  : std::string(kAbsent)};
          });
  }

  // Whether there is anything to show: not absent, nor 0 everywhere.
  static bool AnyOf(const ScenarioCells& group,
                    const AccountingColumn& column) {
    return std::ranges::any_of(group.cells, [&](const CellComparison* cell) {
      return std::ranges::any_of(cell->arms, [&](const CellSummary& summary) {
        return (summary.accounting.*column.value).value_or(0) != 0;
      });
    });
  }

  // Latency roles that any cell of the group has.
  static std::vector<std::string> Roles(const ScenarioCells& group) {
    std::vector<std::string> roles;
    for (const CellComparison* cell : group.cells) {
      for (const CellSummary& summary : cell->arms) {
        for (const auto& [role, histogram] : summary.latency) {
          if (std::find(roles.begin(), roles.end(), role) == roles.end()) {
            roles.push_back(role);
          }
        }
      }
    }
    return roles;
  }

  // " of a cpu touch"; "" where the cells differ in it.
  static std::string OfMainRole(const ScenarioCells& group) {
    std::set<std::string> roles;
    for (const CellComparison* cell : group.cells) {
      for (const CellSummary& summary : cell->arms) {
        if (!summary.latency.empty()) roles.insert(MainRole(summary.latency));
      }
    }
    return roles.size() == 1 ? " of a " + OperationOf(*roles.begin()) : "";
  }

  // One row a cell, one column an arm from `first_arm` on. A table without any
  // value is left out.
  void Table(const ScenarioCells& group, std::string_view caption,
             size_t first_arm, const ValueOf& value_of) {
    TextTable table;
    table.row_heads = group.varying;
    for (size_t arm = first_arm; arm < comparison_.arms.size(); ++arm) {
      table.column_heads.push_back(PlainAscii(comparison_.arms[arm].label));
    }
    bool any = false;
    for (const CellComparison* cell : group.cells) {
      TextTable::Row row;
      for (const std::string& axis : group.varying) {
        row.axes.push_back(PlainAscii(AxisValue(*cell, axis)));
      }
      baseline_ = &cell->arms.front();
      for (size_t arm = first_arm; arm < comparison_.arms.size(); ++arm) {
        row.values.push_back(value_of(cell->arms[arm]));
        any = any || row.values.back().text != kAbsent;
      }
      table.rows.push_back(std::move(row));
    }
    if (!any) return;
    text_ += "\n";
    Line(caption);
    text_ += table.Render(style_.width, style_.colour);
  }

  void VerdictTable(const ScenarioCells& group) {
    // The baseline has a column only where it failed itself.
    const bool baseline_failed = std::any_of(
        group.cells.begin(), group.cells.end(), [](const CellComparison* cell) {
          return cell->arms.front().verdict != Verdict::kSame;
        });
    if (!baseline_failed && comparison_.arms.size() < 2) return;
    Table(
        group,
        fmt::format("touches/s as a ratio to {}",
                    comparison_.arms.front().label),
        baseline_failed ? 0 : 1, [this](const CellSummary& summary) {
          if (summary.verdict == Verdict::kStarved ||
              summary.verdict == Verdict::kBroken ||
              (summary.verdict == Verdict::kInconclusive &&
               summary.boots_given_up > 0) ||
              summary.verdict == Verdict::kMissing) {
            return TableValue{fmt::format("{} ({})", ToString(summary.verdict),
                                          NoteNumber(summary.verdict_reason)),
                              InkOf(summary.verdict)};
          }
          // Which of the two, and how far it is known.
          const bool bounds =
              summary.cut_off ||
              (summary.throughput && summary.throughput->bound != Bound::kNone);
          if (bounds && summary.verdict == Verdict::kInconclusive) {
            const TableValue value =
                EffectValue(summary.throughput, summary.verdict);
            return TableValue{fmt::format("{} ({})", value.text,
                                          NoteNumber(summary.verdict_reason)),
                              value.ink};
          }
          // Of one thread alone more was judged than this ratio.
          if (summary.whole && summary.verdict != Verdict::kSame) {
            const TableValue value =
                EffectValue(TellingThroughput(summary), summary.verdict);
            return TableValue{fmt::format("{} ({})", value.text,
                                          NoteNumber(summary.verdict_reason)),
                              value.ink};
          }
          // A baseline that was measured.
          if (!summary.throughput && summary.verdict == Verdict::kSame) {
            return TableValue{std::string(kAbsent)};
          }
          return EffectValue(summary.throughput, summary.verdict);
        });
  }

  // "" where no identity could be checked.
  std::string WorstIdentityNote() const {
    std::string note;
    double most = -1;
    for (const CellComparison& cell : comparison_.cells) {
      for (size_t arm = 0; arm < cell.arms.size(); ++arm) {
        const auto& worst = cell.arms[arm].accounting.worst_identity;
        if (!worst || worst->residue <= most) continue;
        most = worst->residue;
        note = fmt::format(
            "Counts of the same thing by different means differ by at most "
            "{:.2g} %: {} ({} in {}).",
            100 * worst->residue, worst->name, comparison_.arms[arm].label,
            PlainAscii(ShortName(cell, groups_)));
      }
    }
    return note;
  }

  size_t NoteNumber(const std::string& note) {
    const auto found = std::find(notes_.begin(), notes_.end(), note);
    if (found != notes_.end()) {
      return static_cast<size_t>(found - notes_.begin()) + 1;
    }
    notes_.push_back(note);
    return notes_.size();
  }

  void Notes() {
    Section("Notes");
    for (size_t i = 0; i < notes_.size(); ++i) {
      text_ += Wrap(PlainAscii(notes_[i]), style_.width,
                    fmt::format("({}) ", i + 1));
    }
    for (const std::string& warning : comparison_.warnings) {
      if (std::find(notes_.begin(), notes_.end(), warning) != notes_.end()) {
        continue;
      }
      text_ += Wrap(PlainAscii(warning), style_.width, "! ");
    }
    const std::string identities = WorstIdentityNote();
    if (!identities.empty()) text_ += Wrap(identities, style_.width, "* ");
    for (const std::string& note : HowToRead(comparison_)) {
      text_ += Wrap(note, style_.width, "* ");
    }
  }

  const Comparison& comparison_;
  const PlainStyle style_;
  const std::vector<ScenarioCells> groups_;
  std::string text_;
  std::vector<std::string> notes_;
  const CellSummary* baseline_ = nullptr;  // of the row that is being written
};

}  // namespace

std::string PlainReport(const Comparison& comparison, const PlainStyle& style) {
  return Writer(comparison, style).Write();
}

std::string TextReport(const Comparison& comparison) {
  return PlainReport(comparison, {});
}

std::string TerminalReport(const Comparison& comparison, int columns,
                           bool colour) {
  // Narrower than this no table is readable; wider lines are hard to follow.
  constexpr int kNarrowest = 60;
  constexpr int kWidest = 140;
  return PlainReport(
      comparison,
      {static_cast<size_t>(std::clamp(columns, kNarrowest, kWidest)), colour});
}

}  // namespace hmmbench
