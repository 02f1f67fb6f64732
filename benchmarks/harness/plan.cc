// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/plan.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "benchmarks/harness/scenario.h"
#include "benchmarks/harness/sweep.h"
#include "fixtures/base/error.h"
#include "fixtures/base/near_matches.h"
#include "fixtures/device/delay_shape.h"

namespace hmmbench {
namespace {

constexpr int64_t kMostRounds = 1'000'000;
constexpr int64_t kMostVisits = 1'000;

using Knobs = std::map<std::string, std::vector<uint64_t>>;

// One plan file on its way to a Plan; its errors name file and line.
class PlanFile {
 public:
  explicit PlanFile(const std::filesystem::path& file) : file_(file) {}

  [[nodiscard]] Plan Read() const {
    const toml::table table = Parse();
    Plan plan;
    Knobs knobs;
    plan.name = file_.stem().string();
    for (const auto& [key, value] : table) {
      if (key.str() == "summary") {
        plan.summary = Text(key, value);
      } else if (key.str() == "blocks") {
        plan.blocks = Blocks(value);
      } else if (key.str() == "clock") {
        plan.real_clock = IsReal(key, value);
      } else if (key.str() == "visits") {
        plan.visits = Number(key.str(), value, kMostVisits);
      } else if (key.str() == "knobs") {
        knobs = ReadKnobs(value);
      } else if (key.str() == "sensitivity") {
        plan.sensitivity = ReadSensitivity(value);
      } else if (key.str() == "cells") {
        plan.cells = Cells(value);
      } else {
        throw At(key.source(), "unknown key \"{}\"; {}", key.str(),
                 NearMatches(key.str(), {"summary", "blocks", "clock", "visits",
                                         "knobs", "sensitivity", "cells"}));
      }
    }
    if (plan.cells.empty()) {
      throw Error("{}: a plan needs at least one [[cells]] table",
                  file_.string());
    }
    plan.cells = CrossedWithKnobs(plan.cells, knobs);
    return plan;
  }

 private:
  template <typename... Args>
  [[nodiscard]] Error At(const toml::source_region& where,
                         fmt::format_string<Args...> format,
                         Args&&... args) const {
    return Error("{}:{}: {}", file_.string(), where.begin.line,
                 fmt::format(format, std::forward<Args>(args)...));
  }

  [[nodiscard]] toml::table Parse() const {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file_, error)) {
      throw Error("there is no plan file {}", file_.string());
    }
    try {
      return toml::parse_file(file_.string());
    } catch (const toml::parse_error& failure) {
      throw At(failure.source(), "this is not TOML: {}", failure.description());
    }
  }

  [[nodiscard]] std::string Text(const toml::key& key,
                                 const toml::node& value) const {
    const auto* text = value.as_string();
    if (text == nullptr) {
      throw At(value.source(), "{} must be a text in quotes", key.str());
    }
    return text->get();
  }

  [[nodiscard]] double Blocks(const toml::node& value) const {
    // as_floating_point() and as_integer() are strict; value<double>() takes
    // both "2" and "0.5".
    const double blocks = value.value<double>().value_or(0);
    if (!(blocks > 0) || blocks > 1000 ||
        std::floor(2 * blocks) != 2 * blocks) {
      throw At(value.source(),
               "blocks must be 0.5 (one boot a variant) or a multiple of it");
    }
    return blocks;
  }

  [[nodiscard]] bool IsReal(const toml::key& key,
                            const toml::node& value) const {
    const std::string clock = Text(key, value);
    if (clock != "real" && clock != "auto") {
      throw At(value.source(), "clock is \"real\" or \"auto\", not \"{}\"",
               clock);
    }
    return clock == "real";
  }

  [[nodiscard]] uint64_t Number(std::string_view key, const toml::node& value,
                                int64_t most) const {
    const int64_t number = value.value_exact<int64_t>().value_or(0);
    if (number < 1 || number > most) {
      throw At(value.source(), "{} must be a number from 1 to {}", key, most);
    }
    return static_cast<uint64_t>(number);
  }

  [[nodiscard]] Knobs ReadKnobs(const toml::node& value) const {
    const auto* table = value.as_table();
    if (table == nullptr) {
      throw At(value.source(), "knobs are written as a [knobs] table");
    }
    Knobs knobs;
    for (const auto& [key, values] : *table) {
      try {
        CheckKnobName(key.str());
      } catch (const Error& error) {
        throw At(key.source(), "{}", error.what());
      }
      knobs[std::string(key.str())] = KnobValues(key, values);
    }
    return knobs;
  }

