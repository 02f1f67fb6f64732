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

// "stock 1.2 to 31.0, wait 1.0 to 1.9"; "" where no variant has the rate.
std::string RangesByVariant(const Comparison& comparison, const Cells& cells,
                            const Rate& rate) {
  std::vector<std::string> parts;
  for (size_t variant = 0; variant < comparison.variants.size(); ++variant) {
    std::vector<double> values;
    for (const CellComparison* cell : cells) {
      if (const auto value = rate(cell->variants[variant]))
        values.push_back(*value);
    }
    if (values.empty()) continue;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    parts.push_back(fmt::format("{} {}", comparison.variants[variant].label,
                                Range(*low, *high, CountOf)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

// The same for one cell.
std::string ValuesByVariant(const Comparison& comparison,
                            const CellComparison& cell, const Rate& rate) {
  return RangesByVariant(comparison, {&cell}, rate);
}

// Largest value over smallest among the variants; 0 where fewer than two have
// it.
double Spread(const CellComparison& cell, const Rate& rate) {
  std::vector<double> values;
  for (const CellSummary& summary : cell.variants) {
    const auto value = rate(summary);
    if (value && *value > 0) values.push_back(*value);
  }
  if (values.size() < 2) return 0;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high / *low;
}

// "faster in 5 (1.40 to 3.10 times), same in 1"
std::string CountVerdicts(
    const Cells& cells, size_t variant,
    const std::function<std::optional<Verdict>(const CellSummary&)>& verdict,
    const std::function<std::optional<Effect>(const CellSummary&)>& effect) {
  std::vector<std::string> parts;
  for (const Verdict wanted :
       {Verdict::kFaster, Verdict::kSlower, Verdict::kSame,
        Verdict::kInconclusive, Verdict::kStarved, Verdict::kBroken,
        Verdict::kMissing}) {
    size_t count = 0;
    std::vector<double> ratios;
    std::string bound;  // of any of them
    for (const CellComparison* cell : cells) {
      const CellSummary& summary = cell->variants[variant];
      if (verdict(summary) != wanted) continue;
      ++count;
      const auto found = effect(summary);
      if (!found) continue;
      ratios.push_back(found->ratio);
      if (found->bound == Bound::kAtLeast) bound = " or more";
      if (found->bound == Bound::kAtMost) bound = " or less";
    }
    if (count == 0) continue;
    std::string part = fmt::format("{} in {}", ToString(wanted), count);
    if ((wanted == Verdict::kFaster || wanted == Verdict::kSlower) &&
        !ratios.empty()) {
      const auto [low, high] =
          std::minmax_element(ratios.begin(), ratios.end());
      part += fmt::format(" ({} times{})", Range(*low, *high, Ratio), bound);
    }
    parts.push_back(std::move(part));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string DescribeVariant(const Comparison& comparison, size_t variant,
                            const Cells& contended, const Cells& others) {
  const auto verdict = [](const CellSummary& summary) {
    return std::optional<Verdict>(summary.verdict);
  };
  const auto throughput = [](const CellSummary& summary) {
    return TellingThroughput(summary);
  };
  const auto p99_verdict = [](const CellSummary& summary) {
    return summary.p99_verdict;
  };
  const auto p99 = [](const CellSummary& summary) { return summary.p99; };
  std::string text =
      fmt::format("{} against {}:", comparison.variants[variant].label,
                  comparison.variants.front().label);
  if (!contended.empty()) {
    text += fmt::format(" throughput in {} is {}",
                        Plural(contended.size(), "contended cell"),
                        CountVerdicts(contended, variant, verdict, throughput));
    const std::string tails =
        CountVerdicts(contended, variant, p99_verdict, p99);
    if (!tails.empty()) text += "; the 99th percentile is " + tails;
    text += others.empty() ? "." : ";";
  }
  if (!others.empty()) {
    text += fmt::format(" throughput in {} without contention is {}.",
                        Plural(others.size(), "cell"),
                        CountVerdicts(others, variant, verdict, throughput));
  }
  return text;
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

void AddFaults(const Comparison& comparison, const Cells& contended,
               const std::vector<ScenarioCells>& groups,
               std::vector<std::string>* sentences) {
  const std::string faults =
      RangesByVariant(comparison, contended, FaultsPerPage);
  const std::string calls =
      RangesByVariant(comparison, contended, MigrationsPerPage);
  if (!faults.empty()) {
    sentences->push_back(fmt::format(
        "Faults per touched page in the contended cells: {}{}{}.", faults,
        calls.empty() ? "" : "; migrate_to_ram() calls per page: ", calls));
  }
  const auto spread = [](const CellComparison* cell) {
    return std::max(Spread(*cell, FaultsPerPage),
                    Spread(*cell, MigrationsPerPage));
  };
  const auto furthest = std::max_element(
      contended.begin(), contended.end(),
      [&spread](const CellComparison* a, const CellComparison* b) {
        return spread(a) < spread(b);
      });
  if (furthest == contended.end() || contended.size() < 2 ||
      spread(*furthest) <= 1 + comparison.margin) {
    return;
  }
  const std::string calls_there =
      ValuesByVariant(comparison, **furthest, MigrationsPerPage);
  sentences->push_back(fmt::format(
      "The kernels lie furthest apart in {}: {} faults per page{}{}.",
      ShortName(**furthest, groups),
      ValuesByVariant(comparison, **furthest, FaultsPerPage),
      calls_there.empty() ? "" : "; migrate_to_ram() calls per page ",
      calls_there));
}

void AddOracle(const Comparison& comparison,
               std::vector<std::string>* sentences) {
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
  sentences->push_back(
      checked == 0
          ? std::string("Data oracle: no touch was checked.")
          : fmt::format("Data oracle: {} touches and {} whole pages checked, "
                        "{} wrong.",
                        checked, pages, wrong));
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

std::vector<std::string> Conclude(const Comparison& comparison) {
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
  } else {
    AddFaults(comparison, contended, groups, &sentences);
  }
  for (size_t variant = 1; variant < comparison.variants.size(); ++variant) {
    sentences.push_back(
        DescribeVariant(comparison, variant, contended, others));
  }
  if (HasNoInterval(comparison)) {
    sentences.emplace_back(
        "With one boot a variant there is no interval and no verdict on speed; "
        "counts per page stand as measured.");
  }
  if (comparison.manifest.clock == "virtual" && !contended.empty()) {
    // kernel-patches/README.md has the run that says so.
    sentences.emplace_back(
        "CPUs take turns on the virtual clock. Checked against two and four "
        "CPUs in parallel, its races have the right order and counts (getref's "
        "up to 3 times too many); its throughput ratios are 0.8 to 2.6 times "
        "theirs.");
  }
  AddOracle(comparison, &sentences);
  if (comparison.partial) {
    sentences.push_back(
        fmt::format("The run is partial: {}.",
                    Plural(comparison.warnings.size(), "warning")));
  }
  return sentences;
}

}  // namespace hmmbench
