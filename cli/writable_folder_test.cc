// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/writable_folder.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace hmmbench {
namespace {

namespace fs = std::filesystem;

class WritableFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "hmmbench-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::ofstream(folder_ / "file") << "text";
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(WritableFolderTest, OneThatDoesNotExistIsMadeInItsParent) {
  EXPECT_TRUE(CanWrite(folder_));
  EXPECT_TRUE(CanWrite(folder_ / "results"));
  EXPECT_TRUE(CanWrite(folder_ / "some/results"));
}

TEST_F(WritableFolderTest, AFileIsNone) {
  EXPECT_FALSE(CanWrite(folder_ / "file"));
  EXPECT_FALSE(CanWrite(folder_ / "file/results"));
}

TEST_F(WritableFolderTest, TheFirstThatCanBeWrittenIsTaken) {
  EXPECT_EQ(FirstWritable({folder_ / "file/results", folder_ / "results",
                           folder_ / "other"}),
            folder_ / "results");
}

TEST_F(WritableFolderTest, WithoutAnyItIsTheFirst) {
  EXPECT_EQ(FirstWritable({folder_ / "file/results", folder_ / "file"}),
            folder_ / "file/results");
}

}  // namespace
}  // namespace hmmbench
