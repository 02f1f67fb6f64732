// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/comparison/boot_chain.h"
#include "analysis/comparison/cell_axes.h"
#include "analysis/comparison/charge_warnings.h"
#include "analysis/comparison/comparable.h"
#include "analysis/comparison/comparison.h"
#include "analysis/comparison/cut_off.h"
#include "analysis/comparison/gpu_warnings.h"
#include "analysis/comparison/host_state_warnings.h"
#include "analysis/comparison/host_warnings.h"
#include "analysis/comparison/seed_spread.h"
#include "analysis/comparison/starvation_text.h"
#include "analysis/comparison/summary.h"
#include "analysis/comparison/visits.h"
#include "analysis/statistics/effect.h"
#include "analysis/verdict/family.h"
#include "analysis/verdict/lone_touches.h"
#include "analysis/verdict/metric.h"
#include "analysis/verdict/model_spread.h"
#include "fixtures/base/error.h"
#include "fixtures/base/near_matches.h"
#include "fixtures/base/parallel.h"

namespace hmmbench {
namespace {

// A boot with its place in the comparison.
struct PlacedBoot {
  RunFolder::Boot boot;  // variant and block as in the comparison
  int pass = 0;          // forward (0) or backward (1) run of its block
  // A boot and those that continue it have one of their own: run and number of
  // its first boot.
  std::pair<size_t, int> chain;
};

// The observations of one boot about one cell on one variant.
struct Observation {
  const PlacedBoot* boot = nullptr;
  // Null when the boot ended in the cell before the guest could say anything.
  const CellRecord* record = nullptr;
};

// The variants so far, and the device that each was measured with.
struct KnownVariants {
  std::vector<Variant>& variants;
  std::vector<std::string> devices;
};

// The --device of a run's; "" where that is the usual one.
std::string DeviceOf(const Manifest& manifest) {
  const auto found = manifest.host.find("device");
  if (found == manifest.host.end() || found->second == "dmirror") return "";
  return found->second;
}

// "memory=system" of "cuda,memory=system,warps=4" beside
// "cuda,memory=managed,warps=4".
std::string OwnOptions(const std::string& device, const std::string& other) {
  const std::string all = "," + other + ",";
  std::string own;
  std::istringstream parts(device.empty() ? "dmirror" : device);
  for (std::string part; std::getline(parts, part, ',');) {
    if (all.find("," + part + ",") != std::string::npos) continue;
    own += (own.empty() ? "" : ",") + part;
  }
  return own;
}

// The index in `variants` of a kernel of another run with the same label,
// adding it if it is new. Two kernels that carry one label in different runs
// are told apart by the run's name, and one kernel with two devices by the
// options of the device; one kernel under two labels (an A/A run) stays two
// variants. `apart`: so do one run's and another's.
int FindOrAddVariant(Variant variant, const Manifest& manifest, bool apart,
                     size_t of_earlier, KnownVariants* known) {
  const std::string device = DeviceOf(manifest);
  const std::string at = fmt::format("{}@", variant.label);
  std::string behind = manifest.id;
  bool taken = false;
  for (size_t i = 0; i < of_earlier; ++i) {
    const Variant& other = known->variants[i];
    if (other.label != variant.label && !other.label.starts_with(at)) continue;
    const bool same_kernel = other.kernel_id == variant.kernel_id;
    const bool same_device = known->devices[i] == device;
    if (!apart && same_kernel && same_device) return static_cast<int>(i);
    if (other.label != variant.label) continue;
    taken = true;
    const std::string own = OwnOptions(device, known->devices[i]);
    if (same_kernel && !same_device && !own.empty()) behind = own;
  }
  if (taken) variant.label = at + behind;
  known->variants.push_back(std::move(variant));
  known->devices.push_back(device);
  return static_cast<int>(known->variants.size()) - 1;
}

// Puts the variant with this label first.
void MakeBaseline(const std::string& label, std::vector<Variant>* variants,
                  std::vector<PlacedBoot>* boots) {
  const auto found = std::ranges::find(*variants, label, &Variant::label);
  if (found == variants->end()) {
    std::vector<std::string> labels;
    for (const Variant& variant : *variants) labels.push_back(variant.label);
    throw Error("--baseline {}: no kernel has that name; {}", label,
                NearMatches(label, labels));
  }
  const auto place = static_cast<int>(found - variants->begin());
  std::rotate(variants->begin(), found, found + 1);
  for (PlacedBoot& placed : *boots) {
    int& variant = placed.boot.scheduled.variant;
    if (variant == place) {
      variant = 0;
    } else if (variant < place) {
      ++variant;
    }
  }
}

const CellRecord* FindRecord(const RunFolder::Boot& boot,
                             const std::string& cell) {
  const auto found = std::find_if(
      boot.stream.cells.begin(), boot.stream.cells.end(),
      [&cell](const CellRecord& record) { return record.cell == cell; });
  return found == boot.stream.cells.end() ? nullptr : &*found;
}

// Returns the record of a stall that the guest recorded itself and did not
// survive. Whatever happened to the boot after it, such as an end in the next
// cell, is a consequence.
const CellRecord* RecordThatLostTheGuest(const RunFolder::Boot& boot) {
  if (boot.record.state == BootState::kFinished) return nullptr;
  const auto found =
      std::find_if(boot.stream.cells.begin(), boot.stream.cells.end(),
                   [](const CellRecord& record) {
                     if (record.outcome == CellOutcome::kSlow) {
                       return !(record.slow && record.slow->rescued);
                     }
                     return record.outcome == CellOutcome::kStarved &&
                            !(record.starvation && record.starvation->rescued);
                   });
  return found == boot.stream.cells.end() ? nullptr : &*found;
}

// True when the guest fell silent inside this cell and only the host saw it. It
// may have been a starvation or not. Runs of earlier versions call it one.
bool FellSilentIn(const RunFolder::Boot& boot, const std::string& cell) {
  return (boot.record.state == BootState::kHung ||
          boot.record.state == BootState::kStarved) &&
         !cell.empty() && boot.stream.open_cell == cell &&
         RecordThatLostTheGuest(boot) == nullptr;
}

bool SaysSomethingAbout(const RunFolder::Boot& boot, const std::string& cell) {
  return FindRecord(boot, cell) != nullptr || FellSilentIn(boot, cell);
}

// "boot 3 (wait) starved in same_page/threads:4: no record for 60 s"
std::string DescribeEnd(const RunFolder::Boot& boot) {
  std::string text =
      fmt::format("boot {} ({}) {}", boot.scheduled.boot, boot.record.variant,
                  ToString(boot.record.state));
  if (const CellRecord* lost = RecordThatLostTheGuest(boot)) {
    text += fmt::format(" and was not rescued in {}", lost->cell);
  } else if (!boot.stream.open_cell.empty()) {
    text += fmt::format(" in {} after {} rounds", boot.stream.open_cell,
                        boot.stream.open_cell_rounds_done);
  }
  const std::string& reason = boot.record.reason.empty()
                                  ? boot.stream.partial_reason
                                  : boot.record.reason;
  if (!reason.empty()) text += ": " + reason;
  return text;
}

// True for a boot that starved or was given up as slow and was continued until
// every cell was visited. Nothing else is missing then.
bool LostNothingElse(const RunFolder::Boot& boot,
                     const std::vector<RunFolder::Boot>& boots,
                     const Manifest& manifest) {
  if (RecordThatLostTheGuest(boot) == nullptr &&
      !FellSilentIn(boot, boot.stream.open_cell)) {
    return false;
  }
  const int first = FirstOfChain(boot.scheduled, manifest.schedule);
  return std::all_of(
      manifest.cells.begin(), manifest.cells.end(),
      [&](const std::string& cell) {
        return std::any_of(
            boots.begin(), boots.end(), [&](const RunFolder::Boot& other) {
              return FirstOfChain(other.scheduled, manifest.schedule) ==
                         first &&
                     SaysSomethingAbout(other, cell);
            });
      });
}

// True when an older guest made the records. Only the virtual clock has a
// limit.
bool SaysNoPlan(const RunFolder::Boot& boot) {
  return std::ranges::any_of(boot.stream.cells, [](const CellRecord& record) {
    return record.outcome == CellOutcome::kMeasured && !record.planned_rounds;
  });
}

void WarnAbout(const RunFolder& run, const std::vector<RunFolder::Boot>& boots,
               Comparison* comparison) {
  const Manifest& manifest = run.manifest();
  std::set<int> left_something;
  for (const RunFolder::Boot& boot : boots) {
    left_something.insert(boot.scheduled.boot);
    if ((boot.record.state != BootState::kFinished || boot.stream.partial) &&
        !LostNothingElse(boot, boots, manifest)) {
      comparison->warnings.push_back(DescribeEnd(boot));
      comparison->partial = true;
    }
  }
  for (std::string& line : GpuWarnings(boots)) {
    comparison->warnings.push_back(std::move(line));
  }
  if (manifest.clock == "virtual" && std::ranges::any_of(boots, SaysNoPlan)) {
    comparison->warnings.push_back(fmt::format(
        "run {} does not say which cells were cut off by the limit on their "
        "time: measure it again, or take its figures for estimates",
        manifest.id));
  }
  if (manifest.clock == "real") {
    for (std::string& line : HostWarnings(boots)) {
      comparison->warnings.push_back(std::move(line));
    }
  }
  if (manifest.state != "finished") {
    comparison->warnings.push_back(fmt::format(
        "run {} is not finished ({}): {} of {} boots left records", manifest.id,
        manifest.state, boots.size(), manifest.schedule.size()));
    comparison->partial = true;
  } else if (left_something.size() < manifest.schedule.size()) {
    std::vector<int> absent;
    for (const ScheduledBoot& scheduled : manifest.schedule) {
      if (!left_something.contains(scheduled.boot)) {
        absent.push_back(scheduled.boot);
      }
    }
    comparison->warnings.push_back(
        fmt::format("run {} has no records of boot {}", manifest.id,
                    fmt::join(absent, ", ")));
    comparison->partial = true;
  }
}

// Warns of kernels that lack something, and of kernels that could not be built.
void WarnOfKernels(const Manifest& manifest, Comparison* comparison) {
  for (const Variant& variant : manifest.variants) {
    for (const std::string& missing : variant.missing) {
      comparison->warnings.push_back(
          fmt::format("{} was built without {}", variant.label, missing));
    }
  }
  for (const UnbuiltVariant& variant : manifest.unbuilt) {
    comparison->warnings.push_back(fmt::format("{} ({}) was not measured: {}",
                                               variant.label, variant.base,
                                               variant.error));
  }
}

// Returns the facts in which two hosts differ. Other work of a host changes
// from moment to moment and does not identify the host, so it is left out.
std::vector<std::string> HostDifferences(const Manifest& first,
                                         const Manifest& other) {
  std::map<std::string, std::string> facts = first.host;
  facts.insert(other.host.begin(), other.host.end());
  std::vector<std::string> names;
  for (const auto& [name, value] : facts) {
    if (name == "load at start" || name == "steal") continue;
    const auto one = first.host.find(name);
    const auto two = other.host.find(name);
    if (one == first.host.end() || two == other.host.end() ||
        one->second != two->second) {
      names.push_back(name);
    }
  }
  return names;
}

void CheckComparable(const Manifest& first, const Manifest& other, bool force,
                     Comparison* comparison) {
  const std::string why = WhyNotComparable(first, other);
  if (!why.empty()) {
    if (!force) {
      throw Error(
          "runs {} and {} cannot be compared: {}; --force does it all "
          "the same",
          first.id, other.id, why);
    }
    comparison->warnings.push_back(fmt::format(
        "compared by force: runs {} and {}: {}", first.id, other.id, why));
    return;
  }
  const std::vector<std::string> differences = HostDifferences(first, other);
  if (!differences.empty()) {
    comparison->warnings.push_back(
        fmt::format("runs {} and {} are from hosts that differ: {}", first.id,
                    other.id, fmt::join(differences, ", ")));
  }
}

// What was measured once counts once. On the virtual clock two boots of one
// kernel and seed are the same bytes.
class MeasuredOnce {
 public:
  // Throws Error when the run was named before.
  void Begin(const RunFolder& run) {
    const auto path = std::filesystem::weakly_canonical(run.path());
    if (!paths_.insert(path).second) {
      throw Error("{} is named twice: its boots would count twice",
                  run.path().string());
    }
    earlier_.merge(here_);
    here_.clear();
    repeated_ = 0;
  }

