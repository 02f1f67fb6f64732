// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/google_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
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
using namespace std::string_view_literals;

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

void AppendUtf8(uint32_t code, std::string* text) {
  const auto byte = [text](uint32_t bits) {
    text->push_back(static_cast<char>(bits));
  };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0U | (code >> 6U));
    byte(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    byte(0xe0U | (code >> 12U));
    byte(0x80U | ((code >> 6U) & 0x3fU));
    byte(0x80U | (code & 0x3fU));
  } else {
    byte(0xf0U | (code >> 18U));
    byte(0x80U | ((code >> 12U) & 0x3fU));
    byte(0x80U | ((code >> 6U) & 0x3fU));
    byte(0x80U | (code & 0x3fU));
  }
}

// Windows' shells write UTF-16 where a program's output goes into a file. What
// half a pair stands for is not known: U+FFFD.
std::string AsUtf8(std::string bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) return bytes.substr(3);
  const bool little =
      bytes.starts_with("\xff\xfe"sv) || bytes.starts_with("{\0"sv);
  const bool big =
      bytes.starts_with("\xfe\xff"sv) || bytes.starts_with("\0{"sv);
  if (!little && !big) return bytes;
  const auto unit = [&](size_t at) -> uint32_t {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return little ? first | (uint32_t{second} << 8U)
                  : second | (uint32_t{first} << 8U);
  };
  constexpr uint32_t kUnknown = 0xfffd;
  constexpr uint32_t kByteOrderMark = 0xfeff;
  std::string text;
  for (size_t at = 0; at + 1 < bytes.size(); at += 2) {
    uint32_t code = unit(at);
    if (code == kByteOrderMark && at == 0) continue;
    if (code >= 0xd800 && code < 0xdc00) {
      const uint32_t low = at + 3 < bytes.size() ? unit(at + 2) : 0;
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
        at += 2;
      } else {
        code = kUnknown;
      }
    } else if (code >= 0xdc00 && code < 0xe000) {
      code = kUnknown;
    }
    AppendUtf8(code, &text);
  }
  return text;
}

std::string_view FirstLine(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

// From the line that begins with a brace on. What a program says before it
// begins went into the file, too.
std::string_view WithoutBanner(std::string_view text,
                               std::vector<std::string>* notes) {
  size_t line = 0;
  for (size_t at = 0; at < text.size(); ++line) {
    const size_t first = text.find_first_not_of(" \t\r", at);
    if (first == std::string_view::npos) break;
    if (text[first] == '{') {
      if (text.substr(0, at).find_first_not_of(" \t\r\n") ==
          std::string_view::npos) {
        break;
      }
      notes->push_back(fmt::format(
          "{} left out: '{}'",
          line == 1 ? "line 1, before the JSON, is"
                    : fmt::format("lines 1 to {}, before the JSON, are", line),
          Quoted(FirstLine(text))));
      return text.substr(at);
    }
    const size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return text;
}

// What stands for a number that JSON has no word for.
constexpr std::string_view kNotANumber = "not a number";

// Bytes of NaN, Infinity, -inf, nan(ind), ... at the start of the text; 0 for
// none.
size_t LengthOfNotANumber(std::string_view text) {
  size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  size_t letters = 0;
  std::string word;
  while (at + letters < text.size() && letters < 9 &&
         std::isalpha(static_cast<unsigned char>(text[at + letters])) != 0) {
    word += static_cast<char>(
        std::tolower(static_cast<unsigned char>(text[at + letters])));
    ++letters;
  }
  if (word != "nan" && word != "inf" && word != "infinity") return 0;
  at += letters;
  if (at < text.size() && text[at] == '(') {
    const size_t end = text.find(')', at);
    if (end == std::string_view::npos) return 0;
    at = end + 1;
  }
  return at;
}

// The array or object that `text` begins with, its NaN as texts; `text` becomes
// what is behind it. All of it, where it begins with neither or has no end.
std::string Normalised(std::string_view* text) {
  std::string json;
  size_t depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text->size(); ++i) {
    const char c = (*text)[i];
    if (in_string) {
      json += c;
      if (c == '\\' && i + 1 < text->size()) json += (*text)[++i];
      if (c == '"') in_string = false;
      continue;
    }
    if (depth > 0) {
      if (const size_t length = LengthOfNotANumber(text->substr(i))) {
        json += fmt::format("\"{}\"", kNotANumber);
        i += length - 1;
        continue;
      }
    }
    json += c;
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0 && --depth == 0) {
      text->remove_prefix(i + 1);
      return json;
    }
  }
  *text = {};
  return json;
}

