// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The trend for programs; trend.schema.json describes it.

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analysis/trend/trend.h"

namespace hmmbench {
namespace {

using Json = nlohmann::ordered_json;

Json ToJson(const TrendRun& run) {
  Json json = {{"id", run.id}, {"created", run.created}};
  json["kernels"] = Json::array();
  for (const Variant& variant : run.variants) {
    json["kernels"].push_back({{"label", variant.label},
                               {"kernel_id", variant.kernel_id},
                               {"kernel_release", variant.kernel_release},
                               {"source", variant.source}});
  }
  return json;
}

Json Ids(const Trend& trend, const std::vector<size_t>& runs) {
  Json ids = Json::array();
  for (const size_t run : runs) ids.push_back(trend.runs[run].id);
  return ids;
}

Json ToJson(const Trend& trend, const TrendSeries& series) {
  Json json = {{"kernel", series.kernel},
               {"cell", series.cell},
               {"metric", series.metric.Name()},
               {"exact", series.exact}};
  json["points"] = Json::array();
  for (const TrendPoint& point : series.points) {
    json["points"].push_back({{"run", trend.runs[point.run].id},
                              {"value", point.value},
                              {"boots", point.boots}});
  }
  json["changes"] = Json::array();
  for (const TrendChange& change : series.changes) {
    Json& added = json["changes"].emplace_back(
        Json{{"since", trend.runs[series.points[change.first].run].id}});
    if (std::isfinite(change.ratio)) added["ratio"] = change.ratio;
    if (change.p) added["p"] = *change.p;
  }
  if (!series.starved.empty()) json["starved"] = Ids(trend, series.starved);
  if (!series.broken.empty()) json["broken"] = Ids(trend, series.broken);
  return json;
}

}  // namespace

std::string TrendJson(const Trend& trend) {
  Json json = {{"format", "hmmbench-trend"},
               {"version", 1},
               {"alpha", trend.alpha},
               {"level", trend.level},
               {"warnings", trend.warnings}};
  json["runs"] = Json::array();
  for (const TrendRun& run : trend.runs) json["runs"].push_back(ToJson(run));
  json["series"] = Json::array();
  for (const TrendSeries& series : trend.series) {
    json["series"].push_back(ToJson(trend, series));
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hmmbench
