// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A tuning for programs; tune.schema.json describes it.

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "analysis/tuning/tuning.h"

namespace hmmbench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kTuneFormat = "hmmbench-tune";
constexpr int kTuneVersion = 1;
constexpr std::array<const char*, kCosts.size()> kNames = {
    "tail_ns", "cpu_ns_per_page", "touches_per_s"};

Json ToJson(const std::array<Estimate, kCosts.size()>& estimates) {
  Json json;
  for (size_t i = 0; i < kNames.size(); ++i) {
    json[kNames[i]] = {{"value", estimates[i].value}};
    if (const auto& interval = estimates[i].interval) {
      json[kNames[i]]["low"] = interval->low;
      json[kNames[i]]["high"] = interval->high;
    }
  }
  return json;
}

Json ToJson(const TunePoint& point, bool resampled) {
  Json json = {{"setting", point.setting},
               {"boots", point.boots},
               {"visits", point.visits},
               {"touches", point.touches},
               {"costs", ToJson(point.estimates)}};
  if (point.retries_per_page) {
    json["retries_per_page"] = *point.retries_per_page;
  }
  json["policy_per_page"] = point.policy_per_page;
  json["on_front"] = point.on_front;
  if (resampled) {
    json["front_share"] = point.front_share;
    json["knee_share"] = point.knee_share;
  }
  return json;
}

Json ToJson(const TunedCell& cell) {
  Json json = {{"cell", cell.cell}, {"missing", cell.missing}};
  if (cell.points.empty()) return json;
  json["quantile"] = cell.quantile;
  for (const TunePoint& point : cell.points) {
    json["points"].push_back(ToJson(point, cell.best_range.has_value()));
  }
  for (const size_t i : cell.front) {
    json["front"].push_back(cell.points[i].setting);
  }
  if (cell.knee) json["knee"] = cell.points[*cell.knee].setting;
  json["best"] = cell.points[cell.best].setting;
  if (cell.best_range) {
    json["best_low"] = cell.points[cell.best_range->first].setting;
    json["best_high"] = cell.points[cell.best_range->second].setting;
    json["best_share"] = cell.best_share;
    json["no_knee_share"] = cell.no_knee_share;
  }
  json["steps"] = Json::array();
  for (const TuneStep& step : cell.steps) {
    json["steps"].push_back({{"knob", step.knob},
                             {"from", step.from},
                             {"to", step.to},
                             {"ratios", ToJson(step.ratios)}});
  }
  json["advice"] = cell.advice;
  return json;
}

}  // namespace

std::string TuneJson(const Tuning& tuning) {
  const Variant& variant = tuning.manifest.variants.at(tuning.variant);
  Json json = {{"format", kTuneFormat},
               {"version", kTuneVersion},
               {"run", tuning.manifest.id},
               {"command", tuning.manifest.command},
               {"policy", variant.policy},
               {"base", variant.base},
               {"kernel_id", variant.kernel_id},
               {"clock", tuning.manifest.clock},
               {"fidelity", tuning.manifest.fidelity},
               {"level", 0.95},
               {"resamples", tuning.resamples},
               {"advice", tuning.advice},
               {"warnings", tuning.warnings},
               {"cells", Json::array()}};
  for (const TunedCell& cell : tuning.cells) {
    json["cells"].push_back(ToJson(cell));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hmmbench
