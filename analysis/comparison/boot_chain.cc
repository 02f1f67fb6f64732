// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/boot_chain.h"

#include <algorithm>

namespace hmmbench {
namespace {

// The boot that `boot` continues; null when it stands for itself.
const ScheduledBoot* Continued(const ScheduledBoot& boot,
                               const std::vector<ScheduledBoot>& schedule) {
  if (boot.continues < 0) return nullptr;
  const auto found = std::find_if(
      schedule.begin(), schedule.end(), [&boot](const ScheduledBoot& other) {
        return other.boot == boot.continues && other.boot < boot.boot &&
               other.variant == boot.variant && other.block == boot.block;
      });
  return found == schedule.end() ? nullptr : &*found;
}

}  // namespace

int FirstOfChain(const ScheduledBoot& boot,
                 const std::vector<ScheduledBoot>& schedule) {
  const ScheduledBoot* first = &boot;
  while (const ScheduledBoot* before = Continued(*first, schedule)) {
    first = before;
  }
  return first->boot;
}

int PassOf(const ScheduledBoot& boot,
           const std::vector<ScheduledBoot>& schedule) {
  const int first = FirstOfChain(boot, schedule);
  return static_cast<int>(std::count_if(
      schedule.begin(), schedule.end(), [&](const ScheduledBoot& other) {
        return other.variant == boot.variant && other.block == boot.block &&
               other.boot < first && Continued(other, schedule) == nullptr;
      }));
}

}  // namespace hmmbench
