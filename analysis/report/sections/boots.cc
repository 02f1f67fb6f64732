// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <string>

#include "analysis/report/notation.h"
#include "analysis/report/sections.h"

namespace hmmbench {
namespace {

std::string Remark(const RunFolder::Boot& boot) {
  if (boot.scheduled.continues < 0) return boot.record.reason;
  return fmt::format("continues boot {}{}{}", boot.scheduled.continues,
                     boot.record.reason.empty() ? "" : "; ",
                     boot.record.reason);
}

// 0 s stands for a boot that never came so far.
std::string Seconds(double seconds) {
  return seconds > 0 ? fmt::format("{:.1f}s", seconds) : std::string(kAbsent);
}

}  // namespace

void BootsSection(const Comparison& comparison, Document& document) {
  document.Add(Heading{"Boots"});
  Table table;
  table.row_heads = {"boot", "kernel"};
  table.columns = {{"block"}, {"state"}, {"booted in"}, {"total"}, {"reason"}};
  for (const RunFolder::Boot& boot : comparison.boots) {
    const auto variant = static_cast<size_t>(boot.scheduled.variant);
    const bool finished = boot.record.state == BootState::kFinished;
    const std::string reason = Remark(boot);
    table.rows.push_back(
        {.names = {fmt::format("{}", boot.scheduled.boot),
                   comparison.variants[variant].label},
         .values = {{.text = fmt::format("{}", boot.scheduled.block)},
                    {.text = std::string(ToString(boot.record.state)),
                     .tone = finished ? Tone::kPlain : Tone::kAlarm},
                    {.text = Seconds(boot.record.boot_s)},
                    {.text = Seconds(boot.record.total_s)},
                    {.text = reason.empty() ? "" : "see", .note = reason}}});
  }
  document.Add(std::move(table));
  for (const RunFolder::Boot& boot : comparison.boots) {
    if (boot.record.evidence.empty()) continue;
    document.Add(Folded{
        fmt::format(
            "Console of boot {} ({}, {})", boot.scheduled.boot,
            comparison.variants[static_cast<size_t>(boot.scheduled.variant)]
                .label,
            ToString(boot.record.state)),
        boot.record.evidence});
  }
}

}  // namespace hmmbench
