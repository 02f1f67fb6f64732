// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/report/benchmark_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>

#include "analysis/report/notation.h"
#include "analysis/report/text_table.h"
#include "analysis/statistics/statistics.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using Cell = BenchmarkComparison::Cell;
using Repetitions = BenchmarkResults::Repetitions;

// The file's name alone where that tells files apart.
std::vector<std::string> ShortNames(
    const std::vector<BenchmarkResults>& results) {
  std::vector<std::string> names;
  std::set<std::string> known;
  for (const BenchmarkResults& file : results) {
    names.push_back(std::filesystem::path(file.name).stem().string());
    known.insert(names.back());
  }
  if (known.size() == names.size()) return names;
  names.clear();
  for (const BenchmarkResults& file : results) names.push_back(file.name);
  return names;
}

const std::vector<double>& TimesOf(const Repetitions& repetitions,
                                   const BenchmarkComparisonOptions& options) {
  return options.cpu_time ? repetitions.cpu_ns : repetitions.real_ns;
}

const Repetitions* Find(const BenchmarkResults& file,
                        const std::string& benchmark) {
  const auto found = file.by_name.find(benchmark);
  return found == file.by_name.end() ? nullptr : &found->second;
}

// What counts as one measurement: where there are several processes a process's
// median, as its repetitions share what another's do not; else a repetition.
std::vector<double> Measurements(const Repetitions& repetitions,
                                 const BenchmarkComparisonOptions& options) {
  const std::vector<double>& times = TimesOf(repetitions, options);
  std::map<int, std::vector<double>> by_process;
  for (size_t i = 0; i < times.size(); ++i) {
    const bool is_said = i < repetitions.process.size();
    by_process[is_said ? repetitions.process[i] : 0].push_back(times[i]);
  }
  if (by_process.size() < 2) return times;
  std::vector<double> medians;
  for (const auto& [process, own] : by_process) medians.push_back(Median(own));
  return medians;
}

// A block of its own for each measurement of each file: none is another's pair.
std::vector<Replicate> Replicates(const std::vector<double>& times,
                                  size_t file) {
  std::vector<Replicate> replicates;
  for (const double ns : times) {
    if (ns <= 0) continue;  // CPU time below the clock's resolution
    replicates.push_back({.block = static_cast<int>(replicates.size()),
                          .pass = static_cast<int>(file),
                          .value = ns});
  }
  return replicates;
}

Cell Describe(const BenchmarkResults& file, const std::string& benchmark,
              const BenchmarkComparisonOptions& options) {
  Cell cell;
  const Repetitions* const found = Find(file, benchmark);
  if (found == nullptr) {
    cell.reason = "the file does not have it";
  } else if (!found->error.empty()) {
    cell.reason =
        (found->skipped ? "it was skipped: " : "it failed: ") + found->error;
  } else if (found->real_ns.empty()) {
    // The file's notes say why.
  } else {
    const std::vector<double> times = Measurements(*found, options);
    cell.repetitions = static_cast<int>(times.size());
    cell.median_ns = Median(times);
    cell.verdict = Verdict::kSame;  // with itself
  }
  return cell;
}

struct Asked {
  size_t row = 0;
  size_t file = 0;
};

void TakeAnswer(Answer answer, Cell* cell) {
  cell->verdict = answer.verdict.value_or(Verdict::kInconclusive);
  cell->effect = answer.effect;
  cell->reason = std::move(answer.reason);
}

std::vector<std::string> Notes(const std::vector<BenchmarkResults>& results,
                               const BenchmarkComparison& comparison) {
  std::vector<std::string> notes;
  for (size_t file = 0; file < results.size(); ++file) {
    for (const std::string& note : results[file].notes) {
      notes.push_back(comparison.files[file] + ": " + note);
    }
    for (std::string& line :
         ContextDifferences(results.front(), results[file])) {
      notes.push_back(std::move(line));
    }
  }
  for (const auto& row : comparison.rows) {
    for (size_t file = 0; file < row.files.size(); ++file) {
      const Cell& cell = row.files[file];
      if (cell.verdict == Verdict::kMissing && !cell.reason.empty()) {
        notes.push_back(fmt::format("{} in {}: {}", row.benchmark,
                                    comparison.files[file], cell.reason));
      }
    }
  }
  const bool single = std::ranges::any_of(
      comparison.rows, [](const BenchmarkComparison::Row& row) {
        return std::ranges::any_of(
            row.files, [](const Cell& cell) { return cell.repetitions == 1; });
      });
  if (single) {
    notes.emplace_back(
        "One repetition has no interval: run with "
        "--benchmark_repetitions=10 or more.");
  }
  return notes;
}