// One object of "benchmarks", as far as it is wanted.
struct Row {
  std::map<std::string, std::string> texts;
  std::map<std::string, double> numbers;
  bool error_occurred = false;
  bool skipped = false;
  std::string fault = {};  // why it cannot be used, the first reason
};

constexpr std::array<std::string_view, 7> kTexts = {
    "name",           "run_name",      "run_type",    "time_unit",
    "aggregate_name", "error_message", "skip_message"};
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
    TakeContext(value ? "true" : "false");
    if (!InRow()) return true;
    if (key_ == "error_occurred") row_.error_occurred = value;
    if (key_ == "skipped") row_.skipped = value;
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
      Fault(R"(has the key "{}" twice)", Quoted(key_));
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
    Fail("it is not JSON (cut short?), byte {}: {}", position,
         QuotedTail(what));
  }
  // NOLINTEND(readability-identifier-naming)

  BenchmarkResults Take() {
    if (!is_object_ || !has_benchmarks_) {
      Fail(
          "it is not a result of Google Benchmark: there is no list "
          "\"benchmarks\"");
    }
    const bool usable =
        std::ranges::any_of(results_.by_name, [](const auto& benchmark) {
          return !benchmark.second.real_ns.empty() ||
                 !benchmark.second.error.empty();
        });
    if (!usable && !results_.notes.empty()) {
      Fail("{}", results_.notes.front());
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
    if (faults_ > kMostNotes) {
      results_.notes.push_back(
          fmt::format("and {} rows more like these", faults_ - kMostNotes));
    }
    return std::move(results_);
  }

 private:
  static constexpr size_t kRowDepth = 3;  // document, benchmarks, row
  static constexpr size_t kMostTopKeys = 1000;
  static constexpr size_t kMostNotes = 20;

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

  // Of the row that is being read; the rest of the file is good.
  template <typename... Args>
  void Fault(fmt::format_string<Args...> format, Args&&... args) {
    if (row_.fault.empty()) {
      row_.fault = fmt::format(format, std::forward<Args>(args)...);
    }
  }
  bool WrongType(std::string_view type) {
    Fault(R"("{}" is {}, which it cannot be)", Quoted(key_), type);
    return true;
  }
  void LeaveOut(std::string note) {
    if (++faults_ <= kMostNotes) results_.notes.push_back(std::move(note));
  }

  bool Other(std::string_view type) {
    return InRow() && IsWanted() ? WrongType(type) : true;
  }

  void TakeContext(std::string value) {
    if (depth_ == 2 && section_ == "context" &&
        results_.context.size() < kMostTopKeys) {
      results_.context[key_] = std::move(value);
    }
  }

  bool Number(double value) {
    TakeContext(fmt::format("{}", value));
    if (!InRow()) return true;
    if (IsOneOf(kTexts, key_)) WrongType("a number");
    if (IsOneOf(kNumbers, key_)) row_.numbers[key_] = value;
    return true;
  }

  bool Text(const std::string& value) {
    TakeContext(value.substr(0, kLongestName));
    if (!InRow()) {
      if (in_benchmarks_ && depth_ == 2) {
        if (++rows_ > kMostRows) Fail("it has more than {} rows", kMostRows);
        LeaveOut(fmt::format("row {} is a text, not an object", rows_));
      }
      return true;
    }
    if (IsOneOf(kNumbers, key_)) {
      // See Normalised().
      if (value == kNotANumber) {
        Fault(R"("{}" is NaN or infinite)", Quoted(key_));
        return true;
      }
      WrongType("a text");
    }
    if (!IsOneOf(kTexts, key_)) return true;
    if (value.size() > kLongestName) {
      Fault(R"("{}" has {} letters)", Quoted(key_), value.size());
      return true;
    }
    row_.texts[key_] = value;
    return true;
  }

  [[nodiscard]] std::string TextOf(const char* name) const {
    const auto found = row_.texts.find(name);
    return found == row_.texts.end() ? "" : found->second;
  }

  // Of what is at fault it is 0.
  double TimeOf(const char* name) {
    const auto found = row_.numbers.find(name);
    if (found == row_.numbers.end()) {
      Fault("has no \"{}\"", name);
      return 0;
    }
    std::string unit = TextOf("time_unit");
    if (unit.empty()) unit = "ns";  // of the first versions
    const double scale = NsOf(unit);
    if (scale == 0) {
      Fault(R"(unknown time_unit "{}"; there are: ns, us, ms, s)",
            Quoted(unit));
    }
    const double ns = found->second * scale;
    if (!std::isfinite(ns) || ns < 0) {
      Fault("\"{}\" is {}", name, found->second);
      return 0;
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
        std::array<std::string_view, 6>{"_mean", "_median", "_stddev", "_cv",
                                        "_BigO", "_RMS"},
        [&name](std::string_view suffix) { return name.ends_with(suffix); });
  }

  // The process of a repetition: one that is there again is another's.
  int ProcessOf(const std::string& benchmark) {
    const auto index = row_.numbers.find("repetition_index");
    if (index == row_.numbers.end()) return 0;
    return repetition_indices_[benchmark][index->second]++;
  }

  void TakeRow() {
    if (++rows_ > kMostRows) Fail("it has more than {} rows", kMostRows);
    const std::string name = TextOf("name");
    if (name.empty()) {
      LeaveOut(row_.fault.empty()
                   ? fmt::format("row {} has no \"name\"", rows_)
                   : fmt::format("row {}: {}", rows_, row_.fault));
      return;
    }
    if (IsAggregate()) {
      ++aggregates_;
      return;
    }
    const std::string run_name = TextOf("run_name");
    const std::string& benchmark = run_name.empty() ? name : run_name;
    const auto [found, is_new] = results_.by_name.try_emplace(benchmark);
    if (is_new) results_.benchmarks.push_back(benchmark);
    BenchmarkResults::Repetitions& repetitions = found->second;
    const int process = ProcessOf(benchmark);
    if (row_.error_occurred || row_.skipped) {
      repetitions.error =
          TextOf(row_.error_occurred ? "error_message" : "skip_message");
      if (repetitions.error.empty()) repetitions.error = "it does not say why";
      repetitions.skipped = row_.skipped;
      return;
    }
    const double real_ns = TimeOf("real_time");
    const double cpu_ns = TimeOf("cpu_time");
    if (real_ns <= 0) Fault("\"real_time\" is 0 (of a dry run?)");
    if (!row_.fault.empty()) {
      LeaveOut(fmt::format("{}: {}", Quoted(name), row_.fault));
      return;
    }
    repetitions.real_ns.push_back(real_ns);
    repetitions.cpu_ns.push_back(cpu_ns);
    repetitions.process.push_back(process);
  }

  BenchmarkResults results_;
  Row row_;
  std::set<std::string> row_keys_;
  std::set<std::string> top_keys_;
  // How often each index was there, by benchmark.
  std::map<std::string, std::map<double, int>> repetition_indices_;
  std::string key_;
  std::string section_;
  size_t depth_ = 0;
  size_t rows_ = 0;
  size_t faults_ = 0;  // rows that were left out
  size_t aggregates_ = 0;
  bool is_object_ = false;
  bool in_benchmarks_ = false;
  bool has_benchmarks_ = false;
};

}  // namespace

