// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/policy_knobs.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>

#include "benchmarks/harness/measurement.h"
#include "fixtures/base/error.h"
#include "fixtures/base/owned_fd.h"

namespace hmmbench {
namespace {

// nullopt where there is no such file or no number in it.
std::optional<uint64_t> ReadNumber(const std::filesystem::path& file) {
  const OwnedFd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 32> text{};
  const ssize_t length =
      fd.get() < 0 ? -1 : read(fd.get(), text.data(), text.size());
  if (length <= 0) return std::nullopt;
  uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + length, number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

// Returns 0 or the error number. It makes one write, because the kernel takes
// one value per call.
int WriteNumber(const std::filesystem::path& file, uint64_t number) {
  const OwnedFd fd(open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (fd.get() < 0) return errno;
  const std::string text = std::to_string(number);
  return write(fd.get(), text.data(), text.size()) < 0 ? errno : 0;
}

bool MayBeWritten(const std::filesystem::path& file) {
  struct stat status {};
  // Looks at the file's mode, because root may open everything for writing.
  return stat(file.c_str(), &status) == 0 && (status.st_mode & S_IWUSR) != 0;
}

}  // namespace

KnobSetting::KnobSetting(const std::filesystem::path& folder,
                         const std::map<std::string, uint64_t>& values)
    : folder_(folder) {
  for (const auto& [name, value] : values) {
    const std::filesystem::path file = folder / name;
    const std::optional<uint64_t> before =
        MayBeWritten(file) ? ReadNumber(file) : std::nullopt;
    const int error = before ? WriteNumber(file, value) : 0;
    if (before && error == 0) {
      before_[name] = *before;
      continue;
    }
    Restore();
    if (!before) {
      throw CannotRunHere("this kernel's lock policy has no knob {} (no {})",
                          name, file.string());
    }
    throw Error("the kernel refuses {} = {}: {}", name, value,
                std::strerror(error));
  }
}

KnobSetting::~KnobSetting() { Restore(); }

void KnobSetting::Restore() noexcept {
  for (const auto& [name, value] : before_) WriteNumber(folder_ / name, value);
  before_.clear();
}

std::map<std::string, uint64_t> ReadPolicyCounters(
    const std::filesystem::path& folder) {
  std::map<std::string, uint64_t> counters;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (MayBeWritten(entry.path())) continue;
    if (const auto number = ReadNumber(entry.path())) {
      counters[entry.path().filename().string()] = *number;
    }
  }
  return counters;
}

std::map<std::string, uint64_t> Difference(
    const std::map<std::string, uint64_t>& after,
    const std::map<std::string, uint64_t>& before) {
  std::map<std::string, uint64_t> difference;
  for (const auto& [name, count] : after) {
    const auto start = before.find(name);
    if (start != before.end()) difference[name] = count - start->second;
  }
  return difference;
}

}  // namespace hmmbench