  [[nodiscard]] Sensitivity ReadSensitivity(const toml::node& value) const {
    const auto* table = value.as_table();
    if (table == nullptr) {
      throw At(value.source(),
               "sensitivity is written as a [sensitivity] table");
    }
    Sensitivity sensitivity;
    for (const auto& [key, entry] : *table) {
      if (key.str() == "seeds") {
        sensitivity.seeds = Number(key.str(), entry, kMostVisits);
      } else if (key.str() == "rounds") {
        sensitivity.rounds = Number(key.str(), entry, kMostRounds);
      } else if (key.str() == "turns_us") {
        sensitivity.turns_us.clear();
        for (const uint64_t turn : KnobValues(key, entry)) {
          sensitivity.turns_us.push_back(static_cast<int>(turn));
        }
        if (sensitivity.turns_us.front() == 0) {
          throw At(entry.source(), "a turn lasts 1 us or more");
        }
      } else if (key.str() == "idle_exits_us") {
        sensitivity.idle_exits_us.clear();
        for (const uint64_t cost : KnobValues(key, entry)) {
          sensitivity.idle_exits_us.push_back(static_cast<int>(cost));
        }
      } else if (key.str() == "shapes") {
        sensitivity.shapes = Shapes(key, entry);
      } else {
        throw At(key.source(), "unknown key \"{}\"; {}", key.str(),
                 NearMatches(key.str(), {"seeds", "rounds", "turns_us",
                                         "idle_exits_us", "shapes"}));
      }
    }
    return sensitivity;
  }

  [[nodiscard]] std::vector<std::string> Shapes(const toml::key& key,
                                                const toml::node& value) const {
    const auto* array = value.as_array();
    if (array == nullptr || array->empty()) {
      throw At(value.source(), "{} is an array of words", key.str());
    }
    std::vector<std::string> shapes;
    for (const toml::node& element : *array) {
      shapes.push_back(Text(key, element));
      try {
        DelayShapeFromString(shapes.back());
      } catch (const Error& error) {
        throw At(element.source(), "{}", error.what());
      }
    }
    return shapes;
  }

  [[nodiscard]] std::vector<uint64_t> KnobValues(
      const toml::key& key, const toml::node& value) const {
    toml::array one;
    if (value.is_integer()) one.push_back(*value.as_integer());
    const toml::array* array = value.is_integer() ? &one : value.as_array();
    std::set<int64_t> numbers;
    if (array != nullptr) {
      for (const toml::node& element : *array) {
        const int64_t number = element.value_exact<int64_t>().value_or(-1);
        if (number < 0 || !numbers.insert(number).second) {
          throw At(element.source(), "{} takes numbers from 0 on, each once",
                   key.str());
        }
      }
    }
    if (numbers.empty()) {
      throw At(value.source(), "{} must be a number or an array of them",
               key.str());
    }
    return {numbers.begin(), numbers.end()};
  }

  [[nodiscard]] std::vector<PlannedCell> Cells(const toml::node& value) const {
    const auto* tables = value.as_array();
    if (tables == nullptr || !tables->is_array_of_tables()) {
      throw At(value.source(), "cells are written as [[cells]] tables");
    }
    std::vector<PlannedCell> cells;
    std::set<std::string> names;
    for (const toml::node& node : *tables) {
      for (PlannedCell& planned : Crossed(*node.as_table())) {
        if (!names.insert(planned.cell.Name()).second) {
          throw At(node.source(), "{} is in the plan twice",
                   planned.cell.Name());
        }
        cells.push_back(std::move(planned));
      }
    }
    return cells;
  }

  // The cells of one table: every combination of its axes' values, the first
  // axis of the scenario changing slowest.
  [[nodiscard]] std::vector<PlannedCell> Crossed(
      const toml::table& table) const {
    const toml::node* name = table.get("scenario");
    if (name == nullptr || !name->is_string()) {
      throw At(table.source(), "a [[cells]] table needs scenario = \"name\"");
    }
    std::vector<PlannedCell> cells(1);
    cells[0].cell = Checked(name->source(), name->as_string()->get());
    const Scenario& scenario = *cells[0].cell.scenario;

    for (const auto& [key, value] : table) {
      if (key.str() == "scenario" || key.str() == "rounds") continue;
      if (std::ranges::find(scenario.axes, key.str(), &Axis::name) ==
          scenario.axes.end()) {
        std::vector<std::string> known = {"rounds"};
        for (const Axis& axis : scenario.axes) known.push_back(axis.name);
        throw At(key.source(), "{} has no axis \"{}\"; {}", scenario.name,
                 key.str(), NearMatches(key.str(), known));
      }
    }
    if (const toml::node* rounds = table.get("rounds")) {
      cells[0].rounds = Number("rounds", *rounds, kMostRounds);
    }
    for (const Axis& axis : scenario.axes) {
      const toml::node* value = table.get(axis.name);
      if (value == nullptr) continue;
      std::vector<PlannedCell> crossed;
      for (const PlannedCell& cell : cells) {
        for (const std::string& word : Values(scenario, axis, *value)) {
          crossed.push_back(cell);
          crossed.back().cell.axes[axis.name] = word;
        }
      }
      cells = std::move(crossed);
    }
    return cells;
  }