BenchmarkResults ParseGoogleBenchmark(std::istream& stream,
                                      const std::string& name) {
  const std::string text =
      AsUtf8(std::string(std::istreambuf_iterator<char>(stream), {}));
  std::vector<std::string> notes;
  std::string_view json = WithoutBanner(text, &notes);
  const std::string normalised = Normalised(&json);
  if (const size_t rest = json.find_first_not_of(" \t\r\n\0"sv);
      rest != std::string_view::npos) {
    if (json[rest] == '{' || json[rest] == '[') {
      throw Error(
          "{}: it has several results one behind the other: put each into a "
          "file of its own",
          name);
    }
    notes.push_back(fmt::format("the text behind the JSON is left out: '{}'",
                                Quoted(FirstLine(json.substr(rest)))));
  }
  Rows rows(name);
  Json::sax_parse(normalised, &rows);
  BenchmarkResults results = rows.Take();
  results.notes.insert(results.notes.begin(), notes.begin(), notes.end());
  return results;
}

BenchmarkResults TakenTogether(const std::vector<BenchmarkResults>& files,
                               const std::string& name) {
  BenchmarkResults all;
  all.name = name;
  int processes = 0;
  for (const BenchmarkResults& file : files) {
    if (&file == &files.front()) {
      all.context = file.context;
    } else {
      for (std::string& line : ContextDifferences(files.front(), file)) {
        all.notes.push_back(std::move(line));
      }
    }
    const std::string prefix =
        std::filesystem::path(file.name).filename().string();
    for (const std::string& note : file.notes) {
      all.notes.push_back(prefix + ": " + note);
    }
    int next = processes;
    for (const std::string& benchmark : file.benchmarks) {
      const auto& own = file.by_name.at(benchmark);
      const auto [found, is_new] = all.by_name.try_emplace(benchmark);
      if (is_new) all.benchmarks.push_back(benchmark);
      auto& both = found->second;
      if (both.error.empty()) {
        both.error = own.error;
        both.skipped = own.skipped;
      }
      for (size_t i = 0; i < own.real_ns.size(); ++i) {
        both.real_ns.push_back(own.real_ns[i]);
        both.cpu_ns.push_back(own.cpu_ns[i]);
        both.process.push_back(processes + own.process[i]);
        next = std::max(next, both.process.back() + 1);
      }
    }
    processes = next;
  }
  return all;
}

