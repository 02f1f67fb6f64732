// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/scenario.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "fixtures/base/error.h"
#include "fixtures/base/near_matches.h"

namespace hmmbench {
namespace {

std::vector<Scenario>& Registry() {
  static std::vector<Scenario> registry;
  return registry;
}

// Returns `value` in its canonical spelling ("064" becomes "64"). Throws Error
// that says what is allowed.
std::string CanonicalValue(const Scenario& scenario, const Axis& axis,
                           std::string_view value) {
  if (!axis.words.empty()) {
    if (std::ranges::find(axis.words, value) == axis.words.end()) {
      throw Error("{}: {} cannot be \"{}\"; {}", scenario.name, axis.name,
                  value, NearMatches(value, axis.words));
    }
    return std::string(value);
  }
  int64_t number = 0;
  const auto [end, error] =
      std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size() ||
      number < axis.lowest || number > axis.highest) {
    throw Error("{}: {} cannot be \"{}\"; it is a number from {} to {}",
                scenario.name, axis.name, value, axis.lowest, axis.highest);
  }
  return fmt::format("{}", number);
}

const Axis& FindAxis(const Scenario& scenario, std::string_view name) {
  const auto axis = std::ranges::find(scenario.axes, name, &Axis::name);
  if (axis == scenario.axes.end()) {
    std::vector<std::string> known;
    for (const Axis& other : scenario.axes) known.push_back(other.name);
    throw Error("{} has no axis \"{}\"; {}", scenario.name, name,
                NearMatches(name, known));
  }
  return *axis;
}

// Removes the part of `text` up to the next `separator` and returns it.
std::string_view TakeUntil(std::string_view* text, char separator) {
  const size_t end = text->find(separator);
  const std::string_view part = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
  return part;
}

}  // namespace

const std::vector<Scenario>& Scenarios() { return Registry(); }

const Scenario& FindScenario(std::string_view name) {
  const std::vector<Scenario>& all = Scenarios();
  const auto found = std::ranges::find(all, name, &Scenario::name);
  if (found == all.end()) {
    std::vector<std::string> known;
    known.reserve(all.size());
    for (const Scenario& scenario : all) known.push_back(scenario.name);
    throw Error("no scenario is called \"{}\"; {}", name,
                NearMatches(name, known));
  }
  return *found;
}

std::string Cell::Name() const {
  std::string name = scenario->name;
  for (const Axis& axis : scenario->axes) {
    const std::string& value = axes.at(axis.name);
    if (axis.unnamed_default && value == axis.default_value) continue;
    name += fmt::format("/{}:{}", axis.name, value);
  }
  return name;
}

int64_t Cell::Number(std::string_view axis) const {
  const std::string& text = Word(axis);
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

const std::string& Cell::Word(std::string_view axis) const {
  const auto found = axes.find(std::string(axis));
  if (found == axes.end()) {
    throw Error("{} has no axis \"{}\"", scenario->name, axis);
  }
  return found->second;
}

Cell ParseCell(std::string_view name) {
  std::string_view rest = name;
  Cell cell;
  cell.scenario = &FindScenario(TakeUntil(&rest, '/'));
  while (!rest.empty()) {
    const std::string_view part = TakeUntil(&rest, '/');
    const size_t colon = part.find(':');
    if (colon == std::string_view::npos) {
      throw Error("cell \"{}\": \"{}\" is not of the form axis:value", name,
                  part);
    }
    const Axis& axis = FindAxis(*cell.scenario, part.substr(0, colon));
    const bool is_new =
        cell.axes
            .emplace(axis.name, CanonicalValue(*cell.scenario, axis,
                                               part.substr(colon + 1)))
            .second;
    if (!is_new) throw Error("cell \"{}\" names {} twice", name, axis.name);
  }
  for (const Axis& axis : cell.scenario->axes) {
    cell.axes.emplace(axis.name, axis.default_value);
  }
  return cell;
}

ScenarioRegistration::ScenarioRegistration(Scenario scenario) {
  std::vector<Scenario>& all = Registry();
  const auto after =
      std::ranges::lower_bound(all, scenario.name, {}, &Scenario::name);
  all.insert(after, std::move(scenario));
}

}  // namespace hmmbench
