// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/tuning/tuning.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <utility>

#include "analysis/comparison/boot_chain.h"
#include "analysis/comparison/cut_off.h"
#include "analysis/comparison/summary.h"
#include "analysis/comparison/sweep_samples.h"
#include "analysis/report/notation.h"
#include "analysis/statistics/knee.h"
#include "analysis/statistics/pareto.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

constexpr double kLevel = 0.95;
constexpr std::array kQuantiles = {0.999, 0.99, 0.9, 0.5};

// Returns the name of a record's cell without the knobs, which are at its end.
std::string WithoutSetting(const CellRecord& record) {
  std::string name = record.cell;
  for (auto knob = record.knobs.rbegin(); knob != record.knobs.rend(); ++knob) {
    const std::string suffix = fmt::format("/{}:{}", knob->first, knob->second);
    if (!name.ends_with(suffix)) return name;
    name.resize(name.size() - suffix.size());
  }
  return name;
}

// The evidence of the boots about one setting in one cell.
struct SettingEvidence {
  std::vector<const CellRecord*> visits;  // measured
  std::vector<size_t> boots;              // of each visit
  std::string why_not;                    // it has no point: one line
  bool broken = false;
};

using CellEvidence = std::map<Setting, SettingEvidence>;

void Look(const CellRecord& record, size_t boot, SettingEvidence* evidence) {
  const bool broken =
      record.outcome == CellOutcome::kBroken || record.oracle_wrong > 0;
  if (broken || record.outcome != CellOutcome::kMeasured) {
    evidence->broken = evidence->broken || broken;
    evidence->why_not = fmt::format(
        "{}: {}", broken ? "broken" : ToString(record.outcome), record.reason);
    return;
  }
  if (record.pages == 0 || record.touches == 0 || record.latency.empty()) {
    evidence->why_not = "touched no page";
    return;
  }
  if (IsCutOff(record)) {
    evidence->why_not = fmt::format(
        "cut off: its limit of {:.3g} s was over after {} of {} pages",
        static_cast<double>(*record.cut_off_by_ns) * 1e-9, record.pages,
        PlannedPages(record));
    return;
  }
  evidence->visits.push_back(&record);
  evidence->boots.push_back(boot);
}

using SweptCells = std::vector<std::pair<std::string, CellEvidence>>;

// A guest that fell silent in a setting could not report what it measured
// there.
void MarkSilent(const RunFolder::Boot& boot, SweptCells* cells) {
  if (boot.record.state != BootState::kStarved &&
      boot.record.state != BootState::kHung) {
    return;
  }
  for (auto& [name, settings] : *cells) {
    for (auto& [setting, evidence] : settings) {
      std::string full = name;
      for (const auto& [knob, value] : setting) {
        full += fmt::format("/{}:{}", knob, value);
      }
      if (full == boot.stream.open_cell) {
        evidence.why_not = "fell silent: " + boot.record.reason;
      }
    }
  }
}

// The cells that were swept, in the order of the records.
SweptCells Collect(const std::vector<RunFolder::Boot>& boots,
                   const Manifest& manifest, size_t variant) {
  SweptCells cells;
  std::vector<int> chains;  // the first boot of each, by replicate
  for (const RunFolder::Boot& boot : boots) {
    if (static_cast<size_t>(boot.scheduled.variant) != variant) continue;
    const int first = FirstOfChain(boot.scheduled, manifest.schedule);
    const auto chain = std::ranges::find(chains, first);
    const auto replicate = static_cast<size_t>(chain - chains.begin());
    if (chain == chains.end()) chains.push_back(first);
    for (const CellRecord& record : boot.stream.cells) {
      if (record.knobs.empty()) continue;
      const std::string name = WithoutSetting(record);
      auto cell = std::ranges::find_if(
          cells, [&name](const auto& known) { return known.first == name; });
      if (cell == cells.end()) {
        cell = cells.insert(cells.end(), {name, {}});
      }
      Look(record, replicate, &cell->second[record.knobs]);
    }
  }
  for (const RunFolder::Boot& boot : boots) MarkSilent(boot, &cells);
  return cells;
}

