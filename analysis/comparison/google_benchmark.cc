// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/google_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "analysis/report/notation.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using Json = nlohmann::json;

constexpr size_t kLongestName = 1000;
constexpr size_t kMostRows = 100'000;

// Returns a part of a foreign file for an error message: printable and short.
std::string Quoted(std::string_view text) {
  constexpr size_t kMost = 80;
  return PlainAscii(text.substr(0, kMost)) + (text.size() > kMost ? "..." : "");
}

double NsOf(std::string_view unit) {
  if (unit == "ns") return 1;
  if (unit == "us") return 1e3;
  if (unit == "ms") return 1e6;
  if (unit == "s") return 1e9;
  return 0;
}

// The wanted parts of one object of "benchmarks".
struct Row {
  std::map<std::string, std::string> texts;
  std::map<std::string, double> numbers;
  bool error_occurred = false;
};

constexpr std::array<std::string_view, 6> kTexts = {
    "name",      "run_name",       "run_type",
    "time_unit", "aggregate_name", "error_message"};
constexpr std::array<std::string_view, 3> kNumbers = {"real_time", "cpu_time",
                                                      "repetition_index"};

template <size_t kSize>
bool IsOneOf(const std::array<std::string_view, kSize>& names,
             std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Takes the rows out of the stream of tokens one by one, so that a file is
// never in memory as a tree.
class Rows final : public nlohmann::json_sax<Json> {
 public:
  explicit Rows(std::string name) { results_.name = std::move(name); }

  // NOLINTBEGIN(readability-identifier-naming): the library's names.
  bool null() override { return Other("null"); }
  bool boolean(bool value) override {
    if (!InRow()) return true;
    if (key_ == "error_occurred") row_.error_occurred = value;
    return IsWanted() ? WrongType("a boolean") : true;
  }
  bool number_integer(number_integer_t value) override {
    return Number(static_cast<double>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return Number(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    return Number(value);
  }
  bool string(string_t& value) override { return Text(value); }
  bool binary(binary_t& /*value*/) override { return true; }

  bool start_object(std::size_t /*size*/) override {
    if (depth_ == 0) is_object_ = true;
    if (InRow() && IsWanted()) WrongType("an object");
    ++depth_;
    if (depth_ == kRowDepth && in_benchmarks_) {
      row_ = {};
      row_keys_.clear();
      key_.clear();
    }
    return true;
  }
  bool key(string_t& value) override {
    key_ = value.substr(0, kLongestName);
    if (depth_ == 1) {
      if (!top_keys_.insert(key_).second) {
        Fail(R"(key "{}" is there twice)", Quoted(key_));
      }
      // Without this limit memory could grow without end.
      if (top_keys_.size() > kMostTopKeys) Fail("it has too many parts");
    }
    if (InRow() && IsWanted() && !row_keys_.insert(key_).second) {
      Fail(R"({} has the key "{}" twice)", RowName(), Quoted(key_));
    }
    section_ = depth_ == 1 ? key_ : section_;
    return true;
  }
  bool end_object() override {
    if (depth_ == kRowDepth && in_benchmarks_) TakeRow();
    --depth_;
    return true;
  }
  bool start_array(std::size_t /*size*/) override {
    if (InRow() && IsWanted()) WrongType("an array");
    if (depth_ == 1 && key_ == "benchmarks") {
      in_benchmarks_ = true;
      has_benchmarks_ = true;
    }
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    if (depth_ == 1) in_benchmarks_ = false;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Json::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 5: ..."
    std::string_view what = error.what();
    if (const size_t end = what.find("] "); end != std::string_view::npos) {
      what.remove_prefix(end + 2);
    }
    Fail("it is not JSON (cut short, or NaN in it?), byte {}: {}", position,
         QuotedTail(what));
  }
  // NOLINTEND(readability-identifier-naming)

  BenchmarkResults Take() {
    if (!is_object_ || !has_benchmarks_) {
      Fail(
          "it is not a result of Google Benchmark: there is no list "
          "\"benchmarks\"");
    }
    if (results_.benchmarks.empty()) {
      if (aggregates_ > 0) {
        Fail(
            "it has aggregates only: run the benchmark with "
            "--benchmark_repetitions=10 and without "
            "--benchmark_report_aggregates_only");
      }
      Fail("its list \"benchmarks\" is empty");
    }
    return std::move(results_);
  }

 private:
  static constexpr size_t kRowDepth = 3;  // document, benchmarks, row
  static constexpr size_t kMostTopKeys = 1000;

  template <typename... Args>
  [[noreturn]] void Fail(fmt::format_string<Args...> format,
                         Args&&... args) const {
    throw Error("{}: {}", results_.name,
                fmt::format(format, std::forward<Args>(args)...));
  }

  // The library quotes the whole last token, and says last what it expected.
  static std::string QuotedTail(std::string_view what) {
    constexpr size_t kHead = 160;
    constexpr size_t kTail = 60;
    if (what.size() <= kHead + kTail) return PlainAscii(what);
    return fmt::format("{} ... {}", PlainAscii(what.substr(0, kHead)),
                       PlainAscii(what.substr(what.size() - kTail)));
  }

  [[nodiscard]] bool InRow() const {
    return in_benchmarks_ && depth_ == kRowDepth;
  }
  [[nodiscard]] bool IsWanted() const {
    return IsOneOf(kTexts, key_) || IsOneOf(kNumbers, key_);
  }
  [[nodiscard]] std::string RowName() const {
    const auto name = row_.texts.find("name");
    return name == row_.texts.end() ? fmt::format("row {}", rows_ + 1)
                                    : Quoted(name->second);
  }
  [[noreturn]] bool WrongType(std::string_view type) const {
    Fail(R"({}: "{}" is {}, which it cannot be)", RowName(), Quoted(key_),
         type);
  }

  [[nodiscard]] bool Other(std::string_view type) const {
    return InRow() && IsWanted() ? WrongType(type) : true;
  }

  bool Number(double value) {
    if (!InRow()) return true;
    if (IsOneOf(kTexts, key_)) WrongType("a number");
    if (IsOneOf(kNumbers, key_)) row_.numbers[key_] = value;
    return true;
  }

  bool Text(const std::string& value) {
    if (depth_ == 2 && section_ == "context" &&
        results_.context.size() < kMostTopKeys) {
      results_.context[key_] = value.substr(0, kLongestName);
    }
    if (!InRow()) {
      if (in_benchmarks_ && depth_ == 2) {
        Fail("row {} is a text, not an object", rows_ + 1);
      }
      return true;
    }
    if (IsOneOf(kNumbers, key_)) WrongType("a text");
    if (!IsOneOf(kTexts, key_)) return true;
    if (value.size() > kLongestName) {
      Fail("row {}: \"{}\" has {} letters", rows_ + 1, Quoted(key_),
           value.size());
    }
    row_.texts[key_] = value;
    return true;
  }

  [[nodiscard]] std::string TextOf(const char* name) const {
    const auto found = row_.texts.find(name);
    return found == row_.texts.end() ? "" : found->second;
  }

  [[nodiscard]] double TimeOf(const char* name) const {
    const auto found = row_.numbers.find(name);
    if (found == row_.numbers.end()) {
      Fail("{} has no \"{}\"", RowName(), name);
    }
    std::string unit = TextOf("time_unit");
    if (unit.empty()) unit = "ns";  // of the first versions
    const double scale = NsOf(unit);
    if (scale == 0) {
      Fail(R"({}: unknown time_unit "{}"; there are: ns, us, ms, s)", RowName(),
           Quoted(unit));
    }
    const double ns = found->second * scale;
    if (!std::isfinite(ns) || ns < 0) {
      Fail("{}: \"{}\" is {}", RowName(), name, found->second);
    }
    return ns;
  }

  // The first versions did not tell aggregates by type.
  [[nodiscard]] bool IsAggregate() const {
    if (const std::string type = TextOf("run_type"); !type.empty()) {
      return type != "iteration";
    }
    const std::string name = TextOf("name");
    return std::ranges::any_of(
        std::array<std::string_view, 5>{"_mean", "_median", "_stddev", "_cv",
                                        "_BigO"},
        [&name](std::string_view suffix) { return name.ends_with(suffix); });
  }

  void TakeRow() {
    if (++rows_ > kMostRows) Fail("it has more than {} rows", kMostRows);
    const std::string name = TextOf("name");
    if (name.empty()) Fail("row {} has no \"name\"", rows_);
    if (IsAggregate()) {
      ++aggregates_;
      return;
    }
    const std::string run_name = TextOf("run_name");
    const std::string& benchmark = run_name.empty() ? name : run_name;
    const auto [found, is_new] = results_.by_name.try_emplace(benchmark);
    if (is_new) results_.benchmarks.push_back(benchmark);
    BenchmarkResults::Repetitions& repetitions = found->second;
    if (const auto index = row_.numbers.find("repetition_index");
        index != row_.numbers.end() &&
        !repetition_indices_[benchmark].insert(index->second).second) {
      Fail("{}: repetition {} is there twice", Quoted(benchmark),
           index->second);
    }
    if (row_.error_occurred) {
      repetitions.error = TextOf("error_message");
      if (repetitions.error.empty()) repetitions.error = "it failed";
      return;
    }
    const double real_ns = TimeOf("real_time");
    const double cpu_ns = TimeOf("cpu_time");
    if (real_ns <= 0) Fail("{}: \"real_time\" is 0", RowName());
    repetitions.real_ns.push_back(real_ns);
    repetitions.cpu_ns.push_back(cpu_ns);
  }

  BenchmarkResults results_;
  Row row_;
  std::set<std::string> row_keys_;
  std::set<std::string> top_keys_;
  std::map<std::string, std::set<double>> repetition_indices_;
  std::string key_;
  std::string section_;
  size_t depth_ = 0;
  size_t rows_ = 0;
  size_t aggregates_ = 0;
  bool is_object_ = false;
  bool in_benchmarks_ = false;
  bool has_benchmarks_ = false;
};

}  // namespace

BenchmarkResults ParseGoogleBenchmark(std::istream& stream,
                                      const std::string& name) {
  Rows rows(name);
  Json::sax_parse(stream, &rows);
  return rows.Take();
}

BenchmarkResults ReadGoogleBenchmark(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw Error("{}: there is no such file", file.string());
  }
  const auto size = std::filesystem::file_size(file, error);
  if (!error && size > kLargestBenchmarkFile) {
    throw Error(
        "{}: it has {} MiB, and a result of Google Benchmark at most {} MiB; "
        "choose benchmarks with --benchmark_filter",
        file.string(), size >> 20U, kLargestBenchmarkFile >> 20U);
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error("{}: cannot be read", file.string());
  return ParseGoogleBenchmark(stream, file.string());
}

}  // namespace hmmbench
