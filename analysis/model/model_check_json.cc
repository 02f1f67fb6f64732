// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A model check for programs; model_check.schema.json describes it.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "analysis/model/model_check.h"

namespace hmmbench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kFormat = "hmmbench-model-check";
constexpr int kVersion = 1;

Json ToJson(const RunFigure& figure) {
  return {{"value", figure.value},
          {"low", figure.low},
          {"high", figure.high},
          {"bound", figure.bound}};
}

Json ToJson(const CheckedFigure& figure) {
  Json json = {{"figure", figure.name}};
  if (figure.on_virtual) json["virtual"] = ToJson(*figure.on_virtual);
  if (figure.on_parallel) json["parallel"] = ToJson(*figure.on_parallel);
  if (figure.on_paper) json["paper"] = *figure.on_paper;
  if (figure.agreement) json["agreement"] = ToString(*figure.agreement);
  json["reason"] = figure.reason;
  return json;
}

Json ToJson(const CheckedCell& cell) {
  Json json = {{"virtual_cell", cell.virtual_cell},
               {"parallel_cell", cell.parallel_cell},
               {"delay_over_fault", cell.delay_over_fault},
               {"policies", Json::array()}};
  for (const CheckedPolicy& policy : cell.policies) {
    Json figures = Json::array();
    for (const CheckedFigure& figure : policy.figures) {
      figures.push_back(ToJson(figure));
    }
    json["policies"].push_back(
        {{"policy", policy.label}, {"figures", figures}});
  }
  return json;
}

Json ToJson(const Manifest& run, double fault_us) {
  return {{"run", run.id},      {"command", run.command},
          {"clock", run.clock}, {"fidelity", run.fidelity},
          {"host", run.host},   {"fault_us", fault_us}};
}

}  // namespace

std::string ModelCheckJson(const ModelCheck& check) {
  Json json = {
      {"format", kFormat},
      {"version", kVersion},
      {"agreement", ToString(check.agreement)},
      {"cpus", check.cpus},
      {"virtual", ToJson(check.virtual_run, check.virtual_fault_us)},
      {"parallel", ToJson(check.parallel_run, check.parallel_fault_us)}};
  if (!check.wakeup_cell.empty()) {
    json["wakeup"] = {{"us", check.wakeup_us}, {"cell", check.wakeup_cell}};
  }
  if (!check.disturbed.empty()) json["disturbed"] = check.disturbed;
  json["warnings"] = check.warnings;
  json["cells"] = Json::array();
  for (const CheckedCell& cell : check.cells) {
    json["cells"].push_back(ToJson(cell));
  }
  return json.dump(2) + "\n";
}

}  // namespace hmmbench