double QuantileFor(const CellEvidence& settings) {
  for (const double q : kQuantiles) {
    const bool enough = std::ranges::all_of(settings, [q](const auto& setting) {
      if (!setting.second.why_not.empty()) return true;
      Histogram merged;
      for (const CellRecord* visit : setting.second.visits) {
        const auto latency = visit->latency.find(MainRole(visit->latency));
        merged.Merge(latency->second);
      }
      return merged.HasSamplesFor(q);
    });
    if (enough) return q;
  }
  return kQuantiles.back();
}

std::array<double, kCosts.size()> ByCost(const SweepCosts& costs) {
  return {costs.tail_ns, costs.cpu_ns_per_page, costs.touches_per_s};
}

struct Choice {
  std::vector<size_t> front_of_three;
  std::vector<size_t> front;  // of percentile and CPU time, by CPU time
  std::optional<size_t> knee;
  size_t best = 0;
};

Choice Choose(const std::vector<SweepCosts>& costs) {
  std::vector<std::vector<double>> three;
  std::vector<std::vector<double>> two;
  for (const SweepCosts& cost : costs) {
    three.push_back({cost.tail_ns, cost.cpu_ns_per_page, -cost.touches_per_s});
    two.push_back({cost.cpu_ns_per_page, cost.tail_ns});
  }
  Choice choice;
  choice.front_of_three = ParetoFront(three);
  choice.front = ParetoFront(two);
  std::ranges::stable_sort(choice.front, {}, [&](size_t i) { return two[i]; });
  std::vector<std::pair<double, double>> curve;
  std::vector<size_t> on_curve;
  for (const size_t i : choice.front) {
    const std::pair<double, double> point(two[i][0], two[i][1]);
    if (!curve.empty() && curve.back() == point) continue;
    curve.push_back(point);
    on_curve.push_back(i);
  }
  if (const auto knee = FindKnee(curve)) choice.knee = on_curve[knee->point];
  choice.best = choice.knee.value_or(
      *std::ranges::min_element(choice.front, {}, [&costs](size_t i) {
        return costs[i].tail_ns * costs[i].cpu_ns_per_page;
      }));
  return choice;
}

// Returns the share `level` in the middle of `values`.
template <typename Value>
std::pair<Value, Value> Middle(std::vector<Value> values, double level) {
  std::ranges::sort(values);
  const auto last = static_cast<double>(values.size() - 1);
  const double cut = (1 - level) / 2;
  return {values[static_cast<size_t>(std::floor(cut * last))],
          values[static_cast<size_t>(std::ceil((1 - cut) * last))]};
}

Interval MiddleOf(const std::vector<double>& values) {
  const auto [low, high] = Middle(values, kLevel);
  return {low, high};
}

TunePoint PointOf(const Setting& setting, const SettingEvidence& evidence) {
  TunePoint point;
  point.setting = setting;
  point.boots = static_cast<int>(
      std::set(evidence.boots.begin(), evidence.boots.end()).size());
  point.visits = static_cast<int>(evidence.visits.size());
  const CellSummary summary = Summarise(evidence.visits);
  point.touches = summary.touches;
  point.retries_per_page = summary.retries_per_page;
  for (const CellRecord* visit : evidence.visits) {
    for (const auto& [name, count] : visit->policy) {
      point.policy_per_page[name] +=
          static_cast<double>(count) / static_cast<double>(summary.pages);
    }
  }
  return point;
}

double PerDoubling(double ratio, uint64_t from, uint64_t to) {
  if (from == 0) return ratio;
  const double doublings =
      std::log2(static_cast<double>(to) / static_cast<double>(from));
  return std::pow(ratio, 1 / doublings);
}

