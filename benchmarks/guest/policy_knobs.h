// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a lock policy shows in a folder of debugfs: files with one number each.
// Files that may be written are its knobs; the others are counters. The kernel
// patch decides which there are, and no name is built in here.

#ifndef HMMBENCH_BENCHMARKS_GUEST_POLICY_KNOBS_H_
#define HMMBENCH_BENCHMARKS_GUEST_POLICY_KNOBS_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace hmmbench {

// Sets knobs to values while it lives, and then back to the values before.
class KnobSetting {
 public:
  // Throws CannotRunHere when the kernel lacks a knob, and Error when it
  // refuses a value. In both cases no knob is changed.
  KnobSetting(const std::filesystem::path& folder,
              const std::map<std::string, uint64_t>& values);
  KnobSetting(const KnobSetting&) = delete;
  KnobSetting& operator=(const KnobSetting&) = delete;
  ~KnobSetting();

 private:
  void Restore() noexcept;

  const std::filesystem::path folder_;
  std::map<std::string, uint64_t> before_;
};

// Returns the counters by name. Empty when the policy has none.
std::map<std::string, uint64_t> ReadPolicyCounters(
    const std::filesystem::path& folder);

// Returns what was counted from `before` to `after`, for counters that are in
// both.
std::map<std::string, uint64_t> Difference(
    const std::map<std::string, uint64_t>& after,
    const std::map<std::string, uint64_t>& before);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_GUEST_POLICY_KNOBS_H_
