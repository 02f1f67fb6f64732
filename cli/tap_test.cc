// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/tap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(TapTest, TellsPassedFailedAndSkippedApart) {
  const auto file =
      std::filesystem::path(testing::TempDir()) / "tap_test_results.tap";
  std::ofstream(file) << "TAP version 13\n"
                         "1..4\n"
                         "# Starting 4 tests from 2 test cases.\n"
                         "#  RUN           hmm.open_close ...\n"
                         "#            OK  hmm.open_close\n"
                         "ok 1 hmm.open_close\n"
                         "not ok 2 hmm.fork\n"
                         "ok 3 hmm.coherent # SKIP DEVICE_COHERENT missing\n"
                         "could not open hmm dmirror driver\n"
                         "ok";
  EXPECT_THAT(ReadTap(file),
              UnorderedElementsAre(Pair("hmm.open_close", TapResult::kPassed),
                                   Pair("hmm.fork", TapResult::kFailed),
                                   Pair("hmm.coherent", TapResult::kSkipped)));
  std::filesystem::remove(file);
}

TEST(TapTest, MissingFileIsAnError) {
  EXPECT_THROW(ReadTap("/nonexistent/results.tap"), Error);
}

}  // namespace
}  // namespace hmmbench
