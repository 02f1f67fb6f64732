// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/conclusion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/cell_figures.h"
#include "analysis/comparison/cut_off.h"
#include "analysis/comparison/starvation_text.h"
#include "analysis/report/notation.h"
#include "analysis/verdict/metric.h"

namespace hmmbench {
namespace {

using Cells = std::vector<const CellComparison*>;
using Rate = std::function<std::optional<double>(const CellSummary&)>;

std::string Plural(size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::optional<double> FaultsPerPage(const CellSummary& summary) {
  if (!summary.retries_per_page) return std::nullopt;
  return *summary.retries_per_page + 1;
}

std::optional<double> MigrationsPerPage(const CellSummary& summary) {
  return summary.migrate_to_ram_per_page;
}

std::string Range(double low, double high,
                  const std::function<std::string(double)>& write) {
  const std::string from = write(low);
  const std::string to = write(high);
  return from == to ? from : from + " to " + to;
}

std::string CountOf(double value) { return Count(value); }

// The lowest and the highest of what the cells of a variant have.
std::optional<Interval> RangeOf(const Cells& cells, size_t variant,
                                const Rate& rate) {
  std::optional<Interval> range;
  for (const CellComparison* cell : cells) {
    const auto value = rate(cell->variants[variant]);
    if (!value) continue;
    if (!range) range = Interval{*value, *value};
    range->low = std::min(range->low, *value);
    range->high = std::max(range->high, *value);
  }
  return range;
}

// Cells that have the same verdict on a metric.
struct Verdicts {
  size_t cells = 0;
  std::optional<Interval> ratios;
  std::string bound;  // " or more" where one of the ratios is such a bound
};

using VerdictOf = std::function<std::optional<Verdict>(const CellSummary&)>;
using EffectOf = std::function<std::optional<Effect>(const CellSummary&)>;

Verdicts Collect(const Cells& cells, size_t variant, Verdict wanted,
                 const VerdictOf& verdict, const EffectOf& effect) {
  Verdicts found;
  for (const CellComparison* cell : cells) {
    const CellSummary& summary = cell->variants[variant];
    if (verdict(summary) != wanted) continue;
    ++found.cells;
    const auto of_cell = effect(summary);
    if (!of_cell) continue;
    if (!found.ratios) found.ratios = Interval{of_cell->ratio, of_cell->ratio};
    found.ratios->low = std::min(found.ratios->low, of_cell->ratio);
    found.ratios->high = std::max(found.ratios->high, of_cell->ratio);
    if (of_cell->bound == Bound::kAtLeast) found.bound = " or more";
    if (of_cell->bound == Bound::kAtMost) found.bound = " or less";
  }
  return found;
}

// "2.2 to 12.9 times the touches/s of stock in 7 of 10 cells where threads
// meet, the same within 10 % in 3, undecided in 1". `what` is named once,
// behind the first change.
std::string EffectsIn(const Comparison& comparison, const Cells& cells,
                      size_t variant, const VerdictOf& verdict,
                      const EffectOf& effect, const std::string& what,
                      const std::string& where) {
  struct Change {
    Verdicts of;
    double size;  // how many times more, or fewer
  };
  std::vector<Change> changes;
  for (const Verdict wanted : {Verdict::kFaster, Verdict::kSlower}) {
    Verdicts found = Collect(cells, variant, wanted, verdict, effect);
    if (found.cells == 0 || !found.ratios) continue;
    const double size = std::max(found.ratios->high, 1 / found.ratios->low);
    changes.push_back({std::move(found), size});
  }
  std::ranges::sort(changes, std::greater(), &Change::size);
  std::vector<std::string> parts;
  const auto place = [&](size_t count) {
    if (!parts.empty()) return fmt::format("in {}", count);
    return count == cells.size()
               ? fmt::format("in {}{} {}{}", cells.size() > 1 ? "all " : "the ",
                             cells.size() > 1 ? std::to_string(count) : "one",
                             cells.size() > 1 ? "cells" : "cell", where)
               : fmt::format("in {} of {} cells{}", count, cells.size(), where);
  };
  for (const Change& change : changes) {
    parts.push_back(
        fmt::format("{} times{}{} {}",
                    Range(change.of.ratios->low, change.of.ratios->high, Ratio),
                    change.of.bound, parts.empty() ? " " + what : "",
                    place(change.of.cells)));
  }
  const size_t same =
      Collect(cells, variant, Verdict::kSame, verdict, effect).cells;
  if (same > 0) {
    const std::string within =
        fmt::format("within {:.3g} %", comparison.margin * 100);
    parts.push_back(parts.empty()
                        ? fmt::format("{}, {}, {}", what, within, place(same))
                        : fmt::format("the same {} in {}", within, same));
  }
  const size_t undecided =
      Collect(cells, variant, Verdict::kInconclusive, verdict, effect).cells;
  if (undecided > 0) {
    parts.push_back(fmt::format("undecided {}", place(undecided)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

// A verdict on a count per page, "fewer in 7 of 10 cells, more in 1"; "" where
// it was not judged.
std::string CountsOfVerdicts(const Cells& cells, size_t variant,
                             Metric metric) {
  size_t fewer = 0;
  size_t more = 0;
  size_t undecided = 0;
  for (const CellComparison* cell : cells) {
    const auto& effects = cell->variants[variant].effects;
    const auto found =
        std::ranges::find(effects, metric, &MetricEffect::metric);
    if (found == effects.end() || !found->verdict) continue;
    fewer += *found->verdict == Verdict::kFaster ? 1 : 0;
    more += *found->verdict == Verdict::kSlower ? 1 : 0;
    undecided += *found->verdict == Verdict::kInconclusive ? 1 : 0;
  }
  std::vector<std::string> parts;
  const auto add = [&](size_t count, std::string_view word) {
    if (count == 0) return;
    parts.push_back(parts.empty() ? fmt::format("{} in {} of {} cells", word,
                                                count, cells.size())
                                  : fmt::format("{} in {}", word, count));
  };
  add(fewer, "fewer");
  add(more, "more");
  add(undecided, "undecided");
  return fmt::format("{}", fmt::join(parts, ", "));
}

// "1.46 to 4.85 faults a page instead of 1.56 to 84.8, fewer in 7 of 10 cells";
// "" where one of the two was not counted.
std::string RatesAgainst(const Cells& cells, size_t variant, const Rate& rate,
                         Metric metric, const std::string& what,
                         Length length) {
  const auto ours = RangeOf(cells, variant, rate);
  const auto baseline = RangeOf(cells, 0, rate);
  if (!ours || !baseline) return "";
  const std::string from = Range(baseline->low, baseline->high, CountOf);
  const std::string to = Range(ours->low, ours->high, CountOf);
  if (from == to) return fmt::format("{} {}, as many", to, what);
  const std::string text = fmt::format("{} {} instead of {}", to, what, from);
  const std::string verdicts = length == Length::kBrief
                                   ? std::string()
                                   : CountsOfVerdicts(cells, variant, metric);
  return verdicts.empty() ? text : fmt::format("{}, {}", text, verdicts);
}

// What an uncontended fault costs more or less, exact: "a fault without
// contention executes 60 to 63 instructions more (+0.8 %)"; "" where it is not
// known to the instruction.
std::string PathAgainst(const Cells& others, size_t variant) {
  std::optional<std::pair<int64_t, int64_t>> more;
  std::optional<Interval> share;
  for (const CellComparison* cell : others) {
    const CellSummary& baseline = cell->variants.front();
    const CellSummary& summary = cell->variants[variant];
    if (!summary.whole || !summary.fastest_touch_ns ||
        !baseline.fastest_touch_ns || *baseline.fastest_touch_ns == 0) {
      continue;
    }
    const auto difference = static_cast<int64_t>(*summary.fastest_touch_ns) -
                            static_cast<int64_t>(*baseline.fastest_touch_ns);
    const double percent = 100 * static_cast<double>(difference) /
                           static_cast<double>(*baseline.fastest_touch_ns);
    if (!more) {
      more = {difference, difference};
      share = Interval{percent, percent};
    }
    more = {std::min(more->first, difference),
            std::max(more->second, difference)};
    share =
        Interval{std::min(share->low, percent), std::max(share->high, percent)};
  }
  if (!more) return "";
  if (more->first == 0 && more->second == 0) {
    return "a fault without contention is as long, to the instruction";
  }
  const auto number = [](double value) {
    return fmt::format("{:+.0f}", value);
  };
  const auto percent = [](double value) {
    return fmt::format("{:+.1f} %", value);
  };
  return fmt::format("a fault without contention takes {} instructions ({})",
                     Range(static_cast<double>(more->first),
                           static_cast<double>(more->second), number),
                     Range(share->low, share->high, percent));
}

bool AnyStarved(const Comparison& comparison) {
  return std::ranges::any_of(comparison.cells, [](const auto& cell) {
    return std::ranges::any_of(cell.variants, [](const auto& summary) {
      return summary.verdict == Verdict::kStarved;
    });
  });
}

// Of the changes in these cells; 0 where none was repeated in another model.
int ModelsOfChanges(const Cells& cells, size_t variant) {
  int models = 0;
  for (const CellComparison* cell : cells) {
    const CellSummary& summary = cell->variants[variant];
    const bool changed = summary.verdict == Verdict::kFaster ||
                         summary.verdict == Verdict::kSlower;
    if (changed && summary.models) {
      models = std::max(models, summary.models->models);
    }
  }
  return models;
}

// The effect first, the largest one before the others.
std::string DescribeVariant(const Comparison& comparison, size_t variant,
                            const Cells& contended, const Cells& others,
                            Length length) {
  const auto verdict = [](const CellSummary& summary) {
    return std::optional<Verdict>(summary.verdict);
  };
  const auto p99_verdict = [](const CellSummary& summary) {
    return summary.p99_verdict;
  };
  const auto p99 = [](const CellSummary& summary) { return summary.p99; };
  const std::string& baseline = comparison.variants.front().label;
  std::vector<std::string> parts;
  const auto add = [&parts](std::string part) {
    if (!part.empty()) parts.push_back(std::move(part));
  };
  add(EffectsIn(comparison, contended, variant, verdict, TellingThroughput,
                "the touches/s of " + baseline, " where threads meet"));
  if (length == Length::kWhole) {
    if (const std::string tails =
            EffectsIn(comparison, contended, variant, p99_verdict, p99,
                      "that of " + baseline, "");
        !tails.empty()) {
      parts.push_back("99th percentile " + tails);
    }
  }
  add(RatesAgainst(contended, variant, FaultsPerPage, Metric::kRetries,
                   "faults a page", length));
  if (length == Length::kWhole) {
    add(RatesAgainst(contended, variant, MigrationsPerPage, Metric::kMigrations,
                     "migrate_to_ram() calls a page", length));
  }
  const std::string path = PathAgainst(others, variant);
  const bool any_change = std::ranges::any_of(others, [&](const auto* cell) {
    const Verdict of_cell = cell->variants[variant].verdict;
    return of_cell == Verdict::kFaster || of_cell == Verdict::kSlower;
  });
  add(path);
  if (path.empty() || any_change) {
    add(EffectsIn(comparison, others, variant, verdict, TellingThroughput,
                  "the touches/s of " + baseline, " without contention"));
  }
  return fmt::format("{}: {}.", comparison.variants[variant].label,
                     fmt::join(parts, "; "));
}

// In how many turn models the changes hold; "" where none was tried.
std::string ModelsSentence(const Comparison& comparison,
                           const Cells& contended) {
  int most = 0;
  for (size_t variant = 1; variant < comparison.variants.size(); ++variant) {
    most = std::max(most, ModelsOfChanges(contended, variant));
  }
  return most == 0
             ? std::string()
             : fmt::format("These changes hold in all {} turn models tried.",
                           most);
}

// Broken cells in one sentence for each variant, starved and slow ones in one
// each as long as they are few.
void AddFailures(const Comparison& comparison,
                 const std::vector<ScenarioCells>& groups,
                 std::vector<std::string>* sentences) {
  constexpr size_t kMostSentences = 3;
  std::vector<std::string> starvations;
  std::vector<std::string> slow;
  for (size_t variant = 0; variant < comparison.variants.size(); ++variant) {
    const std::string& label = comparison.variants[variant].label;
    std::vector<std::string> broken;
    size_t starved = 0;
    std::vector<std::string> also_starved;
    for (const CellComparison& cell : comparison.cells) {
      const CellSummary& summary = cell.variants[variant];
      const std::string name = ShortName(cell, groups);
      if (summary.verdict == Verdict::kBroken) broken.push_back(name);
      if (summary.slow && summary.verdict != Verdict::kStarved) {
        slow.push_back(SlowSentence(label, name, summary));
      }
      if (summary.verdict != Verdict::kStarved) continue;
      if (++starved <= kMostSentences) {
        starvations.push_back(StarvedSentence(label, name, summary));
      } else {
        also_starved.push_back(
            fmt::format("{} ({})", name, StarvedBoots(summary)));
      }
    }
    if (!broken.empty()) {
      sentences->push_back(fmt::format(
          "{} gave WRONG DATA in {}: its speed there means nothing.", label,
          fmt::join(broken, "; ")));
    }
    if (!also_starved.empty()) {
      starvations.push_back(fmt::format("{} starved also in {}.", label,
                                        fmt::join(also_starved, "; ")));
    }
  }
  sentences->insert(sentences->end(), starvations.begin(), starvations.end());
  if (slow.size() > kMostSentences) {
    const size_t more = slow.size() - kMostSentences;
    slow.resize(kMostSentences);
    slow.push_back(fmt::format("Slow, too, in {}; see below.",
                               Plural(more, "other cell")));
  }
  sentences->insert(sentences->end(), slow.begin(), slow.end());
}

// Cells that their limit ended early, each kernel's first few with what is
// known of them.
void AddCutOffs(const Comparison& comparison,
                const std::vector<ScenarioCells>& groups,
                std::vector<std::string>* sentences) {
  constexpr size_t kMostSentences = 3;
  for (size_t variant = 0; variant < comparison.variants.size(); ++variant) {
    size_t cut_off = 0;
    std::vector<std::string> others;
    for (const CellComparison& cell : comparison.cells) {
      const CellSummary& summary = cell.variants[variant];
      if (!summary.cut_off) continue;
      const std::string why = WhyCutOff(*summary.cut_off, summary.boots);
      const std::string name = ShortName(cell, groups);
      if (++cut_off > kMostSentences) {
        others.push_back(fmt::format("{} ({})", name, why));
        continue;
      }
      std::string known;
      if (const auto& faults = summary.cut_off->faults_per_page_at_least) {
        known += fmt::format(" at least {} faults a page,", Count(*faults));
      }
      if (const auto& most = summary.cut_off->touches_per_s_at_most) {
        known += fmt::format(" at most {} touches/s,", Count(*most));
      }
      if (!known.empty()) {
        known.back() = '.';
        known = " For all planned pages that is" + known;
      }
      sentences->push_back(fmt::format("{} was CUT OFF in {}: {}.{}",
                                       comparison.variants[variant].label, name,
                                       why, known));
    }
    if (!others.empty()) {
      sentences->push_back(fmt::format("{} was CUT OFF also in {}.",
                                       comparison.variants[variant].label,
                                       fmt::join(others, "; ")));
    }
  }
}

std::string OracleSentence(const Comparison& comparison) {
  uint64_t checked = 0;
  uint64_t pages = 0;
  uint64_t wrong = 0;
  for (const CellComparison& cell : comparison.cells) {
    for (const CellSummary& summary : cell.variants) {
      checked += summary.oracle_checked;
      pages += summary.oracle_pages;
      wrong += summary.oracle_wrong;
    }
  }
  return checked == 0
             ? std::string("Data oracle: no touch was checked.")
             : fmt::format(
                   "Data oracle: {} touches and {} whole pages checked, {} "
                   "wrong.",
                   checked, pages, wrong);
}

void AddPartial(const Comparison& comparison,
                std::vector<std::string>* sentences) {
  if (!comparison.partial) return;
  sentences->push_back(
      fmt::format("The run is partial: {}.",
                  Plural(comparison.warnings.size(), "warning")));
}

bool HasNoInterval(const Comparison& comparison) {
  bool any_effect = false;
  for (const CellComparison& cell : comparison.cells) {
    for (const CellSummary& summary : cell.variants) {
      if (!summary.throughput) continue;
      any_effect = true;
      if (summary.throughput->interval) return false;
    }
  }
  return any_effect;
}

}  // namespace

std::vector<std::string> Conclude(const Comparison& comparison, Length length) {
  const std::vector<ScenarioCells> groups = GroupByScenario(comparison);
  Cells contended;
  Cells others;
  for (const CellComparison& cell : comparison.cells) {
    (IsContended(cell) ? contended : others).push_back(&cell);
  }

  std::vector<std::string> sentences;
  AddFailures(comparison, groups, &sentences);
  AddCutOffs(comparison, groups, &sentences);
  if (contended.empty()) {
    sentences.emplace_back(
        "In no measured cell did several accesses meet on one page, so nothing "
        "here tells lock policies apart.");
  }
  for (size_t variant = 1; variant < comparison.variants.size(); ++variant) {
    sentences.push_back(
        DescribeVariant(comparison, variant, contended, others, length));
  }
  // What holds for all kernels.
  std::vector<std::string> common;
  if (!contended.empty() && !AnyStarved(comparison)) {
    common.emplace_back("Nothing starved.");
  }
  if (std::string models = ModelsSentence(comparison, contended);
      !models.empty()) {
    common.push_back(std::move(models));
  }
  if (length == Length::kBrief) common.push_back(OracleSentence(comparison));
  if (!common.empty()) {
    sentences.push_back(fmt::format("{}", fmt::join(common, " ")));
  }
  if (HasNoInterval(comparison)) {
    sentences.emplace_back(
        "With one boot a variant there is no interval and no verdict on speed; "
        "counts per page stand as measured.");
  }
  if (length == Length::kBrief) {
    AddPartial(comparison, &sentences);
    return sentences;
  }
  if (comparison.manifest.clock == "virtual" && !contended.empty()) {
    // kernel-patches/README.md has the run that says so.
    sentences.emplace_back(
        "CPUs take turns on the virtual clock: against two and four CPUs in "
        "parallel its races have the right order and counts (getref's up to 3 "
        "times too many), and throughput ratios 0.8 to 2.6 times theirs.");
  }
  sentences.push_back(OracleSentence(comparison));
  AddPartial(comparison, &sentences);
  return sentences;
}

}  // namespace hmmbench
