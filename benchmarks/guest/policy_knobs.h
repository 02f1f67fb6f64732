// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// What a lock policy shows in a folder of debugfs: files of one number each.
// Those that may be written are its knobs, the others count. Which there are is
// the kernel patch's business; nothing here knows a name.

#ifndef HMMBENCH_BENCHMARKS_GUEST_POLICY_KNOBS_H_
#define HMMBENCH_BENCHMARKS_GUEST_POLICY_KNOBS_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace hmmbench {

// Knobs set to values for as long as it lives, then to what they were.
class KnobSetting {
 public:
  // Throws CannotRunHere where the kernel lacks a knob, Error where it refuses
  // the value; no knob is changed then.
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

// The counters by name; empty where the policy has none.
std::map<std::string, uint64_t> ReadPolicyCounters(
    const std::filesystem::path& folder);

// What was counted from `before` to `after`, of counters that are in both.
std::map<std::string, uint64_t> Difference(
    const std::map<std::string, uint64_t>& after,
    const std::map<std::string, uint64_t>& before);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_GUEST_POLICY_KNOBS_H_