// One cell, from its samples and their resamples.
class CellTuner {
 public:
  CellTuner(std::string name, const CellEvidence& settings,
            const TuneOptions& options)
      : options_(options) {
    cell_.cell = std::move(name);
    CellEvidence measured;
    for (const auto& [setting, evidence] : settings) {
      if (evidence.why_not.empty()) {
        measured.emplace(setting, evidence);
      } else {
        cell_.missing.push_back(
            fmt::format("{}: {}", DescribeSetting(setting), evidence.why_not));
      }
    }
    if (measured.empty()) return;
    cell_.quantile = QuantileFor(measured);
    for (const auto& [setting, evidence] : measured) {
      cell_.points.push_back(PointOf(setting, evidence));
      samples_.emplace_back(evidence.visits, evidence.boots, cell_.quantile);
      for (const size_t boot : evidence.boots) {
        boots_ = std::max(boots_, boot + 1);
      }
    }
  }

  TunedCell Tuned() {
    if (cell_.points.empty()) return std::move(cell_);
    for (const SweepSamples& samples : samples_) {
      costs_.push_back(samples.Costs());
    }
    const Choice choice = Choose(costs_);
    cell_.front = choice.front;
    cell_.knee = choice.knee;
    cell_.best = choice.best;
    for (const size_t i : choice.front_of_three) {
      cell_.points[i].on_front = true;
    }
    // Two boots say little about a third one, and one boot says nothing.
    if (boots_ >= 2) Resample();
    for (size_t i = 0; i < cell_.points.size(); ++i) {
      cell_.points[i].estimates = Estimates(
          [i](const std::vector<SweepCosts>& of) { return ByCost(of[i]); });
    }
    AddSteps();
    cell_.advice = Advise();
    return std::move(cell_);
  }

 private:
  void Resample() {
    std::mt19937_64 draws(options_.seed);
    std::vector<size_t> best;
    std::vector<size_t> drawn(boots_);
    int no_knee = 0;
    const double share = 1.0 / options_.resamples;
    for (int i = 0; i < options_.resamples; ++i) {
      for (size_t& boot : drawn) boot = draws() % boots_;
      std::vector<SweepCosts>& costs = resampled_.emplace_back();
      for (const SweepSamples& samples : samples_) {
        costs.push_back(samples.Redrawn(drawn, draws));
      }
      const Choice choice = Choose(costs);
      for (const size_t point : choice.front_of_three) {
        cell_.points[point].front_share += share;
      }
      if (choice.knee) cell_.points[*choice.knee].knee_share += share;
      if (!choice.knee) ++no_knee;
      if (choice.best == cell_.best) cell_.best_share += share;
      best.push_back(choice.best);
    }
    cell_.no_knee_share = no_knee * share;
    cell_.best_range = Middle(best, kLevel);
  }

  // A quantity that follows from the costs of all settings.
  using Quantity = std::function<std::array<double, kCosts.size()>(
      const std::vector<SweepCosts>&)>;
  [[nodiscard]] std::array<Estimate, kCosts.size()> Estimates(
      const Quantity& quantity) const {
    std::array<Estimate, kCosts.size()> estimates;
    const auto values = quantity(costs_);
    std::array<std::vector<double>, kCosts.size()> redrawn;
    for (const auto& costs : resampled_) {
      const auto again = quantity(costs);
      for (size_t i = 0; i < again.size(); ++i) redrawn[i].push_back(again[i]);
    }
    for (size_t i = 0; i < values.size(); ++i) {
      estimates[i].value = values[i];
      if (!redrawn[i].empty()) estimates[i].interval = MiddleOf(redrawn[i]);
    }
    return estimates;
  }

  void AddSteps() {
    const Setting& best = cell_.points[cell_.best].setting;
    for (const auto& [knob, chosen] : best) {
      std::optional<size_t> before;
      for (size_t i = 0; i < cell_.points.size(); ++i) {
        Setting others = cell_.points[i].setting;
        others[knob] = chosen;
        if (others != best) continue;
        if (before) AddStep(knob, *before, i);
        before = i;
      }
    }
  }

