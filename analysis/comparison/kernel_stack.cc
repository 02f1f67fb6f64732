// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/comparison/kernel_stack.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace hmmbench {
namespace {

constexpr std::string_view kOffset = "+0x";
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";

// Without indentation and the time ("[   12.345678][   T42] ") before it.
std::string_view WithoutTime(std::string_view line) {
  const auto skip_spaces = [&line] {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  };
  skip_spaces();
  while (line.starts_with('[')) {
    const size_t end = line.find(']');
    if (end == std::string_view::npos ||
        line.find_first_not_of(" .0123456789TC", 1) != end) {
      break;
    }
    line.remove_prefix(end + 1);
    skip_spaces();
  }
  return line;
}

// The digits after `prefix`; "" when the line does not start so.
std::string_view NumberAfter(std::string_view line, std::string_view prefix) {
  if (!line.starts_with(prefix)) return {};
  line.remove_prefix(prefix.size());
  return line.substr(0, line.find_first_not_of("0123456789"));
}

class ConsoleReader {
 public:
  std::vector<StackTrace> Read(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) ReadLine(WithoutTime(line));
    Finish();
    return std::move(stacks_);
  }

 private:
  void ReadLine(std::string_view line) {
    if (const auto cpu = NumberAfter(line, "NMI backtrace for cpu ");
        !cpu.empty()) {
      Start(cpu);
      if (line.find("skipped") != std::string_view::npos) Finish();
    } else if (const auto also = NumberAfter(line, "CPU: "); !also.empty()) {
      // A backtrace repeats this line inside; in a panic's trace it stands
      // alone at the top.
      if (also != cpu_) Start(also);
      const size_t command = line.find("Comm: ");
      if (command != std::string_view::npos) {
        const std::string_view name = line.substr(command + 6);
        stack_.who += fmt::format(" ({})", name.substr(0, name.find(' ')));
      }
    } else if (line.starts_with("<NMI>")) {
      in_nmi_ = true;
    } else if (line.starts_with("</NMI>")) {
      in_nmi_ = false;
    } else if (line.starts_with("</TASK>")) {
      Finish();
    } else if (!cpu_.empty() && !line.starts_with("? ") &&
               // The NMI prints a trace of its own for the code that it
               // interrupted.
               (!in_nmi_ || line.starts_with("RIP: ")) &&
               line.find(kOffset) != std::string_view::npos &&
               line.find("/0x") != std::string_view::npos) {
      stack_.frames.emplace_back(line);
    }
  }

  void Start(std::string_view cpu) {
    Finish();
    cpu_ = cpu;
    stack_.who = fmt::format("CPU {}", cpu);
  }

  void Finish() {
    if (!stack_.frames.empty()) stacks_.push_back(std::move(stack_));
    stack_ = StackTrace();
    cpu_.clear();
    in_nmi_ = false;
  }

  std::vector<StackTrace> stacks_;
  StackTrace stack_;  // being read
  std::string cpu_;   // of it; "" between backtraces
  bool in_nmi_ = false;
};

}  // namespace

std::string FunctionOf(std::string_view frame) {
  const size_t offset = frame.find(kOffset);
  std::string_view name;
  if (offset != std::string_view::npos) {
    name = frame.substr(0, offset);
    const size_t before = name.find_last_not_of(kNameCharacters);
    if (before != std::string_view::npos) name.remove_prefix(before + 1);
  } else {
    name = frame.substr(0, frame.find_first_not_of(kNameCharacters));
  }
  name = name.substr(0, name.find('.', 1));
  return std::string(name.empty() ? frame : name);
}

std::vector<std::string> FunctionsOf(const StackTrace& stack) {
  std::vector<std::string> functions;
  functions.reserve(stack.frames.size());
  std::transform(stack.frames.begin(), stack.frames.end(),
                 std::back_inserter(functions), FunctionOf);
  return functions;
}

const StackTrace* FindStack(const Stall& stall, std::string_view role) {
  const auto found = std::find_if(stall.stacks.begin(), stall.stacks.end(),
                                  [role](const StackTrace& stack) {
                                    return stack.who.starts_with(role) &&
                                           !stack.frames.empty();
                                  });
  return found == stall.stacks.end() ? nullptr : &*found;
}

std::vector<StackTrace> StacksOnConsole(const std::vector<std::string>& lines) {
  return ConsoleReader().Read(lines);
}

}  // namespace hmmbench
