// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The report for programs; report.schema.json describes it.

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analysis/comparison/cell_figures.h"
#include "analysis/comparison/comparison.h"
#include "analysis/report/conclusion.h"
#include "analysis/statistics/censored_quantile.h"
#include "analysis/statistics/quantile_interval.h"

namespace hmmbench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kReportFormat = "hmmbench-report";
constexpr int kReportVersion = 1;
constexpr double kLevel = 0.95;  // of every interval

// A missing value is left out; it is never 0 or null.
template <typename Value>
void Put(Json* json, const char* name, const std::optional<Value>& value) {
  if (value) (*json)[name] = *value;
}

Json ToJson(const Effect& effect) {
  Json json = {{"ratio", effect.ratio},
               {"boots_baseline", effect.boots_baseline},
               {"boots", effect.boots}};
  if (effect.bound != Bound::kNone) {
    json["bound"] = effect.bound == Bound::kAtLeast ? "at least" : "at most";
  }
  if (effect.interval) {
    json["interval"] = {{"level", kLevel}};
    if (effect.bound != Bound::kAtMost) {
      json["interval"]["low"] = effect.interval->low;
    }
    if (effect.bound != Bound::kAtLeast) {
      json["interval"]["high"] = effect.interval->high;
    }
  }
  json["method"] = ToString(effect.method);
  Put(&json, "p_change", effect.p_change);
  Put(&json, "p_family", effect.p_family);
  Put(&json, "p_same", effect.p_same);
  Put(&json, "p_modes", effect.p_modes);
  return json;
}

Json ToJson(const MetricEffect& judged) {
  Json json = {{"metric", ToString(judged.metric)},
               {"effect", ToJson(judged.effect)}};
  if (judged.verdict) {
    json["verdict"] = ToString(*judged.verdict);
    json["verdict_reason"] = judged.reason;
  }
  return json;
}

// The histogram also stands for `unseen` values that nobody measured. With any,
// a quantile is a lower bound.
Json ToJson(const Histogram& histogram, uint64_t unseen) {
  static constexpr std::array<std::pair<const char*, double>, 5> kQuantiles = {
      std::pair{"p50", 0.5},
      {"p90", 0.9},
      {"p99", 0.99},
      {"p99.9", 0.999},
      {"p99.99", 0.9999}};
  Json json = {{"count", histogram.count()}};
  if (unseen > 0) {
    json["unseen"] = unseen;
    json["at_least"] = Json::object();
  }
  for (const auto& [name, q] : kQuantiles) {
    const auto quantile = QuantileWith(histogram, unseen, q);
    if (!quantile) continue;
    if (quantile->at_least) {
      json["at_least"][name] = quantile->ns;
      continue;
    }
    json[name] = quantile->ns;
    if (const auto interval = QuantileInterval(histogram, q, kLevel)) {
      json["intervals"][name] = {{"low", interval->low},
                                 {"high", interval->high}};
    }
  }
  if (!histogram.empty()) {
    json["min"] = histogram.min();
    json["max"] = histogram.max();
  }
  json["hdr_v2_compressed"] = histogram.EncodeV2Compressed();
  return json;
}

Json ToJson(const CutOff& cut_off) {
  Json json = {
      {"boots", cut_off.boots},   {"limit_ns", cut_off.limit_ns},
      {"rounds", cut_off.rounds}, {"planned_rounds", cut_off.planned_rounds},
      {"pages", cut_off.pages},   {"planned_pages", cut_off.planned_pages}};
  Put(&json, "touches_per_s_at_most", cut_off.touches_per_s_at_most);
  Put(&json, "faults_per_page_at_least", cut_off.faults_per_page_at_least);
  Put(&json, "migrate_to_ram_per_page_at_least",
      cut_off.migrate_to_ram_per_page_at_least);
  Put(&json, "cpu_ns_per_page_at_least", cut_off.cpu_ns_per_page_at_least);
  return json;
}

Json ToJson(const StalledBoot& starved) {
  Json json = {{"boot", starved.boot},
               {"first", starved.first},
               {"rounds_done", starved.rounds_done},
               {"guest_lost", starved.guest_lost}};
  if (!starved.reason.empty()) json["reason"] = starved.reason;
  if (!starved.seen) return json;
  const Stall& seen = *starved.seen;
  Json stacks = Json::array();
  for (const StackTrace& stack : seen.stacks) {
    Json& added =
        stacks.emplace_back(Json{{"who", stack.who}, {"frames", stack.frames}});
    if (!stack.state.empty()) added["state"] = stack.state;
  }
  json["seen"] = {{"rounds", seen.rounds},
                  {"stalled_ns", seen.stalled_ns},
                  {"faults", seen.faults},
                  {"voluntary_switches", seen.voluntary_switches},
                  {"involuntary_switches", seen.involuntary_switches},
                  {"rescued", seen.rescued},
                  {"prerequisites", seen.prerequisites},
                  {"stacks", std::move(stacks)}};
  if (!seen.lacks.empty()) json["seen"]["lacks"] = seen.lacks;
  return json;
}

Json ToJson(const ModelSpread& models) {
  Json json = {{"models", models.models}};
  const auto add = [&json](const char* name,
                           const std::optional<Interval>& range) {
    if (range) json[name] = {{"low", range->low}, {"high", range->high}};
  };
  add("faults_per_page", models.faults_per_page);
  add("migrate_to_ram_per_page", models.calls_per_page);
  add("throughput_ratio", models.throughput_ratio);
  add("faults_ratio", models.faults_ratio);
  return json;
}

