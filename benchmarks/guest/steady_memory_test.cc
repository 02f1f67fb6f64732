// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/steady_memory.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "fixtures/base/text_file.h"

namespace hmmbench {
namespace {

// The sanitizers have heaps of their own, which change as they like.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// Small blocks and large ones, more than the heap begins with.
void UseMemory() {
  std::vector<std::unique_ptr<std::string>> blocks;
  for (size_t i = 0; i < 3000; ++i) {
    blocks.push_back(std::make_unique<std::string>(100 + 37 * (i % 300), 'x'));
    if (i % 7 == 0) blocks[i / 2].reset();
  }
  const std::string large(size_t{8} << 20U, 'y');
  const std::string text = ReadTextFile("/proc/self/status");
}

TEST(HoldMemory, TheAddressSpaceStaysAsItIs) {
  // In a process of its own: it is for good.
  const pid_t child = fork();
  if (child == 0) {
    HoldMemory();
    const std::string before = ReadTextFile("/proc/self/maps");
    const std::string then = ReadTextFile("/proc/self/maps");
    UseMemory();
    _exit(ReadTextFile("/proc/self/maps") == then && !before.empty() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(HoldMemory, WithoutItTheAddressSpaceChanges) {
  const pid_t child = fork();
  if (child == 0) {
    const std::string then = ReadTextFile("/proc/self/maps");
    UseMemory();
    const std::string held(size_t{1} << 20U, 'z');
    _exit(ReadTextFile("/proc/self/maps") == then ? 1 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}
#endif

}  // namespace
}  // namespace hmmbench
