// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/google_benchmark.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "analysis/test_run.h"
#include "cmake/source_folder.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

BenchmarkResults Parse(const std::string& text) {
  std::istringstream stream(text);
  return ParseGoogleBenchmark(stream, "r.json");
}

void ExpectError(const std::string& text, const std::string& says) {
  try {
    Parse(text);
    FAIL() << "no error for " << text;
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("r.json: "));
    EXPECT_THAT(error.what(), HasSubstr(says));
    EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
    EXPECT_LT(std::string(error.what()).size(), 600U);
  }
}

std::string Row(const std::string& fields) {
  return R"({"benchmarks": [{)" + fields + "}]}";
}

constexpr char kPlain[] =
    R"("name": "a", "real_time": 2, "cpu_time": 1, "time_unit": "us")";

TEST(GoogleBenchmark, TakesRepetitionsAndLeavesAggregates) {
  std::ifstream file(HMMBENCH_SOURCE_FOLDER
                     "/analysis/fuzz/google_benchmark_corpus/iterations.json");
  const BenchmarkResults results = ParseGoogleBenchmark(file, "r.json");
  EXPECT_THAT(results.benchmarks, ElementsAre("BM_a/8", "BM_b"));
  EXPECT_THAT(results.by_name.at("BM_a/8").real_ns, ElementsAre(1500, 1600));
  EXPECT_THAT(results.by_name.at("BM_a/8").cpu_ns, ElementsAre(1400, 0));
  EXPECT_EQ(results.by_name.at("BM_b").error, "no");
  EXPECT_EQ(results.context.at("host_name"), "h");
}

TEST(GoogleBenchmark, ReadsFilesWithoutRunNamesAndTypes) {
  const BenchmarkResults results = Parse(
      R"({"benchmarks": [
        {"name": "a", "real_time": 5, "cpu_time": 4},
        {"name": "a", "real_time": 6, "cpu_time": 4},
        {"name": "a_mean", "real_time": 5.5, "cpu_time": 4}]})");
  EXPECT_THAT(results.benchmarks, ElementsAre("a"));
  EXPECT_THAT(results.by_name.at("a").real_ns, ElementsAre(5, 6));
}

TEST(GoogleBenchmark, TruncatedAtAnyByteIsAnError) {
  const std::string whole = Row(kPlain);
  EXPECT_EQ(Parse(whole).benchmarks.size(), 1U);
  for (size_t size = 0; size < whole.size(); ++size) {
    ExpectError(whole.substr(0, size), "");
  }
}

TEST(GoogleBenchmark, SaysWhatIsWrong) {
  ExpectError("", "not JSON");
  ExpectError("\x1b[31m", "not JSON");
  ExpectError("[]", "no list \"benchmarks\"");
  ExpectError("3", "no list \"benchmarks\"");
  ExpectError(R"({"benchmarks": {}})", "no list \"benchmarks\"");
  ExpectError(R"({"benchmarks": []})", "empty");
  ExpectError(R"({"benchmarks": ["a"]})", "row 1 is a text");
  ExpectError(R"({"benchmarks": [{}]})", "row 1 has no \"name\"");
  ExpectError(Row(R"("name": "a", "real_time": NaN)"), "is NaN");
  ExpectError(Row(R"("name": "a", "real_time": 1e999, "cpu_time": 1)"),
              "not JSON");
  ExpectError(Row(R"("name": "a", "real_time": "fast")"),
              "a: \"real_time\" is a text");
  ExpectError(Row(R"("name": "a", "real_time": null)"), "is null");
  ExpectError(Row(R"("name": "a", "real_time": true)"), "is a boolean");
  ExpectError(Row(R"("name": "a", "real_time": [1])"), "is an array");
  ExpectError(Row(R"("name": "a", "real_time": {})"), "is an object");
  ExpectError(Row(R"("name": 3)"), "is a number");
  ExpectError(Row(R"("name": "a", "real_time": 1)"), "no \"cpu_time\"");
  ExpectError(Row(R"("name": "a", "real_time": -1, "cpu_time": 1)"), "is -1");
  ExpectError(Row(R"("name": "a", "real_time": 0, "cpu_time": 1)"), "is 0");
  ExpectError(Row(R"("name": "a", "real_time": 1, "cpu_time": 1,
                     "time_unit": "h")"),
              "unknown time_unit \"h\"; there are: ns, us, ms, s");
  ExpectError(Row(R"("name": "a", "run_type": "aggregate")"),
              "--benchmark_repetitions=10");
  ExpectError(Row(R"("name": "a", "name": "b")"), "\"name\" twice");
  ExpectError(R"({"benchmarks": [], "benchmarks": []})", "is there twice");
  ExpectError(Row(kPlain) + "\n" + Row(kPlain), "one behind the other");
}

