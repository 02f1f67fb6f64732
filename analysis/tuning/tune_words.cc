// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/tuning/tune_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/report/notation.h"

namespace hmmbench {
namespace {

std::string UnitOf(const std::string& text) {
  return text.substr(text.find_last_of("0123456789") + 1);
}

std::string WithoutUnit(const std::string& text) {
  return text.substr(0, text.size() - UnitOf(text).size());
}

}  // namespace

std::string Title(const Tuning& tuning) {
  const Variant& variant = tuning.manifest.variants.at(tuning.variant);
  const auto boots = std::ranges::count_if(
      tuning.boots, [&tuning](const RunFolder::Boot& boot) {
        return static_cast<size_t>(boot.scheduled.variant) == tuning.variant;
      });
  return fmt::format(
      "hmmbench tune: {} on {}{}, {} boot{}", variant.policy, variant.base,
      variant.preemption.empty() ? "" : ", preemption " + variant.preemption,
      boots, boots == 1 ? "" : "s");
}

std::string DurationRange(const Estimate& estimate) {
  if (!estimate.interval) return std::string(kAbsent);
  const std::string low = Duration(estimate.interval->low);
  const std::string high = Duration(estimate.interval->high);
  const std::string unit = UnitOf(Duration(estimate.value));
  if (UnitOf(low) == unit && UnitOf(high) == unit) {
    return WithoutUnit(low) + ".." + WithoutUnit(high);
  }
  return low + ".." + high;
}

std::string Change(double ratio) {
  return fmt::format("{:+.1f}%", 100 * (ratio - 1));
}

std::string ChangeRange(const std::optional<Interval>& interval) {
  if (!interval) return std::string(kAbsent);
  return fmt::format("{:+.0f}..{:+.0f}%", 100 * (interval->low - 1),
                     100 * (interval->high - 1));
}

std::string FrontMark(const TunedCell& cell, size_t point) {
  const TunePoint& shown = cell.points[point];
  std::string mark;
  double share = shown.front_share;
  if (point == cell.best) {
    mark = cell.knee ? "knee" : "best";
    share = cell.best_share;
  } else if (shown.on_front) {
    mark = "front";
  }
  if (cell.best_range) {
    mark += fmt::format("{}{:.0f}%", mark.empty() ? "" : " ", 100 * share);
  }
  return mark;
}

std::vector<std::string> HowToRead(const Tuning& tuning) {
  std::vector<std::string> notes = {
      "front: no other value is at least as good in percentile, CPU per page "
      "and touches a second and better in one. knee: on the front of the first "
      "two the point farthest below the straight line between its ends; best: "
      "there is none, and this value has the smallest product of the two. The "
      "share beside it is of the resamples that say so.",
      fmt::format("Replicates are boots (on the virtual clock seeds), in which "
                  "every value was visited in an order drawn anew. Intervals: "
                  "95 % of {} resamples of boots, then of visits within each; "
                  "of fewer than nine boots they are somewhat too narrow.",
                  tuning.resamples),
      "Counts per page are of all threads; what the policy counts stands under "
      "the policy's own names."};
  if (tuning.manifest.clock == "virtual") {
    notes.emplace_back(
        "Virtual clock: CPUs take turns and share it, and a spin passes its "
        "turn on with each PAUSE. So it hardly delays the others, and lasts at "
        "least one turn of each (3 to 20 us): shorter limits are alike. What "
        "waits cost in cold caches, and what spins cost a hyperthread, does "
        "not show.");
  } else if (tuning.manifest.fidelity == "emulated") {
    notes.emplace_back(
        "Emulated CPUs: a fault takes a hundred microseconds and more, so a "
        "spin that pays here is longer than one that pays on hardware.");
  }
  return notes;
}

Comparison AsComparison(const Tuning& tuning) {
  Comparison comparison;
  comparison.manifest = tuning.manifest;
  comparison.environment = tuning.environment;
  comparison.variants = tuning.manifest.variants;
  comparison.boots = tuning.boots;
  comparison.partial = !tuning.warnings.empty();
  return comparison;
}

}  // namespace hmmbench
