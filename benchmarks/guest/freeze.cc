// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/freeze.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>

#include "fixtures/base/error.h"
#include "fixtures/base/gzip.h"
#include "fixtures/base/owned_fd.h"

namespace hmmbench {
namespace {

namespace fs = std::filesystem;

// QEMU's i6300esb: its configuration is in its PCI registers, so no driver is
// needed for it.
constexpr const char* kVendor = "0x8086";
constexpr const char* kDevice = "0x25ab";
// 16 bits: the clock runs at 1 MHz, the first timer's end interrupts nobody,
// the second timer's does what QEMU was told to do.
constexpr off_t kConfiguration = 0x60;
constexpr uint16_t kFastAndSilent = 0x7;
// 8 bits: the timers run; QEMU clears it when they have ended.
constexpr off_t kLock = 0x68;
constexpr uint8_t kEnabled = 0x2;
// Two timers of 2^20 - 1 ticks of 960 ns, and so long that QEMU is done with
// what goes on between it and the host while all CPUs sleep yet. Another QEMU's
// ticks may be longer.
constexpr std::chrono::microseconds kBothTimers{2'014'000};
constexpr std::chrono::microseconds kPoll{500};

std::string FirstWord(const fs::path& file) {
  std::ifstream stream(file);
  std::string word;
  stream >> word;
  return word;
}

fs::path FindWatchdog(const fs::path& devices) {
  std::error_code none;
  for (const auto& device : fs::directory_iterator(devices, none)) {
    if (FirstWord(device.path() / "vendor") == kVendor &&
        FirstWord(device.path() / "device") == kDevice) {
      return device.path() / "config";
    }
  }
  throw Error("this guest cannot be a template: it has no watchdog i6300esb");
}

template <typename Value>
void WriteRegister(const OwnedFd& device, off_t at, Value value) {
  constexpr auto kBytes = static_cast<ssize_t>(sizeof(Value));
  if (pwrite(device.get(), &value, sizeof value, at) != kBytes) {
    throw Error("cannot set the watchdog: {}", std::strerror(errno));
  }
}

bool TimersRun(const OwnedFd& device) {
  uint8_t lock = 0;
  if (pread(device.get(), &lock, sizeof lock, kLock) != 1) {
    throw Error("cannot read the watchdog: {}", std::strerror(errno));
  }
  return (lock & kEnabled) != 0;
}

// Not more of it than is asked for: each byte is a way to QEMU and back.
std::string ReadStart(const fs::path& file, size_t bytes) {
  const OwnedFd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) {
    throw Error("cannot read {}: {}", file.string(), std::strerror(errno));
  }
  std::string contents(bytes, '\0');
  size_t done = 0;
  while (done < bytes) {
    const ssize_t size = read(fd.get(), contents.data() + done, bytes - done);
    if (size <= 0) throw Error("{} is too short", file.string());
    done += static_cast<size_t>(size);
  }
  return contents;
}

}  // namespace

void Freeze(const fs::path& devices) {
  const fs::path config = FindWatchdog(devices);
  const OwnedFd device(open(config.c_str(), O_RDWR | O_CLOEXEC));
  if (device.get() < 0) {
    throw Error("cannot open {}: {}", config.string(), std::strerror(errno));
  }
  WriteRegister(device, kConfiguration, kFastAndSilent);
  WriteRegister(device, kLock, kEnabled);
  std::this_thread::sleep_for(kBothTimers);
  while (TimersRun(device)) std::this_thread::sleep_for(kPoll);
}

std::string ReadGiven(const fs::path& folder) {
  constexpr size_t kDigits = 10;
  const std::string digits = ReadStart(folder / "given-bytes" / "raw", kDigits);
  size_t bytes = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    throw Error("the size of what this copy is to do is no number: {}", digits);
  }
  if (bytes == 0) return "";
  return Gunzip(ReadStart(folder / "given" / "raw", bytes),
                "what this copy is to do");
}

}  // namespace hmmbench