TEST(GoogleBenchmark, ARowThatCannotBeUsedIsNamedAndTheRestIsRead) {
  const std::string rest = std::string("{") + kPlain + "}";
  for (const auto& [row, note] :
       {std::pair{R"({"name": "b", "real_time": 0, "cpu_time": 0})",
                  "b: \"real_time\" is 0 (of a dry run?)"},
        {R"({"name": "b", "real_time": NaN, "cpu_time": 1})",
         "b: \"real_time\" is NaN or infinite"},
        {R"({"name": "b", "real_time": "1", "cpu_time": 1})",
         "b: \"real_time\" is a text, which it cannot be"},
        {R"({"name": "b", "real_time": 1})", "b: has no \"cpu_time\""},
        {R"({"real_time": 1, "cpu_time": 1})", "row 1 has no \"name\""},
        {R"("b")", "row 1 is a text, not an object"}}) {
    const BenchmarkResults results =
        Parse(std::string(R"({"benchmarks": [)") + row + "," + rest + "]}");
    EXPECT_THAT(results.by_name.at("a").real_ns, ElementsAre(2000)) << row;
    EXPECT_THAT(results.notes, ElementsAre(note));
  }
}

TEST(GoogleBenchmark, ManyRowsThatCannotBeUsedAreCounted) {
  std::string rows;
  for (int i = 0; i < 50; ++i) rows += R"({"real_time": 1},)";
  const BenchmarkResults results =
      Parse(R"({"benchmarks": [)" + rows + "{" + kPlain + "}]}");
  EXPECT_EQ(results.notes.size(), 21U);
  EXPECT_EQ(results.notes.back(), "and 30 rows more like these");
}

TEST(GoogleBenchmark, WhatWasSkippedSaysWhy) {
  const BenchmarkResults results = Parse(
      R"({"benchmarks": [{"name": "s", "iterations": 0, "real_time": 0,
         "cpu_time": 0, "skipped": true, "skip_message": "no GPU"}]})");
  EXPECT_EQ(results.by_name.at("s").error, "no GPU");
  EXPECT_TRUE(results.by_name.at("s").skipped);
  EXPECT_THAT(results.by_name.at("s").real_ns, IsEmpty());
}

// As the library prints counters that are no numbers.
TEST(GoogleBenchmark, CountersMayBeNoNumbers) {
  for (const char* word :
       {"NaN", "-NaN", "Infinity", "-Infinity", "nan", "inf", "-nan(ind)"}) {
    const BenchmarkResults results =
        Parse(Row(std::string(kPlain) + ", \"rate\": " + word));
    EXPECT_THAT(results.by_name.at("a").real_ns, ElementsAre(2000)) << word;
    EXPECT_THAT(results.notes, IsEmpty()) << word;
  }
  // A name is a text whatever is in it.
  EXPECT_THAT(Parse(Row(R"("name": "x: NaN", "real_time": 1, "cpu_time": 1)"))
                  .benchmarks,
              ElementsAre("x: NaN"));
}

TEST(GoogleBenchmark, OldAggregatesHaveNoTimes) {
  EXPECT_THAT(Parse(R"({"benchmarks": [{"name": "a", "real_time": 5,
                        "cpu_time": 4}, {"name": "a_BigO"},
                        {"name": "a_RMS", "rms": 0.1}]})")
                  .benchmarks,
              ElementsAre("a"));
}

TEST(GoogleBenchmark, TextAroundTheJsonIsNamedAndLeftOut) {
  const BenchmarkResults results =
      Parse("2026-11-30 Running ./b\n***WARNING*** {ASLR}\n\n" + Row(kPlain) +
            "\ndone in 3 s\n");
  EXPECT_THAT(results.by_name.at("a").real_ns, ElementsAre(2000));
  EXPECT_THAT(results.notes,
              ElementsAre("lines 1 to 3, before the JSON, are left out: "
                          "'2026-11-30 Running ./b'",
                          "the text behind the JSON is left out: "
                          "'done in 3 s'"));
  EXPECT_THAT(Parse("\n\n" + Row(kPlain) + "\n").notes, IsEmpty());
}

