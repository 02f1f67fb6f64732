// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/host_warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

constexpr double kMostOthers = 0.10;
constexpr double kMostSteal = 0.02;
constexpr double kMostClockRate = 1.10;

// Boots in which something took more than `most` of the host's CPUs.
class Shares {
 public:
  explicit Shares(double most) : most_(most) {}
  void Add(const RunFolder::Boot& boot, double taken_s) {
    const double whole_s = boot.record.total_s * boot.record.host->cpus;
    if (whole_s <= 0) return;
    const double share = taken_s / whole_s;
    ++boots_;
    if (share > most_) ++above_;
    if (share > highest_) {
      highest_ = share;
      where_ = boot.scheduled.boot;
    }
  }
  void Tell(std::string_view what, std::vector<std::string>* lines) const {
    if (above_ == 0) return;
    lines->push_back(fmt::format(
        "{} more than {:.0f} % of the host's CPUs in {} of {} boots (most: "
        "{:.0f} %, boot {}): times are disturbed",
        what, most_ * 100, above_, boots_, highest_ * 100, where_));
  }

 private:
  double most_;
  int boots_ = 0;
  int above_ = 0;
  double highest_ = 0;
  int where_ = 0;
};

void TellClockRates(const std::vector<RunFolder::Boot>& boots,
                    std::vector<std::string>* lines) {
  std::optional<double> slowest;
  std::optional<double> fastest;
  for (const RunFolder::Boot& boot : boots) {
    if (!boot.record.host || !boot.record.host->highest_mhz) continue;
    const double mhz = *boot.record.host->highest_mhz;
    slowest = std::min(slowest.value_or(mhz), mhz);
    fastest = std::max(fastest.value_or(mhz), mhz);
  }
  if (!slowest || *fastest <= kMostClockRate * *slowest) return;
  lines->push_back(
      fmt::format("the host's CPUs ran at up to {:.0f} MHz in one boot and up "
                  "to {:.0f} MHz in another: times of boots differ by that",
                  *slowest, *fastest));
}

}  // namespace

std::vector<std::string> HostWarnings(
    const std::vector<RunFolder::Boot>& boots) {
  Shares others(kMostOthers);
  Shares steal(kMostSteal);
  std::vector<std::string> lines;
  for (const RunFolder::Boot& boot : boots) {
    if (!boot.record.host) continue;
    others.Add(boot, boot.record.host->others_s);
    steal.Add(boot, boot.record.host->steal_s);
    if (!boot.record.host->not_pinned.empty()) {
      lines.push_back(fmt::format("boot {}: its CPUs are not pinned: {}",
                                  boot.scheduled.boot,
                                  boot.record.host->not_pinned));
    }
  }
  others.Tell("other work took", &lines);
  steal.Tell("the host's own host took", &lines);
  TellClockRates(boots, &lines);
  return lines;
}

}  // namespace hmmbench
