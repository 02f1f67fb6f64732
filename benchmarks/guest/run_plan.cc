// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/run_plan.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>

#include "benchmarks/guest/policy_knobs.h"
#include "benchmarks/harness/cell_run.h"
#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/plan.h"
#include "fixtures/base/error.h"
#include "fixtures/measure/histogram.h"
#include "fixtures/placement/placement.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

// The progress is for a watchdog and for people, so a few lines a second are
// enough.
constexpr std::chrono::milliseconds kProgressInterval(300);

// Returns the record with the plan's name of the cell: the measurement knows
// nothing of knobs.
CellRecord Named(CellRecord record, const PlannedCell& planned) {
  record.cell = planned.Name();
  record.knobs = planned.knobs;
  return record;
}

// The record of a cell that was not measured.
CellRecord NotMeasured(const PlannedCell& planned, CellOutcome outcome,
                       const std::string& reason) {
  CellRecord record = Named(RecordOf(planned.cell), planned);
  record.outcome = outcome;
  record.reason = reason;
  return record;
}

std::unique_ptr<Measurement> Start(const Cell& cell,
                                   const MeasurementContext& context) {
  if (cell.scenario->start != nullptr) {
    return cell.scenario->start(cell, context);
  }
  return std::make_unique<CellRun>(cell, context);
}

// Records how much was planned, and whether the limit ended the cell early.
void SayWhatWasPlanned(uint64_t rounds, const Measurement& run,
                       const std::optional<std::chrono::nanoseconds>& limit,
                       CellRecord* record) {
  if (record->rounds == 0) return;
  record->planned_rounds = rounds;
  record->planned_pages =
      rounds * run.PagesARound().value_or(record->pages / record->rounds);
  if (!limit || record->outcome != CellOutcome::kMeasured) return;
  if (record->rounds == rounds && record->pages == *record->planned_pages) {
    return;
  }
  record->cut_off_by_ns = static_cast<uint64_t>(limit->count());
  if (record->page_return) {
    record->page_return->not_returned =
        *record->planned_pages - record->page_return->returned.count();
  }
}

CellRecord Measure(const PlannedCell& planned, const MeasurementContext& given,
                   RecordWriter& records, benchmark::State& state) {
  const std::string name = planned.Name();
  uint64_t done = 0;
  std::chrono::nanoseconds took{0};
  auto told = std::chrono::steady_clock::now();
  MeasurementContext context = given;
  context.alive = [&] {
    records.Progress(name, done);
    told = std::chrono::steady_clock::now();
  };
  if (given.lost) {
    context.lost = [&](const CellRecord& record) {
      const CellRecord named = Named(record, planned);
      records.Write(named);
      given.lost(named);
    };
  }
  const std::optional<KnobSetting> setting =
      planned.knobs.empty() ? std::nullopt
                            : std::make_optional<KnobSetting>(
                                  context.policy_folder, planned.knobs);
  const std::unique_ptr<Measurement> run = Start(planned.cell, context);
  const auto before = ReadPolicyCounters(context.policy_folder);
  for ([[maybe_unused]] const auto& iteration : state) {
    const std::chrono::nanoseconds round(run->Round());
    took += round;
    state.SetIterationTime(static_cast<double>(round.count()) * 1e-9);
    ++done;
    const auto now = std::chrono::steady_clock::now();
    if (now - told >= kProgressInterval) {
      records.Progress(name, done);
      told = now;
    }
    if (run->Broken()) break;
    if (context.cell_limit && took >= *context.cell_limit &&
        done < planned.rounds) {
      break;
    }
  }
  CellRecord record = Named(run->Record(), planned);
  SayWhatWasPlanned(planned.rounds, *run, context.cell_limit, &record);
  record.policy = Difference(ReadPolicyCounters(context.policy_folder), before);
  return record;
}

// Sets what Google Benchmark shows of a measured cell.
void SetCounters(const CellRecord& record, benchmark::State& state) {
  state.counters["touches/s"] = benchmark::Counter(
      static_cast<double>(record.touches), benchmark::Counter::kIsRate);
  uint64_t faults = 0;
  for (const ThreadRecord& thread : record.threads) {
    faults += thread.minor_faults + thread.major_faults;
  }
  if (record.pages > 0) {
    state.counters["retries"] =
        static_cast<double>(faults) / static_cast<double>(record.pages) - 1;
  }
  for (const auto& [role, latency] : record.latency) {
    if (latency.HasSamplesFor(0.99)) {
      state.counters[fmt::format("{}_p99_ns", role)] =
          static_cast<double>(latency.ValueAtQuantile(0.99));
    }
  }
}

void RunCell(const PlannedCell& planned, const MeasurementContext& context,
             RecordWriter& records, benchmark::State& state) {
  if (context.settle) context.settle(planned.cell);
  const std::string name = planned.Name();
  records.Begin(name, planned.rounds);
  CellRecord record;
  try {
    record = Measure(planned, context, records, state);
  } catch (const CannotRunHere& error) {
    record = NotMeasured(planned, CellOutcome::kSkipped, error.what());
  } catch (const CannotPlace& error) {
    record = NotMeasured(planned, CellOutcome::kSkipped, error.what());
  } catch (const Error& error) {
    record = NotMeasured(planned, CellOutcome::kFailed, error.what());
  }
  if (record.cut_off_by_ns) {
    // Google Benchmark knows no bounds, so no figure is better than a wrong
    // one.
    state.SkipWithError(
        fmt::format("cut off by its limit of {:.3f} s: {} of {} pages in {} of "
                    "{} rounds",
                    static_cast<double>(*record.cut_off_by_ns) * 1e-9,
                    record.pages, record.planned_pages.value_or(0),
                    record.rounds, record.planned_rounds.value_or(0))
            .c_str());
  } else if (record.outcome == CellOutcome::kMeasured) {
    SetCounters(record, state);
  } else {
    state.SkipWithError(
        fmt::format("{}: {}", ToString(record.outcome), record.reason).c_str());
  }
  records.Write(record);
}

}  // namespace

void RunPlan(const Plan& plan, const MeasurementContext& context,
             RecordWriter& records, std::ostream& google_benchmark) {
  benchmark::ClearRegisteredBenchmarks();
  for (const PlannedCell& planned : plan.cells) {
    benchmark::RegisterBenchmark(
        planned.Name().c_str(),
        [&planned, &context, &records](benchmark::State& state) {
          RunCell(planned, context, records, state);
        })
        ->UseManualTime()
        ->Iterations(static_cast<int64_t>(planned.rounds));
  }
  benchmark::JSONReporter reporter;
  std::ostringstream errors;  // every one of them is in a cell's record
  reporter.SetOutputStream(&google_benchmark);
  reporter.SetErrorStream(&errors);
  benchmark::RunSpecifiedBenchmarks(&reporter, "all");
}

}  // namespace hmmbench
