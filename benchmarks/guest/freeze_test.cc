// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// On files that stand for the guest's; fixtures/guest/guest_boot_test.cc stops
// a real one.

#include "benchmarks/guest/freeze.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "fixtures/base/error.h"
#include "fixtures/base/gzip.h"
#include "fixtures/base/temporary_folder.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

void Write(const fs::path& file, const std::string& contents) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << contents;
}

TEST(Freeze, NeedsTheWatchdogOfATemplate) {
  const TemporaryFolder folder;
  Write(folder.path() / "0000:00:01.0" / "vendor", "0x1af4\n");
  Write(folder.path() / "0000:00:01.0" / "device", "0x1043\n");
  EXPECT_THAT([&] { Freeze(folder.path()); },
              ThrowsMessage<Error>(HasSubstr("no watchdog i6300esb")));
}

TEST(Freeze, SetsTheWatchdogAndSleepsUntilItHasEnded) {
  const TemporaryFolder folder;
  const fs::path device = folder.path() / "0000:00:02.0";
  Write(device / "vendor", "0x8086\n");
  Write(device / "device", "0x25ab\n");
  Write(device / "config", std::string(256, '\0'));
  const auto start = std::chrono::steady_clock::now();
  const std::jthread qemu([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(2200));
    std::fstream stream(device / "config");
    stream.seekp(0x68) << '\0' << std::flush;
  });
  Freeze(folder.path());
  EXPECT_GE(std::chrono::steady_clock::now() - start,
            std::chrono::milliseconds(2200));
  std::ifstream stream(device / "config", std::ios::binary);
  const std::string config{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(config.substr(0x60, 2), std::string("\7\0", 2));
}

TEST(ReadGiven, ReadsWhatThisCopyIsToDo) {
  const TemporaryFolder folder;
  // Longer than what it was given, as the template's kernel takes it to be.
  std::string text(5000, 'x');
  text.append("end");
  const std::string given = Gzip(text);
  Write(folder.path() / "given" / "raw", given + std::string(4096, '\0'));
  std::string digits = std::to_string(given.size());
  digits.insert(0, 10 - digits.size(), '0');
  Write(folder.path() / "given-bytes" / "raw", digits);
  EXPECT_EQ(ReadGiven(folder.path()), text);
  Write(folder.path() / "given-bytes" / "raw", "0000000000");
  EXPECT_EQ(ReadGiven(folder.path()), "");
}

TEST(ReadGiven, SaysWhatIsDamaged) {
  const TemporaryFolder folder;
  EXPECT_THROW(ReadGiven(folder.path()), Error);
  Write(folder.path() / "given-bytes" / "raw", "00000000x2");
  EXPECT_THAT([&] { ReadGiven(folder.path()); },
              ThrowsMessage<Error>(HasSubstr("is no number: 00000000x2")));
  Write(folder.path() / "given-bytes" / "raw", "0000000002");
  Write(folder.path() / "given" / "raw", "no gzip");
  EXPECT_THAT([&] { ReadGiven(folder.path()); },
              ThrowsMessage<Error>(HasSubstr("what this copy is to do")));
}

}  // namespace
}  // namespace hmmbench
