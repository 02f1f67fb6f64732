// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "analysis/export/export_format.h"

namespace hmmbench {
namespace {

constexpr const char* kOrigin = "hmmbench";

std::string IdOf(std::string_view rest) {
  return fmt::format("{}:{}", kOrigin, rest);
}

// A path has letters, digits, "_" and "-", with dots between its nodes:
// "hmmbench.same_page.threads_4.p99_9".
std::string PathOf(const ExportRow& row) {
  std::string path = kOrigin;
  const auto add = [&path](std::string_view name, bool slashes) {
    path += '.';
    for (const char c : name) {
      if (c == '/' && slashes) {
        path += '.';
      } else {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                           c == '_' || c == '-';
        path += plain ? c : '_';
      }
    }
  };
  add(row.cell, true);
  if (!row.metric.empty()) add(row.metric, false);
  return path;
}

std::string_view StatusOf(const ExportRow& row) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6>
      kStatus = {{{"measured", "DONE"},
                  {"starved", "FAIL"},
                  {"broken", "FAIL"},
                  {"panicked", "FAIL"},
                  {"skipped", "SKIP"},
                  {"interrupted", "MISS"}}};
  for (const auto& [outcome, status] : kStatus) {
    if (outcome == row.outcome) return status;
  }
  return "ERROR";
}

// Time in seconds, for which the database chooses the prefix.
nlohmann::json NumberOf(const ExportRow& row) {
  if (row.unit.starts_with("ns")) {
    return {{"value", *row.value / 1e9},
            {"unit", row.unit.substr(1)},
            {"prefix", "metric"}};
  }
  nlohmann::json number = {{"value", *row.value}};
  if (row.unit != "1") number["unit"] = row.unit;
  return number;
}

nlohmann::json TestOf(const ExportTable& table, const ExportRow& row) {
  const Manifest& run = table.RunOf(row);
  nlohmann::json test = {
      {"id", IdOf(fmt::format("{}/{}/{}/{}/{}", run.id, row.boot.boot,
                              row.visit, row.cell, row.metric))},
      {"origin", kOrigin},
      {"build_id",
       IdOf(fmt::format("{}/{}", run.id, table.KernelOf(row).label))},
      {"path", PathOf(row)},
      {"start_time", run.created},
      {"status", StatusOf(row)},
      {"misc",
       {{"cell", row.cell}, {"metric", row.metric}, {"boot", row.boot.boot}}}};
  if (row.value) test["number"] = NumberOf(row);
  if (!row.value) test["comment"] = row.outcome;
  return test;
}

}  // namespace

std::string WriteKcidb(const ExportTable& table) {
  nlohmann::json json = {{"version", {{"major", 5}, {"minor", 3}}},
                         {"checkouts", nlohmann::json::array()},
                         {"builds", nlohmann::json::array()},
                         {"tests", nlohmann::json::array()}};
  for (const Manifest& run : table.runs) {
    for (const Variant& kernel : run.variants) {
      const std::string id = IdOf(fmt::format("{}/{}", run.id, kernel.label));
      // Neither a commit nor the hash of a patch set is known of every kernel.
      json["checkouts"].push_back(
          {{"id", id},
           {"origin", kOrigin},
           {"start_time", run.created},
           {"comment",
            fmt::format("{}, policy {}", kernel.source, kernel.policy)}});
      json["builds"].push_back({{"id", id},
                                {"checkout_id", id},
                                {"origin", kOrigin},
                                {"start_time", run.created},
                                {"architecture", "x86_64"},
                                {"comment", kernel.label},
                                {"status", "PASS"},
                                {"misc",
                                 {{"kernel_id", kernel.kernel_id},
                                  {"kernel_release", kernel.kernel_release},
                                  {"base", kernel.base},
                                  {"preemption", kernel.preemption},
                                  {"patches", kernel.patches}}}});
    }
  }
  for (const ExportRow& row : table.rows) {
    if (IsOfComparison(row) && row.bound == Bound::kNone) {
      json["tests"].push_back(TestOf(table, row));
    }
  }
  return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) +
         "\n";
}

}  // namespace hmmbench