TEST(GoogleBenchmark, Utf16IsReadInBothByteOrders) {
  // U+00E4 and, as a pair, U+1F600.
  const std::u16string text =
      u"{\"benchmarks\": [{\"name\": \"\u00e4\U0001f600\", "
      u"\"real_time\": 2, \"cpu_time\": 1}]}";
  for (const bool little : {true, false}) {
    std::string bytes;
    for (const char16_t unit : u"\ufeff" + text) {
      const char low = static_cast<char>(unit & 0xffU);
      const char high = static_cast<char>(unit >> 8U);
      bytes += little ? std::string{low, high} : std::string{high, low};
    }
    EXPECT_THAT(Parse(bytes).benchmarks, ElementsAre("\u00e4\U0001f600"));
    EXPECT_THAT(Parse(bytes.substr(2)).benchmarks,
                ElementsAre("\u00e4\U0001f600"));
  }
}

// Three processes with two repetitions each, one file behind the other.
TEST(GoogleBenchmark, ARepetitionThatIsThereTwiceIsAnotherProcesss) {
  std::string rows;
  for (int i = 0; i < 6; ++i) {
    rows += fmt::format(R"({}{{"name": "a", "repetition_index": {},
                        "real_time": {}, "cpu_time": 1}})",
                        i == 0 ? "" : ",", i % 2, i + 1);
  }
  const BenchmarkResults results = Parse(R"({"benchmarks": [)" + rows + "]}");
  EXPECT_THAT(results.by_name.at("a").real_ns, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(results.by_name.at("a").process, ElementsAre(0, 0, 1, 1, 2, 2));
}

TEST(GoogleBenchmark, FilesOfSeveralProcessesAreOne) {
  BenchmarkResults one = Parse(Row(kPlain));
  one.context["host_name"] = "x";
  BenchmarkResults other = Parse(Row(kPlain));
  other.context["host_name"] = "y";
  const BenchmarkResults both = TakenTogether({one, other}, "both");
  EXPECT_EQ(both.name, "both");
  EXPECT_THAT(both.by_name.at("a").real_ns, ElementsAre(2000, 2000));
  EXPECT_THAT(both.by_name.at("a").process, ElementsAre(0, 1));
  EXPECT_THAT(both.notes, ElementsAre(HasSubstr("host_name differs: x")));
}

TEST(GoogleBenchmark, WhatMachinesDifferInIsNamed) {
  const auto with = [](const std::string& context) {
    return Parse(R"({"context": {)" + context + R"(}, "benchmarks": [{)" +
                 kPlain + "}]}");
  };
  const BenchmarkResults base = with(
      R"("host_name": "p", "num_cpus": 8, "mhz_per_cpu": 3000,
         "library_build_type": "release", "cpu_scaling_enabled": false)");
  EXPECT_THAT(ContextDifferences(base, base), IsEmpty());
  EXPECT_THAT(
      ContextDifferences(
          base, with(R"("host_name": "q", "num_cpus": 4, "mhz_per_cpu": 2000,
                        "library_build_type": "debug",
                        "cpu_scaling_enabled": true, "aslr_enabled": true)")),
      ElementsAre("host_name differs: p in r, q in r",
                  "num_cpus differs: 8 in r, 4 in r",
                  "mhz_per_cpu differs: 3000 in r, 2000 in r",
                  "library_build_type differs: release in r, debug in r",
                  "cpu_scaling_enabled differs: false in r, true in r",
                  "aslr_enabled differs: not said in r, true in r"));
  // A clock that moves, and what an older version does not say.
  EXPECT_THAT(ContextDifferences(base, with(R"("mhz_per_cpu": 2999)")),
              IsEmpty());
}

TEST(GoogleBenchmark, LongTextsAreNotQuotedInFull) {
  const std::string text(1'000'000, 'x');
  ExpectError(Row("\"name\": \"" + text + "\""), "has 1000000 letters");
  ExpectError(Row("\"name\": \"" + text), "not JSON");
  ExpectError(std::string(1'000'000, '['), "not JSON");
}

TEST(GoogleBenchmark, LargeFilesAreRefusedUnread) {
  const TestFolder folder;
  const auto file = folder.path() / "large.json";
  std::ofstream(file) << "{";
  std::filesystem::resize_file(file, size_t{100} << 20U);
  try {
    ReadGoogleBenchmark(file);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("it has 100 MiB"));
  }
  EXPECT_THROW(ReadGoogleBenchmark(folder.path() / "none.json"), Error);
  EXPECT_THROW(ReadGoogleBenchmark(folder.path()), Error);
}

}  // namespace
}  // namespace hmmbench
