// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/model/model_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "analysis/comparison/comparison.h"
#include "analysis/comparison/summary.h"
#include "analysis/model/race_model.h"
#include "analysis/report/notation.h"
#include "fixtures/base/error.h"
#include "fixtures/device/delay_shape.h"
#include "fixtures/device/driver_profile.h"

namespace hmmbench {
namespace {

constexpr std::string_view kStock = "stock";
constexpr std::string_view kControl = "fault_path";
constexpr double kNsPerUs = 1000;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
// Two cells whose ratios of delay to fault differ by less than this count as
// the same.
constexpr double kSameDelay = 1.3;
// A boot counts as disturbed when others took more cores than this for each
// guest CPU. Less is what a host does by itself.
constexpr double kTolerated = 0.1;
// Eight threads of getref take thousands of attempts for a page.
constexpr int kManyThreads = 4;
constexpr int kFewerPages = 5;

using Axes = std::map<std::string, std::string>;

int64_t NumberOf(const Axes& axes, const std::string& axis, int64_t otherwise) {
  const auto found = axes.find(axis);
  if (found == axes.end()) return otherwise;
  int64_t number = otherwise;
  const std::string& text = found->second;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The axes without the delay. Two cells with the same result differ only in
// their delay.
Axes WithoutDelay(const CellComparison& cell) {
  Axes axes = cell.axes;
  axes["scenario"] = cell.scenario;
  axes.erase("delay_us");
  return axes;
}

double DelayUs(const CellComparison& cell) {
  return static_cast<double>(NumberOf(cell.axes, "delay_us", 0));
}

// When the cell was cut off, this is the least that the faults can have been.
std::optional<double> FaultsPerPage(const CellSummary& summary) {
  if (summary.cut_off) return summary.cut_off->faults_per_page_at_least;
  if (!summary.retries_per_page) return std::nullopt;
  return *summary.retries_per_page + 1;
}

std::optional<double> CallsPerPage(const CellSummary& summary) {
  if (summary.cut_off) return summary.cut_off->migrate_to_ram_per_page_at_least;
  return summary.migrate_to_ram_per_page;
}

// The values of one boot in a cell.
struct BootValues {
  std::vector<double> faults;
  std::vector<double> calls;
  bool cut_off = false;
};

// A run, with what each boot measured.
class Run {
 public:
  explicit Run(const RunFolder& folder)
      : comparison_(
            Compare({folder}, {.margin = 0, .baseline = std::string(kStock)})),
        fault_us_(UncontendedFaultNs(folder) / kNsPerUs) {
    std::vector<std::string> warnings;
    for (const RunFolder::Boot& boot : folder.ReadBoots(&warnings)) {
      // The boot repeats cells in another model.
      if (boot.scheduled.turn_us) continue;
      const std::string& label =
          comparison_.manifest
              .variants[static_cast<size_t>(boot.scheduled.variant)]
              .label;
      for (const CellRecord& record : boot.stream.cells) {
        if (record.outcome == CellOutcome::kMeasured) Add(label, record);
      }
    }
  }

  [[nodiscard]] const Comparison& comparison() const { return comparison_; }
  [[nodiscard]] double fault_us() const { return fault_us_; }

  // Returns the summary of the variant with this label; null when the run does
  // not have it.
  [[nodiscard]] const CellSummary* Find(const CellComparison& cell,
                                        std::string_view label) const {
    for (size_t i = 0; i < comparison_.variants.size(); ++i) {
      if (comparison_.variants[i].label == label) return &cell.variants[i];
    }
    return nullptr;
  }

  [[nodiscard]] const BootValues& Boots(const std::string& cell,
                                        const std::string& label) const {
    static const BootValues kNone;
    const auto found = boots_.find({cell, label});
    return found == boots_.end() ? kNone : found->second;
  }

 private:
  void Add(const std::string& label, const CellRecord& record) {
    BootValues& values = boots_[{record.cell, label}];
    const CellSummary summary = Summarise({&record});
    if (const auto faults = FaultsPerPage(summary)) {
      values.faults.push_back(*faults);
    }
    if (const auto calls = CallsPerPage(summary)) {
      values.calls.push_back(*calls);
    }
    if (summary.cut_off) values.cut_off = true;
  }

  Comparison comparison_;
  double fault_us_;
  std::map<std::pair<std::string, std::string>, BootValues> boots_;
};

std::optional<RunFigure> FigureOf(const std::optional<double>& value,
                                  const std::vector<double>& boots,
                                  bool cut_off) {
  if (!value || boots.empty()) return std::nullopt;
  return RunFigure{.value = *value,
                   .low = *std::ranges::min_element(boots),
                   .high = *std::ranges::max_element(boots),
                   .bound = cut_off};
}

double Fold(double ratio) { return std::max(ratio, 1 / ratio); }

void JudgeCount(double factor, CheckedFigure* figure) {
  const auto& on_virtual = figure->on_virtual;
  const auto& on_parallel = figure->on_parallel;
  if (!on_virtual || !on_parallel) {
    figure->agreement = Agreement::kUndecided;
    figure->reason = "not measured";
    return;
  }
  const double ratio = on_virtual->value / on_parallel->value;
  if (on_parallel->bound || (on_virtual->bound && ratio <= factor)) {
    figure->agreement = Agreement::kUndecided;
    figure->reason = "cut off";
    return;
  }
  if (Fold(ratio) <= factor) {
    figure->agreement = Agreement::kHolds;
    figure->reason = "holds";
    return;
  }
  // The boots that are nearest to each other.
  const double nearest = ratio > 1 ? on_virtual->low / on_parallel->high
                                   : on_virtual->high / on_parallel->low;
  const bool all = Fold(nearest) > factor && (nearest > 1) == (ratio > 1);
  figure->agreement = all ? Agreement::kFails : Agreement::kUndecided;
  figure->reason = all ? "fails" : "boots differ";
}

std::optional<RunFigure> SpeedOf(const CellSummary* summary) {
  if (summary == nullptr || !summary->throughput) return std::nullopt;
  const Effect& effect = *summary->throughput;
  RunFigure figure{.value = effect.ratio,
                   .low = effect.ratio,
                   .high = effect.ratio,
                   .bound = effect.bound != Bound::kNone};
  // One end of a bound's interval is open and has no value.
  if (effect.interval && !figure.bound) {
    figure.low = effect.interval->low;
    figure.high = effect.interval->high;
  }
  return figure;
}

bool HasInterval(const CellSummary* summary) {
  return summary != nullptr && summary->throughput &&
         (summary->throughput->interval ||
          summary->throughput->method == Method::kExact);
}

// Here the figures' ranges are 95 % intervals.
void JudgeSign(bool parallel_has_interval, bool virtual_has_interval,
               CheckedFigure* figure) {
  const auto& on_virtual = figure->on_virtual;
  const auto& on_parallel = figure->on_parallel;
  const auto undecided = [figure](const char* why) {
    figure->agreement = Agreement::kUndecided;
    figure->reason = why;
  };
  if (!on_virtual || !on_parallel) return undecided("not measured");
  if (on_virtual->bound || on_parallel->bound) return undecided("cut off");
  if (!parallel_has_interval) return undecided("one boot");
  if (on_parallel->low <= 1 && on_parallel->high >= 1) {
    figure->reason = "in the noise";
    return;
  }
  if ((on_virtual->value > 1) == (on_parallel->value > 1)) {
    figure->agreement = Agreement::kHolds;
    figure->reason = "sign holds";
    return;
  }
  const bool sure =
      virtual_has_interval && (on_virtual->low > 1 || on_virtual->high < 1);
  if (!sure) return undecided("sign unsure");
  figure->agreement = Agreement::kFails;
  figure->reason = "sign fails";
}

std::optional<LoserPolicy> PolicyOnPaper(const Variant& variant) {
  // The kernels of a bundle are finished kernels. Their labels say what they
  // are.
  const bool finished = variant.base.starts_with("image:");
  const std::string line =
      finished ? variant.kernel_release : variant.base + ".";
  const std::string& policy = finished ? variant.label : variant.policy;
  // 7.3's stock is another policy, and a user's source is unknown.
  if (!line.starts_with("6.12.") && !line.starts_with("6.1.")) {
    return std::nullopt;
  }
  if (policy == "stock") return LoserPolicy::kGetref;
  if (policy == "trylock") return LoserPolicy::kTrylock;
  if (policy == "wait") return LoserPolicy::kWait;
  return std::nullopt;
}

// Returns the race of a cell on the parallel CPUs. Returns nothing for cells
// that the model cannot simulate.
std::optional<RaceModel> RaceOf(const CellComparison& cell, double fault_us,
                                int cpus) {
  const bool with_devices = cell.scenario == "cpu_vs_device";
  if (cell.scenario != "same_page" && !with_devices) return std::nullopt;
  for (const char* const axis :
       {"copy_us", "copy_sleep_us", "notifier_us", "refuse_us"}) {
    if (NumberOf(cell.axes, axis, 0) != 0) return std::nullopt;
  }
  if (const auto driver = cell.axes.find("driver");
      driver != cell.axes.end() && driver->second != kPlainDriver) {
    return std::nullopt;
  }
  if (NumberOf(cell.axes, "request_pages", 1) != 1) return std::nullopt;
  if (const auto lock = cell.axes.find("driver_lock");
      lock != cell.axes.end() && lock->second != "off") {
    return std::nullopt;
  }
  RaceModel race;
  race.cpu_threads = static_cast<int>(NumberOf(cell.axes, "threads", 1));
  race.device_threads =
      with_devices ? static_cast<int>(NumberOf(cell.axes, "devices", 1)) : 0;
  race.cpus = cpus;
  race.fault = fault_us;
  race.delay = DelayUs(cell);
  const auto shape = cell.axes.find("delay_shape");
  race.shape = shape == cell.axes.end() ? DelayShape::kConstant
                                        : DelayShapeFromString(shape->second);
  return race;
}

RaceOutcome OnPaper(RaceModel race, LoserPolicy policy, double wakeup_us,
                    const ModelCheckOptions& options) {
  race.policy = policy;
  race.wakeup = wakeup_us;
  const bool many = race.cpu_threads + race.device_threads > kManyThreads;
  const int pages =
      std::max(1, many ? options.pages / kFewerPages : options.pages);
  return SimulateRace(race, pages, options.seed);
}

// Returns the mean us from the first touch of a page until the last.
std::optional<double> PageUs(const CellSummary* summary) {
  if (summary == nullptr || !summary->touches_per_s || summary->pages == 0) {
    return std::nullopt;
  }
  const double touches_a_page = static_cast<double>(summary->touches) /
                                static_cast<double>(summary->pages);
  return touches_a_page / *summary->touches_per_s * 1e6;
}

// Fits to the cell of policy wait with the longest delay, in which every loser
// sleeps.
void FitWakeup(const Run& parallel, int cpus, const ModelCheckOptions& options,
               ModelCheck* check) {
  double longest = 0;
  for (const CellComparison& cell : parallel.comparison().cells) {
    const double delay = DelayUs(cell);
    const auto race = RaceOf(cell, parallel.fault_us(), cpus);
    if (!race || cell.scenario != "same_page" || delay <= longest) continue;
    const auto page = PageUs(parallel.Find(cell, "wait"));
    if (!page) continue;
    const RaceOutcome paper = OnPaper(*race, LoserPolicy::kWait, 0, options);
    longest = delay;
    check->wakeup_us = std::max(0.0, *page - paper.all_done_us.value);
    check->wakeup_cell = cell.cell;
  }
}

const CellComparison* Partner(const CellComparison& cell, const Run& of,
                              const Run& in) {
  const Axes axes = WithoutDelay(cell);
  const double ratio = DelayUs(cell) / of.fault_us();
  const CellComparison* nearest = nullptr;
  double least = kSameDelay;
  for (const CellComparison& other : in.comparison().cells) {
    if (WithoutDelay(other) != axes) continue;
    const double here = DelayUs(other) / in.fault_us();
    if (ratio == 0 || here == 0) {
      if (ratio == here) return &other;
      continue;
    }
    if (Fold(here / ratio) > least) continue;
    least = Fold(here / ratio);
    nearest = &other;
  }
  return nearest;
}

class Checker {
 public:
  Checker(const Run& on_virtual, const Run& on_parallel, ModelCheck& check,
          const ModelCheckOptions& options)
      : virtual_(on_virtual),
        parallel_(on_parallel),
        check_(check),
        options_(options) {}

  void Check(const CellComparison& cell, const CellComparison& partner) {
    CheckedCell& checked = check_.cells.emplace_back();
    checked.virtual_cell = cell.cell;
    checked.parallel_cell = partner.cell;
    checked.delay_over_fault = DelayUs(partner) / parallel_.fault_us();
    race_ = RaceOf(partner, parallel_.fault_us(), check_.cpus);
    stock_page_us_ = kUnknown;
    for (const Variant& variant : parallel_.comparison().variants) {
      CheckedPolicy policy = Check(cell, partner, variant);
      checked.policies.push_back(std::move(policy));
    }
  }

 private:
  CheckedPolicy Check(const CellComparison& cell, const CellComparison& partner,
                      const Variant& variant) {
    const CellSummary* const on_virtual = virtual_.Find(cell, variant.label);
    const CellSummary* const on_parallel =
        parallel_.Find(partner, variant.label);
    const BootValues& virtual_boots = virtual_.Boots(cell.cell, variant.label);
    const BootValues& parallel_boots =
        parallel_.Boots(partner.cell, variant.label);
    std::optional<RaceOutcome> paper;
    const auto policy = PolicyOnPaper(variant);
    if (race_ && policy) {
      paper = OnPaper(*race_, *policy, check_.wakeup_us, options_);
    }
    const bool is_stock = variant.label == kStock;
    const double factor =
        policy == LoserPolicy::kGetref ? kGetrefCountFactor : kCountFactor;

    CheckedPolicy checked{.label = variant.label, .figures = {}};
    const auto faults = [](const CellSummary* summary) {
      return summary != nullptr ? FaultsPerPage(*summary) : std::nullopt;
    };
    const auto calls = [](const CellSummary* summary) {
      return summary != nullptr ? CallsPerPage(*summary) : std::nullopt;
    };
    CheckedFigure& of_faults = checked.figures.emplace_back();
    of_faults.name = "faults";
    of_faults.on_virtual = FigureOf(faults(on_virtual), virtual_boots.faults,
                                    virtual_boots.cut_off);
    of_faults.on_parallel = FigureOf(faults(on_parallel), parallel_boots.faults,
                                     parallel_boots.cut_off);
    if (paper) of_faults.on_paper = paper->faults.value;
    JudgeCount(factor, &of_faults);

    CheckedFigure& of_calls = checked.figures.emplace_back();
    of_calls.name = "calls";
    of_calls.on_virtual =
        FigureOf(calls(on_virtual), virtual_boots.calls, virtual_boots.cut_off);
    of_calls.on_parallel = FigureOf(calls(on_parallel), parallel_boots.calls,
                                    parallel_boots.cut_off);
    if (paper) of_calls.on_paper = paper->calls.value;
    JudgeCount(factor, &of_calls);

    if (is_stock) {
      if (paper) stock_page_us_ = paper->all_done_us.value;
      return checked;
    }
    CheckedFigure& speed = checked.figures.emplace_back();
    speed.name = "speed";
    speed.on_virtual = SpeedOf(on_virtual);
    speed.on_parallel = SpeedOf(on_parallel);
    if (paper && std::isfinite(stock_page_us_)) {
      speed.on_paper = stock_page_us_ / paper->all_done_us.value;
    }
    JudgeSign(HasInterval(on_parallel), HasInterval(on_virtual), &speed);
    return checked;
  }

  const Run& virtual_;
  const Run& parallel_;
  ModelCheck& check_;
  const ModelCheckOptions& options_;
  std::optional<RaceModel> race_;
  double stock_page_us_ = kUnknown;  // on paper
};

void CheckClocks(const RunFolder& on_virtual, const RunFolder& on_parallel) {
  if (on_virtual.manifest().clock != "virtual") {
    throw Error("{} is not a run on the virtual clock",
                on_virtual.path().string());
  }
  if (on_parallel.manifest().clock != "real") {
    throw Error("{} is not a run on a real clock: measure it with --clock real",
                on_parallel.path().string());
  }
}

// Throws Error where the guest's CPUs cannot have run at the same time.
void CheckCpus(const RunFolder& folder, int guest_cpus) {
  const auto& host = folder.manifest().host;
  const auto found = host.find("cpus");
  if (found == host.end()) return;
  const int64_t host_cpus = NumberOf(host, "cpus", guest_cpus);
  if (guest_cpus > host_cpus) {
    throw Error(
        "{} has {} CPUs in the guest and {} in the host: they never all ran at "
        "the same time; measure with --numa 1x{}",
        folder.path().string(), guest_cpus, host_cpus, host_cpus);
  }
}

// Returns "" when every boot had the cores that its guest needed.
std::string WhyDisturbed(const Comparison& comparison, int guest_cpus) {
  for (const RunFolder::Boot& boot : comparison.boots) {
    const auto& host = boot.record.host;
    if (!host || boot.record.total_s <= 0) continue;
    const double taken = (host->others_s + host->steal_s) / boot.record.total_s;
    if (host->cpus - taken < guest_cpus * (1 - kTolerated)) {
      return fmt::format(
          "boot {} had {:.1f} of {} cores to itself, its guest has {} CPUs: "
          "measure again on an idle host",
          boot.record.boot, std::max(0.0, host->cpus - taken), host->cpus,
          guest_cpus);
    }
  }
  return "";
}

Agreement Together(const ModelCheck& check) {
  bool undecided = !check.disturbed.empty();
  bool any = false;
  for (const CheckedCell& cell : check.cells) {
    for (const CheckedPolicy& policy : cell.policies) {
      for (const CheckedFigure& figure : policy.figures) {
        if (!figure.agreement) continue;
        any = true;
        if (*figure.agreement == Agreement::kFails && check.disturbed.empty()) {
          return Agreement::kFails;
        }
        undecided = undecided || *figure.agreement == Agreement::kUndecided;
      }
    }
  }
  return undecided || !any ? Agreement::kUndecided : Agreement::kHolds;
}

}  // namespace

std::string_view ToString(Agreement agreement) {
  switch (agreement) {
    case Agreement::kHolds:
      return "holds";
    case Agreement::kFails:
      return "fails";
    case Agreement::kUndecided:
      return "undecided";
  }
  return "";
}

double UncontendedFaultNs(const RunFolder& run) {
  std::vector<std::string> warnings;
  Histogram touches;
  double charged_ns = 0;
  for (const RunFolder::Boot& boot : run.ReadBoots(&warnings)) {
    const Variant& variant =
        run.manifest().variants[static_cast<size_t>(boot.scheduled.variant)];
    if (variant.label != kStock || boot.scheduled.turn_us) continue;
    if (boot.stream.environment) {
      charged_ns = static_cast<double>(
          NumberOf(boot.stream.environment->facts, "page_fault_cost_ns", 0));
    }
    for (const CellRecord& record : boot.stream.cells) {
      const auto found = record.latency.find("cpu");
      if (record.scenario == kControl && found != record.latency.end() &&
          record.outcome == CellOutcome::kMeasured &&
          NumberOf(record.axes, "delay_us", 0) == 0) {
        touches.Merge(found->second);
      }
    }
  }
  if (touches.empty()) {
    throw Error(
        "{} has no {} without delay on {}, so the cost of an uncontended "
        "fault is not known; measure with --plan model-check",
        run.path().string(), kControl, kStock);
  }
  return static_cast<double>(touches.ValueAtQuantile(0.5)) + charged_ns;
}

std::optional<double> WakeupUs(const RunFolder& parallel_run,
                               const ModelCheckOptions& options) {
  const Run parallel(parallel_run);
  ModelCheck check;
  FitWakeup(parallel, parallel.comparison().environment.cpus, options, &check);
  if (check.wakeup_cell.empty()) return std::nullopt;
  return check.wakeup_us;
}

ModelCheck CheckModel(const RunFolder& virtual_run,
                      const RunFolder& parallel_run,
                      const ModelCheckOptions& options) {
  CheckClocks(virtual_run, parallel_run);
  const Run on_virtual(virtual_run);
  const Run on_parallel(parallel_run);
  ModelCheck check;
  check.virtual_run = virtual_run.manifest();
  check.parallel_run = parallel_run.manifest();
  check.cpus = on_parallel.comparison().environment.cpus;
  CheckCpus(parallel_run, check.cpus);
  check.disturbed = WhyDisturbed(on_parallel.comparison(), check.cpus);
  check.virtual_fault_us = on_virtual.fault_us();
  check.parallel_fault_us = on_parallel.fault_us();
  const auto& facts = on_virtual.comparison().environment.facts;
  if (facts.contains("idle_exit_cost_ns")) {
    check.idle_exit_us =
        static_cast<double>(NumberOf(facts, "idle_exit_cost_ns", 0)) / kNsPerUs;
  }
  for (const Run* const run : {&on_virtual, &on_parallel}) {
    const auto& warnings = run->comparison().warnings;
    check.warnings.insert(check.warnings.end(), warnings.begin(),
                          warnings.end());
  }
  FitWakeup(on_parallel, check.cpus, options, &check);
  Checker checker(on_virtual, on_parallel, check, options);
  for (const CellComparison& cell : on_virtual.comparison().cells) {
    if (cell.scenario == kControl) continue;
    if (const auto* partner = Partner(cell, on_virtual, on_parallel)) {
      checker.Check(cell, *partner);
    } else {
      check.warnings.push_back(fmt::format(
          "{} has no counterpart in the parallel run: no delay there is {} of "
          "its fault",
          cell.cell, Ratio(DelayUs(cell) / on_virtual.fault_us())));
    }
  }
  if (check.cells.empty()) {
    throw Error("{} and {} have no contended cell in common",
                virtual_run.path().string(), parallel_run.path().string());
  }
  check.agreement = Together(check);
  return check;
}

}  // namespace hmmbench
