// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/progress_line.h"

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

namespace hmmbench {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(ProgressLine, RewritesOneLineOfATerminal) {
  std::ostringstream out;
  {
    ProgressLine line(out, 80, milliseconds(0));
    line.Update("compiling 1/9");
    EXPECT_EQ(out.str(), "\rcompiling 1/9\033[K");
    line.Update("too soon after the one before");
    EXPECT_EQ(out.str(), "\rcompiling 1/9\033[K");
    line.Finish("built");
    EXPECT_EQ(out.str(), "\rcompiling 1/9\033[K\r\033[Kbuilt\n");
    line.Update("next");
  }
  EXPECT_EQ(out.str(),
            "\rcompiling 1/9\033[K\r\033[Kbuilt\n\rnext\033[K\r\033[K");
}

TEST(ProgressLine, NeverWraps) {
  std::ostringstream out;
  ProgressLine line(out, 10, milliseconds(0));
  line.Update("0123456789");
  EXPECT_EQ(out.str(), "\r012345678\033[K");
}

TEST(ProgressLine, ALogGetsAnOccasionalLine) {
  std::ostringstream out;
  ProgressLine line(out, 0, hours(1));
  line.Update("compiling 1/9");
  line.Update("compiling 2/9");
  line.Finish("");
  line.Finish("built");
  line.Update("linking");
  EXPECT_EQ(out.str(), "compiling 1/9\nbuilt\nlinking\n");
}

}  // namespace
}  // namespace hmmbench
