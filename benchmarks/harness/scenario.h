// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// A scenario is one kind of contention, described in one file, with axes. A
// file in this folder describes one scenario and registers it with
// HMMBENCH_SCENARIO(...). It then appears in `hmmbench list`, in the smoke
// plan's check and in the guest without any further change.
//
// A cell is a scenario at one point of its axes. Its canonical name holds the
// axes in declared order: "same_page/threads:4/pages:64/access:read/...". It
// leaves out an axis with `unnamed_default` that has its default.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_SCENARIO_H_
#define HMMBENCH_BENCHMARKS_HARNESS_SCENARIO_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hmmbench {

class CellRun;  // benchmarks/harness/cell_run.h: what a scenario's body works
                // with
class Measurement;  // benchmarks/harness/measurement.h
struct Cell;
struct MeasurementContext;

struct Axis {
  std::string name;
  std::string help;           // one line, with the unit
  std::string default_value;  // used when a plan does not name the axis
  // The allowed words; empty for a number between `lowest` and `highest`.
  std::vector<std::string> words = {};
  int64_t lowest = 0;
  int64_t highest = 0;
  // When the axis has its default, a cell's name leaves it out. In this way a
  // new axis does not rename the cells of earlier runs.
  bool unnamed_default = false;
};

struct Scenario {
  std::string name;
  std::string summary;    // one line for `hmmbench list`
  std::string stresses;   // what it stresses
  std::string separates;  // which policies it separates
  std::string expect;     // what to expect of each
  std::vector<Axis> axes;
  // Increase it whenever the scenario's figures change their meaning, so that a
  // report does not put old and new figures side by side.
  int version = 1;
  // Threads that work in it and that no axis counts.
  int more_threads = 0;
  // A thread of it can stay in the kernel on its CPU for seconds: whatever
  // stops all CPUs meanwhile stops the machine.
  bool keeps_cpu = false;
  // Sets up the work of the threads of a CellRun. A scenario that is more than
  // threads on a range of pages has `start` instead, which makes its own
  // measurement.
  void (*body)(CellRun& run) = nullptr;
  std::unique_ptr<Measurement> (*start)(
      const Cell& cell, const MeasurementContext& context) = nullptr;
};

// All registered scenarios, by name.
const std::vector<Scenario>& Scenarios();
// Throws Error that names the near matches.
const Scenario& FindScenario(std::string_view name);

struct Cell {
  const Scenario* scenario = nullptr;
  std::map<std::string, std::string> axes;  // every axis of the scenario

  [[nodiscard]] std::string Name() const;
  [[nodiscard]] int64_t Number(std::string_view axis) const;
  [[nodiscard]] const std::string& Word(std::string_view axis) const;
};

// Parses a canonical or shortened name ("same_page/threads:4"); axes that are
// not named take their defaults. Throws Error that says which axis or value is
// unknown, with the near matches or the allowed range.
Cell ParseCell(std::string_view name);

class ScenarioRegistration {
 public:
  explicit ScenarioRegistration(Scenario scenario);
};

#define HMMBENCH_SCENARIO(identifier, ...)                  \
  static const ::hmmbench::ScenarioRegistration identifier( \
      ::hmmbench::Scenario __VA_ARGS__)

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_SCENARIO_H_
