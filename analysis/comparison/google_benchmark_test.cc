// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/google_benchmark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "analysis/test_run.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
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
  ExpectError(Row(R"("name": "a", "real_time": NaN)"), "NaN");
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
  const std::string repetition =
      std::string("{") + kPlain + R"(, "repetition_index": 4})";
  ExpectError(R"({"benchmarks": [)" + repetition + "," + repetition + "]}",
              "a: repetition 4 is there twice");
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
