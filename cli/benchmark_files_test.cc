// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/benchmark_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "fixtures/base/error.h"
#include "fixtures/base/temporary_folder.h"

namespace hmmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

class BenchmarkFilesTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, int us) const {
    const auto file = folder_.path() / name;
    std::ofstream(file) << R"({"benchmarks": [{"name": "a", "real_time": )"
                        << us << R"(, "cpu_time": 1, "time_unit": "us"}]})";
    return file.string();
  }
  static std::vector<BenchmarkFiles> Of(const std::vector<std::string>& words) {
    return BenchmarkFilesOf({words.begin(), words.end()});
  }

  const TemporaryFolder folder_;
};

TEST_F(BenchmarkFilesTest, AWordIsAFileOrSeveralOfOneSide) {
  const std::string one = Write("one.json", 1);
  const std::string two = Write("two.json", 2);
  Write("new-1.json", 3);
  Write("new-2.json", 4);
  const auto all =
      Of({one + "," + two, "new=" + (folder_.path() / "new-*.json").string()});
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_THAT(all[0].files, ElementsAre(one, two));
  EXPECT_EQ(all[1].label, "new");
  EXPECT_THAT(all[1].files, SizeIs(2));
  const BenchmarkResults results = ReadBenchmarkFiles(all[1]);
  EXPECT_EQ(results.name, "new");
  EXPECT_THAT(results.by_name.at("a").real_ns, ElementsAre(3000, 4000));
  EXPECT_THAT(results.by_name.at("a").process, ElementsAre(0, 1));
}

TEST_F(BenchmarkFilesTest, ANameWithACommaOrAnEqualsSignIsAFile) {
  const std::string odd = Write("a=1,b.json", 1);
  const auto all = Of({odd, Write("two.json", 2)});
  EXPECT_THAT(all.at(0).files, ElementsAre(odd));
  EXPECT_EQ(ReadBenchmarkFiles(all[0]).name, odd);
}

TEST_F(BenchmarkFilesTest, WhatIsNoFileIsARunFolderOrAnError) {
  const std::string one = Write("one.json", 1);
  EXPECT_THAT(Of({folder_.path().string()}), IsEmpty());
  const auto error = [](const std::vector<std::string>& words,
                        const std::string& says) {
    EXPECT_THAT([&] { (void)Of(words); },
                ThrowsMessage<Error>(HasSubstr(says)));
  };
  error({one}, "name two or more");
  error({one, folder_.path().string()}, "no run folder beside them");
  error({one + ",/nowhere.json", one}, "there is no file /nowhere.json");
}

TEST_F(BenchmarkFilesTest, TheBaselineIsNamedAsItIsCalled) {
  auto all = Of({Write("one.json", 1), "mine=" + Write("two.json", 2)});
  PutFirst("mine", &all);
  EXPECT_EQ(all[0].label, "mine");
  PutFirst("one", &all);
  EXPECT_EQ(all[0].label, "");
  EXPECT_THAT([&] { PutFirst("on", &all); },
              ThrowsMessage<Error>(HasSubstr("one")));
}

}  // namespace
}  // namespace hmmbench
