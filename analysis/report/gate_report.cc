// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the result of a gate, for people and for CI systems.

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/report/html_pieces.h"
#include "analysis/report/notation.h"
#include "analysis/verdict/gate.h"

namespace hmmbench {
namespace {

using Status = GateCheck::Status;

// Where a check stands: "wait same_page/threads:4, throughput".
std::string Name(const GateCheck& check) {
  std::string name = check.cell.empty() ? "outside of a cell" : check.cell;
  if (!check.subject.empty()) name += ", " + check.subject;
  return name;
}

// Returns the failed checks first, then the open ones, then the rest.
std::vector<const GateCheck*> WorstFirst(const GateResult& result) {
  std::vector<const GateCheck*> checks;
  for (const Status status :
       {Status::kFailed, Status::kInconclusive, Status::kTolerated,
        Status::kSkipped, Status::kPassed}) {
    for (const GateCheck& check : result.checks) {
      if (check.status == status) checks.push_back(&check);
    }
  }
  return checks;
}

// XML 1.0 has no control characters, not even as references; a console has.
std::string Xml(std::string_view text) { return Escaped(PlainAscii(text)); }

// Returns the reason and the evidence, line by line.
std::string Details(const GateCheck& check) {
  std::string details = Xml(check.reason);
  for (const std::string& line : check.evidence) details += "\n" + Xml(line);
  return details;
}

std::string TestCase(const GateCheck& check) {
  const std::string head =
      fmt::format("  <testcase classname=\"{}\" name=\"{}\"",
                  Xml(check.variant), Xml(Name(check)));
  const auto with = [&](std::string_view element) {
    return fmt::format(
        "{}>\n    <{} type=\"{}\" message=\"{}\">{}</{}>\n"
        "  </testcase>\n",
        head, element, Xml(check.verdict), Xml(check.reason), Details(check),
        element);
  };
  switch (check.status) {
    case Status::kPassed:
      return fmt::format(
          "{}>\n    <system-out>{}: {}</system-out>\n  </testcase>\n", head,
          Xml(check.verdict), Xml(check.reason));
    case Status::kFailed:
      return with("failure");
    case Status::kInconclusive:
      return with("error");
    case Status::kTolerated:
    case Status::kSkipped:
      return fmt::format(
          "{}>\n    <skipped message=\"{}: {}\"/>\n"
          "  </testcase>\n",
          head, Xml(check.verdict), Xml(check.reason));
  }
  return "";
}

// A cell of a table, or a line.
std::string Markdown(std::string_view text) {
  std::string escaped;
  for (const char letter : PlainAscii(text)) {
    if (std::string_view("|<>*_`\\[]").find(letter) != std::string_view::npos) {
      escaped += '\\';
    }
    escaped += letter;
  }
  return escaped;
}

// Lines as they are. The fence is longer than any that they hold.
std::string Fenced(const std::vector<std::string>& lines) {
  std::string text;
  size_t longest = 2;
  size_t ticks = 0;
  for (const std::string& line : lines) {
    text += PlainAscii(line) + "\n";
  }
  for (const char letter : text) {
    ticks = letter == '`' ? ticks + 1 : 0;
    longest = std::max(longest, ticks);
  }
  const std::string fence(longest + 1, '`');
  return fmt::format("{0}\n{1}{0}\n", fence, text);
}

std::string_view Plural(size_t count) { return count == 1 ? "" : "s"; }

}  // namespace

std::string GateText(const GateResult& result) {
  std::string text;
  for (const GateCheck* check : WorstFirst(result)) {
    if (check->status == Status::kPassed) continue;
    text +=
        PlainAscii(fmt::format("{}: {}: {}: {}", ToString(check->status),
                               check->variant, Name(*check), check->reason)) +
        "\n";
    for (const std::string& line : check->evidence) {
      text += "    " + PlainAscii(line) + "\n";
    }
  }
  for (const std::string& warning : result.warnings) {
    text += "warning: " + PlainAscii(warning) + "\n";
  }
  return text + fmt::format("gate: {} ({})\n", Headline(result),
                            PlainAscii(result.title));
}

std::string GateJUnit(const GateResult& result) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"hmmbench: {}\" tests=\"{}\" failures=\"{}\" "
      "errors=\"{}\" skipped=\"{}\">\n"
      "  <properties>\n"
      "    <property name=\"outcome\" value=\"{}\"/>\n"
      "    <property name=\"measured on\" value=\"{}\"/>\n"
      "    <property name=\"command\" value=\"{}\"/>\n"
      "  </properties>\n",
      Xml(result.title), result.checks.size(), result.Count(Status::kFailed),
      result.Count(Status::kInconclusive),
      result.Count(Status::kSkipped) + result.Count(Status::kTolerated),
      Xml(ToString(result.outcome)), Xml(result.fidelity), Xml(result.command));
  for (const GateCheck& check : result.checks) text += TestCase(check);
  return text + "</testsuite>\n";
}

std::string GateMarkdown(const GateResult& result) {
  std::string text = fmt::format(
      "## hmmbench gate: {}\n\n{} ({}). {}.\n", ToString(result.outcome),
      Markdown(result.title), Markdown(result.fidelity), Headline(result));
  const auto checks = WorstFirst(result);
  const size_t passed = result.Count(Status::kPassed);
  if (passed < checks.size()) {
    text += "\n| kernel | what | result | why |\n|---|---|---|---|\n";
  }
  for (const GateCheck* check : checks) {
    if (check->status == Status::kPassed) continue;
    text += fmt::format("| {} | {} | **{}** | {} |\n", Markdown(check->variant),
                        Markdown(Name(*check)), ToString(check->status),
                        Markdown(check->reason));
  }
  for (const GateCheck* check : checks) {
    if (check->evidence.empty()) continue;
    text += fmt::format(
        "\n<details><summary>{} {}</summary>\n\n{}\n</details>\n",
        Xml(check->variant), Xml(Name(*check)), Fenced(check->evidence));
  }
  if (passed > 0) {
    text += fmt::format("\n<details><summary>{} check{} passed</summary>\n\n",
                        passed, Plural(passed));
    for (const GateCheck* check : checks) {
      if (check->status != Status::kPassed) continue;
      text += fmt::format("- {} {}: {}\n", Markdown(check->variant),
                          Markdown(Name(*check)), Markdown(check->reason));
    }
    text += "\n</details>\n";
  }
  for (const std::string& warning : result.warnings) {
    text += fmt::format("\n> {}\n", Markdown(warning));
  }
  return text + "\nReproduce:\n\n" + Fenced({result.command});
}

}  // namespace hmmbench