std::vector<std::string> ContextDifferences(const BenchmarkResults& one,
                                            const BenchmarkResults& other) {
  std::vector<std::string> lines;
  const auto value = [](const BenchmarkResults& file, const std::string& key) {
    const auto found = file.context.find(key);
    return found == file.context.end() ? "" : found->second;
  };
  for (const char* const name :
       {"host_name", "num_cpus", "mhz_per_cpu", "library_build_type",
        "cpu_scaling_enabled", "aslr_enabled"}) {
    const std::string key = name;
    std::string left = value(one, key);
    std::string right = value(other, key);
    if (left == right) continue;
    if (key.ends_with("_enabled")) {
      // Whoever does not say so did not see that it is.
      if (left.empty()) left = "not said";
      if (right.empty()) right = "not said";
      if (left != "true" && right != "true") continue;
    }
    if (left.empty() || right.empty()) continue;
    // It is read from a clock that moves.
    constexpr double kClockMoves = 0.02;
    if (key == "mhz_per_cpu" &&
        std::abs(std::atof(left.c_str()) / std::atof(right.c_str()) - 1) <
            kClockMoves) {
      continue;
    }
    lines.push_back(fmt::format(
        "{} differs: {} in {}, {} in {}", key, Quoted(left),
        std::filesystem::path(one.name).stem().string(), Quoted(right),
        std::filesystem::path(other.name).stem().string()));
  }
  return lines;
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