std::string Value(const Cell& cell) {
  if (!cell.effect) return std::string(ToString(cell.verdict));
  std::string text = Ratio(cell.effect->ratio);
  if (const auto& interval = cell.effect->interval) {
    text +=
        fmt::format(" [{}, {}]", Ratio(interval->low), Ratio(interval->high));
  }
  return text + " " + std::string(ToString(cell.verdict));
}

Ink InkOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFaster:
      return Ink::kGood;
    case Verdict::kSlower:
      return Ink::kBad;
    case Verdict::kInconclusive:
    case Verdict::kMissing:
      return Ink::kFaint;
    default:
      return Ink::kPlain;
  }
}

}  // namespace

BenchmarkComparison CompareBenchmarks(
    const std::vector<BenchmarkResults>& results,
    const BenchmarkComparisonOptions& options) {
  BenchmarkComparison comparison;
  comparison.files = ShortNames(results);
  comparison.options = options;
  std::set<std::string> known;
  std::vector<Question> questions;
  std::vector<Asked> asked;
  for (const BenchmarkResults& file : results) {
    for (const std::string& benchmark : file.benchmarks) {
      if (!known.insert(benchmark).second) continue;
      BenchmarkComparison::Row row{.benchmark = benchmark, .files = {}};
      for (const BenchmarkResults& other : results) {
        row.files.push_back(Describe(other, benchmark, options));
      }
      comparison.rows.push_back(std::move(row));
    }
  }
  for (size_t i = 0; i < comparison.rows.size(); ++i) {
    auto& row = comparison.rows[i];
    if (row.files.front().repetitions == 0) continue;
    for (size_t file = 1; file < row.files.size(); ++file) {
      if (row.files[file].repetitions == 0) continue;
      Question question;
      question.name = fmt::format("{}|{}", row.benchmark, file);
      question.quantity = options.cpu_time ? "CPU time" : "time";
      question.kernel = comparison.files[file];
      question.baseline = Replicates(
          Measurements(*Find(results.front(), row.benchmark), options), 0);
      question.variant = Replicates(
          Measurements(*Find(results[file], row.benchmark), options), file);
      question.margin = options.margin;
      questions.push_back(std::move(question));
      asked.push_back({i, file});
    }
  }
  if (questions.empty()) {
    throw Error(
        "no benchmark of {} is in another file: results of the same program "
        "are wanted",
        results.front().name);
  }
  std::vector<Answer> answers = JudgeFamily(questions, options.family);
  for (size_t i = 0; i < answers.size(); ++i) {
    TakeAnswer(std::move(answers[i]),
               &comparison.rows[asked[i].row].files[asked[i].file]);
  }
  comparison.notes = Notes(results, comparison);
  return comparison;
}

std::string BenchmarkText(const BenchmarkComparison& comparison, size_t width,
                          bool colour) {
  TextTable table;
  table.row_heads = {"benchmark"};
  for (const std::string& file : comparison.files) {
    table.column_heads.push_back(PlainAscii(file));
  }
  for (const auto& row : comparison.rows) {
    TextTable::Row line{.axes = {PlainAscii(row.benchmark)}, .values = {}};
    for (size_t file = 0; file < row.files.size(); ++file) {
      const Cell& cell = row.files[file];
      if (file == 0) {
        line.values.push_back({cell.repetitions > 0 ? Duration(cell.median_ns)
                                                    : std::string(kAbsent)});
      } else {
        line.values.push_back({Value(cell), InkOf(cell.verdict)});
      }
    }
    table.rows.push_back(std::move(line));
  }
  std::string text = fmt::format(
      "{} of {} per iteration (median), the other{} as a ratio to it\n\n",
      comparison.options.cpu_time ? "CPU time" : "Time",
      PlainAscii(comparison.files.front()),
      comparison.files.size() > 2 ? "s" : "");
  text += table.Render(width, colour) + "\n";
  for (const std::string& note : comparison.notes) {
    text += Wrap(PlainAscii(note), width, "! ");
  }
  text +=
      Wrap(fmt::format(
               "Intervals are of 95 %; verdicts against a margin of {:.3g} %, "
               "adjusted for all rows and files.",
               comparison.options.margin * 100),
           width, "* ");
  text += Wrap(
      "Repetitions of one process share its memory layout and its machine's "
      "mood: another run of the same program may lie further away than the "
      "interval says.",
      width, "* ");
  return text;
}

}  // namespace hmmbench