Json ToJson(const CellSummary& summary, const std::string& label) {
  Json json = {{"arm", label},
               {"verdict", ToString(summary.verdict)},
               {"verdict_reason", summary.verdict_reason},
               {"boots", summary.boots},
               {"boots_judged", summary.boots_judged},
               {"boots_starved", summary.boots_starved},
               {"boots_lost", summary.boots_lost},
               {"boots_slow", summary.boots_slow},
               {"boots_given_up", summary.boots_given_up},
               {"touches", summary.touches},
               {"pages", summary.pages},
               {"oracle_checked", summary.oracle_checked},
               {"oracle_pages", summary.oracle_pages},
               {"oracle_wrong", summary.oracle_wrong}};
  if (summary.starvation) json["starvation"] = ToJson(*summary.starvation);
  if (summary.slow) json["slow"] = ToJson(*summary.slow);
  if (summary.models) json["models"] = ToJson(*summary.models);
  if (summary.cut_off) json["cut_off"] = ToJson(*summary.cut_off);
  Put(&json, "touches_per_s", summary.touches_per_s);
  json["touches_per_s_by_boot"] = summary.touches_per_s_by_boot;
  for (const CellFigure& figure : CellFigures()) {
    const std::optional<double> value = figure.value(summary);
    if (value && figure.whole) {
      json[figure.name] = static_cast<uint64_t>(*value);
    } else {
      Put(&json, figure.name.data(), value);
    }
  }
  if (const auto& worst = summary.accounting.worst_identity) {
    json["worst_identity"] = {{"name", worst->name},
                              {"residue", worst->residue}};
  }
  json["latency_ns"] = Json::object();
  for (const auto& [role, histogram] : summary.latency) {
    const uint64_t unseen =
        summary.cut_off ? summary.cut_off->not_made.at(role) : 0;
    json["latency_ns"][role] = ToJson(histogram, unseen);
  }
  if (summary.page_return) {
    json["page_return_ns"] = ToJson(summary.page_return->returned,
                                    summary.page_return->not_returned);
  }
  for (const MetricEffect& judged : summary.effects) {
    json["effects"].push_back(ToJson(judged));
  }
  if (summary.throughput) json["throughput"] = ToJson(*summary.throughput);
  if (summary.p99) json["p99"] = ToJson(*summary.p99);
  if (summary.p99_verdict) json["p99_verdict"] = ToString(*summary.p99_verdict);
  return json;
}

Json ToJson(const RunFolder::Boot& boot, const std::vector<Variant>& variants) {
  Json json = {
      {"boot", boot.scheduled.boot},
      {"arm", variants.at(static_cast<size_t>(boot.scheduled.variant)).label},
      {"block", boot.scheduled.block},
      {"state", ToString(boot.record.state)},
      {"boot_s", boot.record.boot_s},
      {"total_s", boot.record.total_s}};
  if (boot.scheduled.continues >= 0) {
    json["continues"] = boot.scheduled.continues;
  }
  if (!boot.record.reason.empty()) json["reason"] = boot.record.reason;
  if (!boot.stream.open_cell.empty()) {
    json["open_cell"] = boot.stream.open_cell;
  }
  if (!boot.record.evidence.empty()) json["evidence"] = boot.record.evidence;
  return json;
}

}  // namespace

std::string JsonReport(const Comparison& comparison) {
  const Manifest& manifest = comparison.manifest;
  Json json = {{"format", kReportFormat},
               {"version", kReportVersion},
               {"title", comparison.title},
               {"partial", comparison.partial},
               {"margin", comparison.margin},
               {"run",
                {{"id", manifest.id},
                 {"created", manifest.created},
                 {"tool_version", manifest.tool_version},
                 {"suite_revision", manifest.suite_revision},
                 {"scenario_versions", manifest.scenario_versions},
                 {"command", manifest.command},
                 {"plan", manifest.plan},
                 {"accelerator", manifest.accelerator},
                 {"accelerator_reason", manifest.accelerator_reason},
                 {"clock", manifest.clock},
                 {"fidelity", manifest.fidelity},
                 {"host", manifest.host}}},
               {"conclusion", Conclude(comparison)},
               {"warnings", comparison.warnings}};
  json["arms"] = Json::array();
  for (const Variant& variant : comparison.variants) {
    json["arms"].push_back({{"label", variant.label},
                            {"base", variant.base},
                            {"policy", variant.policy},
                            {"preemption", variant.preemption},
                            {"kernel_id", variant.kernel_id},
                            {"kernel_release", variant.kernel_release},
                            {"source", variant.source}});
  }
  json["cells"] = Json::array();
  for (const CellComparison& cell : comparison.cells) {
    Json variants = Json::array();
    for (size_t variant = 0; variant < cell.variants.size(); ++variant) {
      variants.push_back(
          ToJson(cell.variants[variant], comparison.variants[variant].label));
    }
    json["cells"].push_back({{"cell", cell.cell},
                             {"scenario", cell.scenario},
                             {"axes", cell.axes},
                             {"arms", std::move(variants)}});
  }
  json["boots"] = Json::array();
  for (const RunFolder::Boot& boot : comparison.boots) {
    json["boots"].push_back(ToJson(boot, comparison.variants));
  }
  // Console lines can hold bytes that are no UTF-8.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hmmbench