  void AddStep(const std::string& knob, size_t from, size_t to) {
    TuneStep step{.knob = knob,
                  .from = cell_.points[from].setting.at(knob),
                  .to = cell_.points[to].setting.at(knob),
                  .ratios = {}};
    step.ratios = Estimates([&](const std::vector<SweepCosts>& costs) {
      auto ratios = ByCost(costs[to]);
      const auto start = ByCost(costs[from]);
      for (size_t i = 0; i < ratios.size(); ++i) {
        ratios[i] = PerDoubling(ratios[i] / start[i], step.from, step.to);
      }
      return ratios;
    });
    cell_.steps.push_back(step);
  }

  [[nodiscard]] std::string Advise() const {
    const std::string tail = NameOf(Cost::kTail, cell_);
    const std::string setting =
        DescribeSetting(cell_.points[cell_.best].setting);
    std::string why;
    if (cell_.front.size() == 1) {
      why = fmt::format("{} beats every other value in {} and CPU per page",
                        setting, tail);
    } else if (cell_.knee) {
      why = fmt::format("{} is the knee of {} against CPU per page", setting,
                        tail);
    } else {
      why = fmt::format(
          "no knee; {} has the smallest product of {} and CPU per page",
          setting, tail);
    }
    return fmt::format("{}{}: {}", why, Certainty(), Figures());
  }

  [[nodiscard]] std::string Certainty() const {
    if (!cell_.best_range) return " (of one boot: no interval)";
    const auto& [low, high] = *cell_.best_range;
    const std::string where =
        low == high ? ""
                    : fmt::format(", 95 % of them lie between {} and {}",
                                  DescribeSetting(cell_.points[low].setting),
                                  DescribeSetting(cell_.points[high].setting));
    return fmt::format(" ({:.0f} % of {} resamples of {} boots say so{})",
                       100 * cell_.best_share, options_.resamples, boots_,
                       where);
  }

  [[nodiscard]] std::string Figures() const {
    const auto figures = [this](size_t point) {
      const auto costs = ByCost(costs_[point]);
      return fmt::format("{} {}, {} of CPU a page and {} touches/s",
                         NameOf(Cost::kTail, cell_), Duration(costs[0]),
                         Duration(costs[1]), Count(costs[2]));
    };
    const size_t other = cell_.best == 0 ? cell_.points.size() - 1 : 0;
    if (other == cell_.best) return figures(cell_.best);
    return fmt::format("{}, against {} with {}", figures(cell_.best),
                       figures(other),
                       DescribeSetting(cell_.points[other].setting));
  }

  const TuneOptions& options_;
  TunedCell cell_;
  std::vector<SweepSamples> samples_;  // as cell_.points
  size_t boots_ = 0;
  std::vector<SweepCosts> costs_;  // as cell_.points
  std::vector<std::vector<SweepCosts>> resampled_;
};

// Returns how much worse a setting is than the cell's own best, as a logarithm:
// in the percentile or in CPU time, whichever is more. Returns nullopt when the
// cell does not have the setting.
std::optional<double> Regret(const TunedCell& cell, const Setting& setting) {
  const auto point =
      std::ranges::find(cell.points, setting, &TunePoint::setting);
  if (point == cell.points.end()) return std::nullopt;
  const TunePoint& best = cell.points[cell.best];
  double regret = 0;
  for (const size_t i : {size_t{0}, size_t{1}}) {
    regret = std::max(
        regret, std::log(point->estimates[i].value / best.estimates[i].value));
  }
  return regret;
}

// The setting whose worst cell is the least bad (Savage, "The Theory of
// Statistical Decision", Journal of the American Statistical Association 46,
// 1951).
std::string AdviseForAll(const std::vector<TunedCell>& cells) {
  std::vector<const TunedCell*> with_points;
  for (const TunedCell& cell : cells) {
    if (!cell.points.empty()) with_points.push_back(&cell);
  }
  if (with_points.size() == 1) return with_points.front()->advice;
  const Setting* best = nullptr;
  double least = 0;
  for (const TunePoint& point : with_points.front()->points) {
    double worst = 0;
    bool everywhere = true;
    for (const TunedCell* cell : with_points) {
      const auto regret = Regret(*cell, point.setting);
      everywhere = everywhere && regret;
      worst = std::max(worst, regret.value_or(0));
    }
    if (everywhere && (best == nullptr || worst < least)) {
      best = &point.setting;
      least = worst;
    }
  }
  if (best == nullptr) return "no setting was measured in every cell";
  if (least == 0) {
    return fmt::format("for all {} cells {}, the best of each",
                       with_points.size(), DescribeSetting(*best));
  }
  return fmt::format(
      "for all {} cells together {}: its percentile and CPU per page are "
      "nowhere more than {:.0f} % above those of the cell's own best",
      with_points.size(), DescribeSetting(*best), 100 * std::expm1(least));
}