  // Takes out of the boot's cells those that an earlier run has of the same
  // kernel and seed. False where nothing is left of it.
  bool Keep(RunFolder::Boot* boot) {
    const ScheduledBoot& scheduled = boot->scheduled;
    std::vector<CellRecord>& cells = boot->stream.cells;
    if (!scheduled.seed || cells.empty()) return true;
    const size_t before = cells.size();
    std::erase_if(cells, [&](const CellRecord& cell) {
      const Key key = {scheduled.variant, *scheduled.seed,
                       scheduled.turn_us.value_or(0),
                       scheduled.idle_exit_us.value_or(-1), cell.cell};
      if (earlier_.contains(key)) return true;
      here_.insert(key);
      return false;
    });
    if (cells.size() < before) ++repeated_;
    return !cells.empty();
  }

  // A warning; "" where the run repeats nothing.
  [[nodiscard]] std::string Describe(const RunFolder& run) const {
    if (repeated_ == 0) return "";
    return fmt::format(
        "{} boots of run {} repeat kernels and seeds of a run before: the same "
        "bytes, which count once; --seeds A..B takes new ones",
        repeated_, run.manifest().id);
  }

 private:
  // Variant, seed, turns, cost of a wake-up, cell.
  using Key = std::tuple<int, uint64_t, int, int, std::string>;
  std::set<std::filesystem::path> paths_;
  std::set<Key> earlier_;
  std::set<Key> here_;
  int repeated_ = 0;
};

std::vector<PlacedBoot> PlaceBoots(const std::vector<RunFolder>& runs,
                                   const CompareOptions& options,
                                   Comparison* comparison) {
  std::vector<PlacedBoot> placed;
  KnownVariants known{.variants = comparison->variants, .devices = {}};
  int blocks = 0;  // of the runs before
  MeasuredOnce once;
  for (size_t number = 0; number < runs.size(); ++number) {
    const RunFolder& run = runs[number];
    const Manifest& manifest = run.manifest();
    once.Begin(run);
    CheckComparable(comparison->manifest, manifest, options.force, comparison);
    WarnOfKernels(manifest, comparison);
    std::vector<int> variants;
    const size_t of_earlier = comparison->variants.size();
    for (const Variant& variant : manifest.variants) {
      variants.push_back(FindOrAddVariant(variant, manifest, options.apart,
                                          of_earlier, &known));
    }
    const size_t damaged = comparison->warnings.size();
    std::vector<RunFolder::Boot> boots = run.ReadBoots(&comparison->warnings);
    if (comparison->warnings.size() > damaged) comparison->partial = true;
    WarnAbout(run, boots, comparison);
    int blocks_here = 0;
    for (RunFolder::Boot& boot : boots) {
      boot.stream.cells = MergeVisits(std::move(boot.stream.cells));
      int pass = PassOf(boot.scheduled, manifest.schedule);
      const int first = FirstOfChain(boot.scheduled, manifest.schedule);
      blocks_here = std::max(blocks_here, boot.scheduled.block + 1);
      boot.scheduled.variant =
          variants.at(static_cast<size_t>(boot.scheduled.variant));
      boot.scheduled.block += blocks;
      if (boot.scheduled.seed) {
        // Boots of one seed belong together, whichever run they come from.
        constexpr uint64_t kMostBlocks = uint64_t{1} << 31U;
        boot.scheduled.block =
            static_cast<int>(*boot.scheduled.seed % kMostBlocks);
        pass = 0;
      }
      if (!once.Keep(&boot)) continue;
      placed.push_back({std::move(boot), pass, {number, first}});
    }
    if (std::string repeated = once.Describe(run); !repeated.empty()) {
      comparison->warnings.push_back(std::move(repeated));
    }
    blocks += blocks_here;
  }
  return placed;
}

// Boots that repeat cells in another model are not part of the comparison.
std::vector<RunFolder::Boot> TakeModels(std::vector<PlacedBoot>* boots) {
  const auto first = std::stable_partition(
      boots->begin(), boots->end(),
      [](const auto& placed) { return !placed.boot.scheduled.turn_us; });
  std::vector<RunFolder::Boot> models;
  for (auto placed = first; placed != boots->end(); ++placed) {
    models.push_back(std::move(placed->boot));
  }
  boots->erase(first, boots->end());
  return models;
}

// The cells in the order of the plans, then any that only the records name.
std::vector<CellComparison> ListCells(const std::vector<RunFolder>& runs,
                                      const std::vector<PlacedBoot>& boots) {
  std::vector<CellComparison> cells;
  std::set<std::string> known;
  const auto add = [&](const std::string& name) {
    if (!known.insert(name).second) return;
    CellComparison cell;
    cell.cell = name;
    cell.scenario = ScenarioOf(name);
    for (auto& [axis, value] : AxesOf(name)) cell.axes.emplace(axis, value);
    cells.push_back(std::move(cell));
  };
  for (const RunFolder& run : runs) {
    for (const std::string& name : run.manifest().cells) add(name);
  }
  for (const PlacedBoot& boot : boots) {
    for (const CellRecord& record : boot.boot.stream.cells) add(record.cell);
  }
  return cells;
}

// What every boot of a variant says about a cell.
struct CellEvidence {
  std::vector<Observation> measured;
  std::vector<Observation> starved;
  std::vector<Observation> given_up;   // slow; without a record: fell silent
  std::vector<Observation> slow;       // and passed
  const CellRecord* broken = nullptr;  // first record with wrong data
  int judged = 0;                      // boots that said one of these
  uint64_t oracle_checked = 0;
  uint64_t oracle_pages = 0;
  uint64_t oracle_wrong = 0;
  std::string why_not;   // first reason why a boot did not measure it
  int skipped = 0;       // boots that said that it cannot run here
  int not_measured = 0;  // boots with any reason, that one among them
};

bool IsBroken(const CellRecord& record) {
  return record.outcome == CellOutcome::kBroken || record.oracle_wrong > 0;
}

// True when the boot that this one continues, or one that continues it, has the
// cell.
bool AnotherOfChainHas(const std::string& cell, const PlacedBoot& boot,
                       const std::vector<PlacedBoot>& boots) {
  return std::any_of(boots.begin(), boots.end(), [&](const PlacedBoot& other) {
    return &other != &boot && other.chain == boot.chain &&
           SaysSomethingAbout(other.boot, cell);
  });
}

CellEvidence Collect(const std::string& cell, int variant,
                     const std::vector<PlacedBoot>& boots) {
  CellEvidence evidence;
  const auto explain = [&evidence](std::string reason) {
    if (evidence.why_not.empty()) evidence.why_not = std::move(reason);
    ++evidence.not_measured;
  };
  for (const PlacedBoot& placed : boots) {
    const RunFolder::Boot& boot = placed.boot;
    if (boot.scheduled.variant != variant) continue;
    const CellRecord* const record = FindRecord(boot, cell);
    if (record == nullptr) {
      if (FellSilentIn(boot, cell)) {
        ++evidence.judged;
        evidence.given_up.push_back({&placed, nullptr});
      } else if (!AnotherOfChainHas(cell, placed, boots)) {
        explain(boot.record.state == BootState::kFinished
                    ? fmt::format("boot {} did not run it", boot.scheduled.boot)
                    : DescribeEnd(boot));
      }
      continue;
    }
    evidence.oracle_checked += record->oracle_checked;
    evidence.oracle_pages += record->oracle_pages.value_or(0);
    evidence.oracle_wrong += record->oracle_wrong;
    const bool starved = record->outcome == CellOutcome::kStarved;
    const bool given_up = record->outcome == CellOutcome::kSlow;
    if (starved) evidence.starved.push_back({&placed, record});
    if (given_up) evidence.given_up.push_back({&placed, record});
    if (record->slow && !starved && !given_up) {
      evidence.slow.push_back({&placed, record});
    }
    if (IsBroken(*record)) {
      if (evidence.broken == nullptr) evidence.broken = record;
    } else if (record->outcome == CellOutcome::kMeasured) {
      evidence.measured.push_back({&placed, record});
    } else if (!starved && !given_up) {
      if (record->outcome == CellOutcome::kSkipped) ++evidence.skipped;
      explain(fmt::format("{}: {}", ToString(record->outcome), record->reason));
      continue;
    }
    ++evidence.judged;
  }
  if (evidence.why_not.empty()) explain("no boot reached it");
  return evidence;
}

StalledBoot DescribeStalled(const Observation& observation) {
  const RunFolder::Boot& boot = observation.boot->boot;
  StalledBoot starved;
  starved.boot = boot.scheduled.boot;
  if (observation.record == nullptr) {
    starved.guest_lost = true;
    starved.rounds_done = boot.stream.open_cell_rounds_done;
    starved.reason = boot.record.reason.empty() ? boot.stream.partial_reason
                                                : boot.record.reason;
  } else {
    starved.guest_lost = RecordThatLostTheGuest(boot) == observation.record;
    starved.seen = observation.record->outcome == CellOutcome::kStarved
                       ? observation.record->starvation
                       : observation.record->slow;
    if (starved.seen) starved.rounds_done = starved.seen->after_round;
    starved.reason = observation.record->reason;
  }
  if (starved.guest_lost) starved.console = boot.record.evidence;
  return starved;
}

// Counts the starvations, and keeps the first one that the guest itself
// recorded.
void SummariseStarvation(const CellEvidence& evidence, CellSummary* summary) {
  summary->boots_judged = evidence.judged;
  for (const Observation& observation : evidence.starved) {
    StalledBoot starved = DescribeStalled(observation);
    ++summary->boots_starved;
    if (starved.guest_lost) ++summary->boots_lost;
    starved.first = summary->boots_starved == 1;
    if (!summary->starvation || (!summary->starvation->seen && starved.seen)) {
      summary->starvation = std::move(starved);
    }
  }
}

// Does the same for slow boots. A boot that was given up is preferred to one
// that was not.
void SummariseSlowness(const CellEvidence& evidence, CellSummary* summary) {
  for (const auto* boots : {&evidence.given_up, &evidence.slow}) {
    for (const Observation& observation : *boots) {
      StalledBoot slow = DescribeStalled(observation);
      ++summary->boots_slow;
      slow.first = summary->boots_slow == 1;
      const bool better = summary->slow && !summary->slow->seen && slow.seen &&
                          boots == &evidence.given_up;
      if (!summary->slow || better) summary->slow = std::move(slow);
    }
  }
  summary->boots_given_up = static_cast<int>(evidence.given_up.size());
}

bool IsOfLoneThread(Metric metric) {
  return std::ranges::find(kLoneMetrics, metric) != kLoneMetrics.end();
}

// Returns the quantity in every boot that measured the cell. Leaves out boots
// without it.
std::vector<Replicate> Replicates(const CellEvidence& evidence, Metric metric,
                                  bool whole) {
  std::vector<Replicate> replicates;
  for (const Observation& observation : evidence.measured) {
    const CellRecord& record = *observation.record;
    const int block = observation.boot->boot.scheduled.block;
    const int pass = observation.boot->pass;
    auto replicate = whole && IsOfLoneThread(metric)
                         ? LoneReplicateOf(metric, record, block, pass)
                         : ReplicateOf(metric, record, block, pass);
    if (replicate) replicates.push_back(*std::move(replicate));
  }
  return replicates;
}

// Gives verdicts that need no baseline. Returns false when the numbers have to
// decide.
bool JudgeAlone(const CellEvidence& evidence, CellSummary* summary) {
  if (evidence.broken != nullptr) {
    summary->verdict = Verdict::kBroken;
    summary->verdict_reason = fmt::format(
        "wrong data in {} of {} touches and {} whole pages that "
        "were checked; first: {}",
        evidence.oracle_wrong, evidence.oracle_checked, evidence.oracle_pages,
        evidence.broken->oracle_first_wrong.empty()
            ? evidence.broken->reason
            : evidence.broken->oracle_first_wrong);
    return true;
  }
  if (!evidence.starved.empty()) {
    summary->verdict = Verdict::kStarved;
    summary->verdict_reason = WhyStarved(*summary);
    return true;
  }
  // Without the slowest boots, the others do not show the cell's speed.
  if (!evidence.given_up.empty()) {
    summary->verdict = Verdict::kInconclusive;
    summary->verdict_reason = WhyGivenUp(*summary);
    return true;
  }
  if (evidence.measured.empty()) {
    summary->verdict = Verdict::kMissing;
    summary->verdict_reason = evidence.why_not;
    summary->cannot_run = evidence.skipped == evidence.not_measured;
    return true;
  }
  return false;
}

// A question of the family, with the place for its answer.
struct Asked {
  size_t cell = 0;
  size_t variant = 0;
  Metric metric = Metric::kThroughput;
  bool whole = false;  // a cell of one thread alone on the virtual clock
};

struct Family {
  std::vector<Question> questions;
  std::vector<Asked> asked;  // as questions
};

bool IsJudged(const CompareOptions& options, const std::string& cell,
              Metric metric) {
  if (options.judges) return options.judges(cell, metric);
  return IsJudgedByDefault(metric);
}

// True for the metrics that are compared for one thread alone on the virtual
// clock. Its throughput is shown but not judged, because it has ticks in it;
// the mean touch holds the same without ticks.
bool IsAskedOfLoneThread(Metric metric) {
  return metric == Metric::kThroughput || IsOfLoneThread(metric) ||
         IsCount(metric);
}

void Ask(const CellComparison& cell, const std::vector<CellEvidence>& evidence,
         Asked asked, const std::string& variant_label,
         const CompareOptions& options, bool virtual_clock, Family* family) {
  const CellSummary& baseline = cell.variants.front();
  const CellSummary& summary = cell.variants[asked.variant];
  const Metric metric = asked.metric;
  const bool alone = baseline.one_thread && summary.one_thread;
  asked.whole = virtual_clock && alone && summary.fastest_touch_ns;
  if (asked.whole && !IsAskedOfLoneThread(metric)) return;
  Question question;
  question.name =
      fmt::format("{}|{}|{}", cell.cell, variant_label, ToString(metric));
  question.quantity = Describe(metric);
  question.kernel = variant_label;
  question.baseline = Replicates(evidence.front(), metric, asked.whole);
  question.variant = Replicates(evidence[asked.variant], metric, asked.whole);
  question.better = BetterOf(metric);
  question.margin =
      options.margin_of ? options.margin_of(cell.cell, metric) : options.margin;
  question.exact_margin =
      IsCount(metric) ? 0 : std::min(question.margin, options.exact_margin);
  if (asked.whole && IsOfLoneThread(metric) && metric != Metric::kShortest) {
    question.quantity += " without timer ticks";
    question.exact_margin =
        std::min(question.margin, std::max(options.exact_margin, kLoneMargin));
    question.open = true;
  }
  if (virtual_clock) {
    question.chance =
        alone ? Question::Chance::kNone : Question::Chance::kSeeds;
  }
  question.alone = alone;
  question.count = IsCount(metric);
  question.judged = IsJudged(options, cell.cell, metric);
  // For one thread alone a cut-off leaves only the shortest touch; the others
  // are absent, see LoneReplicateOf().
  if (!asked.whole || !IsOfLoneThread(metric)) {
    const bool baseline_is_bound = baseline.cut_off.has_value();
    const bool variant_is_bound = summary.cut_off.has_value();
    // Two bounds have no ratio.
    if (baseline_is_bound && variant_is_bound) return;
    if (variant_is_bound) {
      question.bound = BoundOf(metric);
      question.cut_off = variant_label;
    }
    if (baseline_is_bound) {
      question.bound = Inverse(BoundOf(metric));
      question.cut_off = "the baseline";
    }
  }
  family->questions.push_back(std::move(question));
  family->asked.push_back(asked);
}

// Adds remarks to a verdict that was found with numbers.
void AddBaselinesFailures(const CellSummary& baseline, CellSummary* summary) {
  if (baseline.verdict == Verdict::kStarved) {
    summary->verdict_reason +=
        fmt::format("; the baseline starved in {}", StarvedBoots(baseline));
  }
  if (baseline.verdict == Verdict::kBroken) {
    summary->verdict_reason += "; another boot of the baseline is broken";
  }
}

// The cell's verdict is the verdict on its throughput.
void TakeThroughput(const CellSummary& baseline, const MetricEffect& judged,
                    CellSummary* summary) {
  summary->throughput = judged.effect;
  if (!judged.verdict) {
    summary->verdict_reason = "throughput was not judged";
    return;
  }
  summary->verdict = *judged.verdict;
  summary->verdict_reason = judged.reason;
  AddBaselinesFailures(baseline, summary);
}

void TakeAnswer(const Asked& asked, Answer answer, CellComparison* cell) {
  if (!answer.effect) return;
  CellSummary& summary = cell->variants[asked.variant];
  if (asked.whole) summary.whole = true;
  MetricEffect judged{.metric = asked.metric,
                      .effect = *answer.effect,
                      .verdict = answer.verdict,
                      .reason = std::move(answer.reason)};
  if (asked.metric == Metric::kThroughput && asked.whole) {
    judged.verdict.reset();
    judged.reason.clear();
    summary.throughput = judged.effect;
  } else if (asked.metric == Metric::kThroughput) {
    TakeThroughput(cell->variants.front(), judged, &summary);
  }
  if (asked.metric == Metric::kP99) {
    summary.p99 = judged.effect;
    summary.p99_verdict = judged.verdict;
  }
  summary.effects.push_back(std::move(judged));
}

// Gives the verdict of a cell of one thread alone. It is slower if any of its
// metrics is slower, whatever the others are. Else it is inconclusive if one is
// inconclusive or the mean is not known. Else it is faster if one is faster.
void JudgeWhole(const CellSummary& baseline, CellSummary* summary) {
  std::vector<const MetricEffect*> judged;
  for (const MetricEffect& effect : summary->effects) {
    if (effect.verdict && IsOfLoneThread(effect.metric)) {
      judged.push_back(&effect);
    }
  }
  const auto first = [&judged](Verdict verdict) {
    return std::ranges::find(judged, verdict, [](const MetricEffect* effect) {
      return *effect->verdict;
    });
  };
  const bool has_mean = std::ranges::any_of(judged, [](const auto* effect) {
    return effect->metric == Metric::kMean;
  });
  summary->verdict = Verdict::kInconclusive;
  summary->verdict_reason =
      baseline.cut_off || summary->cut_off
          ? "it was cut off, so nothing is known of all its touches but the "
            "shortest"
          : "its records do not tell timer ticks apart, so nothing is known "
            "but the shortest touch; measure it again";
  for (const Verdict verdict : {Verdict::kSlower, Verdict::kInconclusive,
                                Verdict::kFaster, Verdict::kSame}) {
    const auto found = first(verdict);
    if (found == judged.end()) continue;
    if (!has_mean && verdict != Verdict::kSlower) break;
    summary->verdict = verdict;
    summary->verdict_reason = (*found)->reason;
    for (const MetricEffect* effect : judged) {
      if (effect != *found) summary->verdict_reason += "; " + effect->reason;
    }
    break;
  }
  AddBaselinesFailures(baseline, summary);
}

// Gives the verdicts that one kernel's boots give alone, and returns the
// questions that need the baseline's boots.
Family SummariseCell(const std::vector<PlacedBoot>& boots, size_t number,
                     const std::vector<Variant>& variants,
                     const CompareOptions& options, bool virtual_clock,
                     CellComparison* cell) {
  Family family;
  std::vector<CellEvidence> evidence;
  std::vector<size_t> against;
  for (size_t variant = 0; variant < variants.size(); ++variant) {
    evidence.push_back(Collect(cell->cell, static_cast<int>(variant), boots));
    std::vector<const CellRecord*> records;
    for (const Observation& observation : evidence[variant].measured) {
      records.push_back(observation.record);
    }
    CellSummary summary = Summarise(records);
    summary.oracle_checked = evidence[variant].oracle_checked;
    summary.oracle_pages = evidence[variant].oracle_pages;
    summary.oracle_wrong = evidence[variant].oracle_wrong;
    SummariseStarvation(evidence[variant], &summary);
    SummariseSlowness(evidence[variant], &summary);
    if (virtual_clock && !summary.one_thread) {
      summary.seeds = SpreadOverSeeds(records);
    }
    if (!JudgeAlone(evidence[variant], &summary)) {
      if (variant == 0) {
        summary.verdict = Verdict::kSame;
        summary.verdict_reason = "the baseline";
      } else {
        const CellSummary& baseline = cell->variants.front();
        summary.verdict = Verdict::kInconclusive;
        if (baseline.boots_given_up > 0 && baseline.boots_starved == 0) {
          summary.verdict_reason = "the baseline: " + WhyGivenUp(baseline);
          cell->variants.push_back(std::move(summary));
          continue;
        }
        summary.verdict_reason =
            summary.cut_off && cell->variants.front().cut_off
                ? fmt::format(
                      "both were cut off: {} and {} have bounds, and "
                      "two bounds have no ratio",
                      variants.front().label, variants[variant].label)
                : fmt::format("the baseline has no throughput here ({})",
                              ToString(baseline.verdict));
        against.push_back(variant);
      }
    }
    cell->variants.push_back(std::move(summary));
  }
  for (const size_t variant : against) {
    for (const Metric metric : kMetrics) {
      Ask(*cell, evidence, {number, variant, metric}, variants[variant].label,
          options, virtual_clock, &family);
    }
  }
  return family;
}

void CompareCells(const std::vector<PlacedBoot>& boots,
                  const CompareOptions& options, bool virtual_clock,
                  Comparison* comparison) {
  std::vector<Family> of_cells(comparison->cells.size());
  ForEachInParallel(of_cells.size(), options.family.threads, [&](size_t i) {
    of_cells[i] = SummariseCell(boots, i, comparison->variants, options,
                                virtual_clock, &comparison->cells[i]);
  });
  Family family;
  for (Family& of_cell : of_cells) {
    std::ranges::move(of_cell.questions, std::back_inserter(family.questions));
    std::ranges::move(of_cell.asked, std::back_inserter(family.asked));
  }
  std::vector<Answer> answers = JudgeFamily(family.questions, options.family);
  for (size_t i = 0; i < answers.size(); ++i) {
    const Asked& asked = family.asked[i];
    const Question& question = family.questions[i];
    if (question.judged &&
        question.baseline.empty() != question.variant.empty()) {
      comparison->cells[asked.cell].variants[asked.variant].one_sided.push_back(
          asked.metric);
    }
    TakeAnswer(asked, std::move(answers[i]), &comparison->cells[asked.cell]);
  }
  for (CellComparison& cell : comparison->cells) {
    for (CellSummary& summary : cell.variants) {
      if (summary.whole) JudgeWhole(cell.variants.front(), &summary);
    }
  }
}

std::string Title(const std::vector<Variant>& variants) {
  std::vector<std::string> others;
  for (size_t i = 1; i < variants.size(); ++i)
    others.push_back(variants[i].label);
  if (others.empty()) return variants.front().label;
  return fmt::format("{} against {}", fmt::join(others, ", "),
                     variants.front().label);
}

bool HasResult(const CellComparison& cell) {
  return std::any_of(cell.variants.begin(), cell.variants.end(),
                     [](const CellSummary& summary) {
                       return summary.verdict != Verdict::kMissing;
                     });
}

// Returns the best known reason why there is no result. If all boots ended well
// it is that of a cell that failed, else that of one that was skipped.
// Otherwise it is the first warning; "" if there is none.
std::string WhyNothing(const std::vector<PlacedBoot>& boots,
                       const std::vector<std::string>& warnings) {
  const bool all_finished =
      std::ranges::all_of(boots, [](const PlacedBoot& placed) {
        return placed.boot.record.state == BootState::kFinished;
      });
  if (!all_finished) return warnings.empty() ? "" : ": " + warnings.front();
  for (const CellOutcome outcome :
       {CellOutcome::kFailed, CellOutcome::kSkipped}) {
    for (const PlacedBoot& placed : boots) {
      for (const CellRecord& cell : placed.boot.stream.cells) {
        if (cell.outcome == outcome) {
          return fmt::format(": {} {}: {}", cell.cell, ToString(outcome),
                             cell.reason);
        }
      }
    }
  }
  return warnings.empty() ? "" : ": " + warnings.front();
}

}  // namespace

Comparison Compare(const std::vector<RunFolder>& runs,
                   const CompareOptions& options) {
  if (runs.empty()) throw Error("no run to compare: name a run folder");
  Comparison comparison;
  comparison.manifest = runs.front().manifest();
  comparison.margin = options.margin;
  std::vector<PlacedBoot> boots = PlaceBoots(runs, options, &comparison);
  for (std::string& warning : HostStateWarnings(comparison.manifest)) {
    comparison.warnings.push_back(std::move(warning));
  }
  if (comparison.variants.empty()) {
    throw Error("{}: the run names no kernel", runs.front().path().string());
  }
  if (!options.baseline.empty()) {
    MakeBaseline(options.baseline, &comparison.variants, &boots);
  }
  const std::vector<RunFolder::Boot> models = TakeModels(&boots);
  comparison.title = Title(comparison.variants);
  comparison.cells = ListCells(runs, boots);
  const bool virtual_clock = std::ranges::all_of(
      runs, [](const auto& run) { return run.manifest().clock == "virtual"; });
  CompareCells(boots, options, virtual_clock, &comparison);
  ApplyModels(models, &comparison);
  if (std::none_of(comparison.cells.begin(), comparison.cells.end(),
                   HasResult)) {
    throw Error("{}: nothing was measured{}", runs.front().path().string(),
                WhyNothing(boots, comparison.warnings));
  }
  for (PlacedBoot& placed : boots) {
    if (comparison.environment.kernel_release.empty() &&
        placed.boot.stream.environment) {
      comparison.environment = *placed.boot.stream.environment;
    }
    placed.boot.stream.cells.clear();
    comparison.boots.push_back(std::move(placed.boot));
  }
  for (std::string& warning : ChargeWarnings(comparison.boots)) {
    comparison.warnings.push_back(std::move(warning));
  }
  return comparison;
}

}  // namespace hmmbench