  // The canonical values of an axis: a number, a word or an array of them.
  [[nodiscard]] std::vector<std::string> Values(const Scenario& scenario,
                                                const Axis& axis,
                                                const toml::node& value) const {
    const auto* array = value.as_array();
    if (array == nullptr) return {Value(scenario, axis, value)};
    if (array->empty()) {
      throw At(value.source(), "{} needs at least one value", axis.name);
    }
    std::vector<std::string> values;
    for (const toml::node& element : *array) {
      values.push_back(Value(scenario, axis, element));
    }
    return values;
  }

  [[nodiscard]] std::string Value(const Scenario& scenario, const Axis& axis,
                                  const toml::node& value) const {
    std::string text;
    if (const auto* number = value.as_integer()) {
      text = fmt::format("{}", number->get());
    } else if (const auto* word = value.as_string()) {
      text = word->get();
    } else {
      throw At(value.source(),
               "{} must be a number, a word or an array of them", axis.name);
    }
    const Cell cell =
        Checked(value.source(),
                fmt::format("{}/{}:{}", scenario.name, axis.name, text));
    return cell.axes.at(axis.name);
  }

  [[nodiscard]] Cell Checked(const toml::source_region& where,
                             std::string_view name) const {
    try {
      return ParseCell(name);
    } catch (const Error& error) {
      throw At(where, "{}", error.what());
    }
  }

  const std::filesystem::path& file_;
};

}  // namespace

CellVisit PlannedCell::Visit() const { return {cell.Name(), rounds, knobs}; }

GuestPlan Plan::ForGuest() const {
  GuestPlan plan = {.name = name, .visits = {}};
  for (const PlannedCell& planned : cells) {
    plan.visits.push_back(planned.Visit());
  }
  return plan;
}

Plan Plan::OfGuest(const GuestPlan& given) {
  Plan plan;
  plan.name = given.name;
  for (const CellVisit& visit : given.visits) {
    plan.cells.push_back({.cell = ParseCell(visit.cell),
                          .rounds = visit.rounds,
                          .knobs = visit.knobs});
  }
  return plan;
}

std::vector<PlannedCell> CellsOfDriver(std::vector<PlannedCell> cells,
                                       const std::string& driver) {
  std::vector<PlannedCell> of_driver;
  std::set<std::string> names;
  bool any = false;
  for (PlannedCell& planned : cells) {
    const auto axis = planned.cell.axes.find("driver");
    if (axis != planned.cell.axes.end()) {
      axis->second = driver;
      any = true;
    }
    if (names.insert(planned.Name()).second) {
      of_driver.push_back(std::move(planned));
    }
  }
  if (!any) {
    throw Error("--driver {}: no cell has the axis \"driver\"", driver);
  }
  return of_driver;
}

Plan ReadPlan(const std::filesystem::path& file) {
  return PlanFile(file).Read();
}

std::vector<std::filesystem::path> BuiltInPlans(
    const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> plans;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml") plans.push_back(entry.path());
  }
  if (error) {
    throw Error("cannot read the folder of plans {}: {}", folder.string(),
                error.message());
  }
  std::ranges::sort(plans);
  return plans;
}

Plan FindPlan(std::string_view name_or_file,
              const std::filesystem::path& folder) {
  const std::filesystem::path path(name_or_file);
  if (path.extension() == ".toml" || path.has_parent_path()) {
    return ReadPlan(path);
  }
  std::vector<std::string> known;
  for (const std::filesystem::path& plan : BuiltInPlans(folder)) {
    if (plan.stem() == path) return ReadPlan(plan);
    known.push_back(plan.stem().string());
  }
  throw Error("no plan is called \"{}\"; {} (or give a .toml file)",
              name_or_file, NearMatches(name_or_file, known));
}

}  // namespace hmmbench
