// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The virtual clock, parallel CPUs and the count on paper side by side, in
// plain characters.

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "analysis/model/model_check.h"
#include "analysis/report/notation.h"
#include "analysis/report/text_table.h"

namespace hmmbench {
namespace {

constexpr size_t kWidth = 75;

std::string Written(const std::optional<RunFigure>& figure) {
  if (!figure) return std::string(kAbsent);
  return (figure->bound ? ">" : "") + Count(figure->value);
}

std::string Over(const std::optional<double>& value,
                 const std::optional<RunFigure>& parallel) {
  if (!value || !parallel || parallel->value <= 0) return std::string(kAbsent);
  return Ratio(*value / parallel->value);
}

std::string Row(std::string_view policy, std::string_view figure,
                const std::array<std::string, 5>& values,
                std::string_view verdict) {
  return fmt::format("  {:<8} {:<6} {:>7} {:>8} {:>6} {:>8} {:>7}  {}\n",
                     policy.substr(0, 8), figure, values[0], values[1],
                     values[2], values[3], values[4], verdict);
}

std::string CellText(const CheckedCell& cell) {
  std::string text = "\n" + Wrap(PlainAscii(cell.parallel_cell), kWidth, "");
  text +=
      fmt::format("  delay {} of a fault\n\n", Ratio(cell.delay_over_fault));
  text +=
      Row("", "", {"virtual", "parallel", "paper", "virt/par", "pap/par"}, "");
  for (const CheckedPolicy& policy : cell.policies) {
    for (const CheckedFigure& figure : policy.figures) {
      const std::optional<double> on_virtual =
          figure.on_virtual ? std::optional(figure.on_virtual->value)
                            : std::nullopt;
      text += Row(&figure == &policy.figures.front() ? PlainAscii(policy.label)
                                                     : std::string(),
                  figure.name,
                  {Written(figure.on_virtual), Written(figure.on_parallel),
                   Count(figure.on_paper), Over(on_virtual, figure.on_parallel),
                   Over(figure.on_paper, figure.on_parallel)},
                  figure.reason);
    }
  }
  return text;
}

std::array<int, 3> CountAgreements(const ModelCheck& check) {
  std::array<int, 3> counts{};
  for (const CheckedCell& cell : check.cells) {
    for (const CheckedPolicy& policy : cell.policies) {
      for (const CheckedFigure& figure : policy.figures) {
        if (figure.agreement)
          ++counts.at(static_cast<size_t>(*figure.agreement));
      }
    }
  }
  return counts;
}

std::string Conclusion(const ModelCheck& check) {
  const auto [holds, fails, undecided] = CountAgreements(check);
  const std::string counts =
      fmt::format("of {} figures {} hold, {} fail and {} are undecided",
                  holds + fails + undecided, holds, fails, undecided);
  switch (check.agreement) {
    case Agreement::kHolds:
      return "The virtual clock's races agree with CPUs that run in "
             "parallel: " +
             counts + ".";
    case Agreement::kFails:
      return "The virtual clock's races do not agree with CPUs that run in "
             "parallel: " +
             counts + ".";
    case Agreement::kUndecided:
      break;
  }
  return "Undecided: " +
         (check.disturbed.empty() ? counts : check.disturbed + "; " + counts) +
         ".";
}

}  // namespace

std::string ModelCheckText(const ModelCheck& check) {
  std::string text =
      Wrap(fmt::format("Model check: the virtual clock against {} parallel "
                       "CPUs ({})",
                       check.cpus, PlainAscii(check.parallel_run.fidelity)),
           kWidth, "") +
      "\n" + Wrap(PlainAscii(Conclusion(check)), kWidth, "* ");
  for (const std::string& warning : check.warnings) {
    text += Wrap(PlainAscii(warning), kWidth, "warning: ");
  }
  for (const CheckedCell& cell : check.cells) text += CellText(cell);
  text += "\n";
  const auto note = [&text](const std::string& words) {
    text += Wrap(PlainAscii(words), kWidth, "* ");
  };
  note(fmt::format(
      "An uncontended fault takes {} on the virtual clock and {} on the "
      "parallel CPUs; delays are scaled by that.",
      Duration(check.virtual_fault_us * 1e3),
      Duration(check.parallel_fault_us * 1e3)));
  if (check.idle_exit_us) {
    note(fmt::format("To wake an idle CPU takes {} on the virtual clock.",
                     Duration(*check.idle_exit_us * 1e3)));
  }
  note(
      "faults and calls (of migrate_to_ram()) are of all threads, a page; "
      "speed is touches a second over stock's.");
  note(fmt::format(
      "A count holds within a factor of {}, that of stock's getref within {}; "
      "a speed, where parallel CPUs tell it from stock's, on the same side of "
      "1. \"boots differ\": the means are farther apart than that, single "
      "boots are not.",
      kCountFactor, kGetrefCountFactor));
  note(
      "paper: a simulation of the race with the parallel CPUs' fault and "
      "delay. It takes no part in the verdict.");
  if (!check.wakeup_cell.empty()) {
    note(fmt::format(
        "A wake-up takes {} on paper, so that the speed of wait is as measured "
        "in {}; there it is fitted, not predicted.",
        Duration(check.wakeup_us * 1e3), check.wakeup_cell));
  }
  note("virtual run: " + check.virtual_run.id +
       "; parallel run: " + check.parallel_run.id);
  return text;
}

}  // namespace hmmbench