// The variant whose records have knobs.
size_t SweptVariant(const std::vector<RunFolder::Boot>& boots,
                    const Manifest& manifest) {
  std::set<size_t> swept;
  for (const RunFolder::Boot& boot : boots) {
    for (const CellRecord& record : boot.stream.cells) {
      if (record.knobs.empty()) continue;
      if (record.outcome == CellOutcome::kSkipped) continue;
      swept.insert(static_cast<size_t>(boot.scheduled.variant));
    }
  }
  if (swept.size() > 1) {
    throw Error("run {} swept the knobs of {} kernels; tune reads one",
                manifest.id, swept.size());
  }
  return swept.empty() ? 0 : *swept.begin();
}

// "boot 3 starved in same_page/.../spin_ns:0: no record for 60 s"
std::optional<std::string> Complaint(const RunFolder::Boot& boot) {
  if (boot.record.state == BootState::kFinished) return std::nullopt;
  return fmt::format(
      "boot {} {}{}{}", boot.scheduled.boot, ToString(boot.record.state),
      boot.stream.open_cell.empty() ? "" : " in " + boot.stream.open_cell,
      boot.record.reason.empty() ? "" : ": " + boot.record.reason);
}

}  // namespace

std::string DescribeSetting(const Setting& setting) {
  std::string text;
  for (const auto& [knob, value] : setting) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", knob, value);
  }
  return text;
}

std::string NameOf(Cost cost, const TunedCell& cell) {
  switch (cost) {
    case Cost::kTail:
      return fmt::format("p{:g}", 100 * cell.quantile);
    case Cost::kCpu:
      return "CPU per page";
    case Cost::kThroughput:
      return "touches/s";
  }
  return "";
}

Tuning Tune(const RunFolder& run, const TuneOptions& options) {
  Tuning tuning;
  tuning.manifest = run.manifest();
  tuning.resamples = options.resamples;
  std::vector<RunFolder::Boot> boots = run.ReadBoots(&tuning.warnings);
  tuning.variant = SweptVariant(boots, tuning.manifest);
  for (const auto& [name, settings] :
       Collect(boots, tuning.manifest, tuning.variant)) {
    tuning.cells.push_back(CellTuner(name, settings, options).Tuned());
    for (const auto& [setting, evidence] : settings) {
      tuning.broken = tuning.broken || evidence.broken;
    }
  }
  const bool nothing = std::ranges::all_of(
      tuning.cells, [](const TunedCell& cell) { return cell.points.empty(); });
  if (nothing) {
    throw Error("run {} measured no setting of a knob{}{}", tuning.manifest.id,
                tuning.cells.empty() ? "" : ": ",
                tuning.cells.empty() ? "" : tuning.cells[0].missing.at(0));
  }
  tuning.advice = AdviseForAll(tuning.cells);
  for (RunFolder::Boot& boot : boots) {
    if (const auto complaint = Complaint(boot)) {
      tuning.warnings.push_back(*complaint);
    }
    if (boot.stream.environment && tuning.environment == Environment{}) {
      tuning.environment = *boot.stream.environment;
    }
    boot.stream.cells.clear();
    tuning.boots.push_back(std::move(boot));
  }
  if (tuning.manifest.state != "finished") {
    tuning.warnings.push_back(
        fmt::format("run {} is not finished ({}): {} of {} boots left records",
                    tuning.manifest.id, tuning.manifest.state,
                    tuning.boots.size(), tuning.manifest.schedule.size()));
  }
  return tuning;
}

}  // namespace hmmbench
