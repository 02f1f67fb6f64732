// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/stall_evidence.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fixtures/base/owned_fd.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

// The CPUs answer one after the other, and the console is slow.
constexpr std::chrono::milliseconds kAnswer(1500);
// The wait after the last line that came.
constexpr std::chrono::milliseconds kQuiet(200);

std::string ReadFile(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Returns the folder of a thread of any process.
std::filesystem::path ThreadFolder(pid_t tid) {
  return fmt::format("/proc/{}/task/{}", tid, tid);
}

std::filesystem::path OwnThreadFolder(pid_t tid) {
  return fmt::format("/proc/self/task/{}", tid);
}

std::string ReadOfThread(pid_t tid, const char* name) {
  const std::string text = ReadFile(OwnThreadFolder(tid) / name);
  return text.empty() ? ReadFile(ThreadFolder(tid) / name) : text;
}

uint64_t NumberAfter(std::string_view text, std::string_view key) {
  const size_t found = text.find(key);
  uint64_t number = 0;
  if (found != std::string_view::npos) {
    std::istringstream(std::string(text.substr(found + key.size(), 32))) >>
        number;
  }
  return number;
}

// The text of one message of /dev/kmsg: "6,339,5140900,-;text\n KEY=value\n".
std::string_view TextOf(std::string_view message) {
  const size_t text = message.find(';');
  if (text == std::string_view::npos) return {};
  message.remove_prefix(text + 1);
  return message.substr(0, message.find('\n'));
}

std::string_view Trimmed(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view()
                                         : line.substr(first);
}

// Returns the text between `before` and `after`, or "" when `before` is not
// there.
std::string_view Between(std::string_view line, std::string_view before,
                         std::string_view after) {
  const size_t found = line.find(before);
  if (found == std::string_view::npos) return {};
  line.remove_prefix(found + before.size());
  return line.substr(0, line.find(after));
}

}  // namespace

std::optional<ThreadState> ReadThreadState(pid_t tid) {
  const std::string stat = ReadOfThread(tid, "stat");
  // The name before it may hold anything, parentheses and spaces too.
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(stat.substr(name_end + 1));
  ThreadState thread;
  std::string skipped;
  fields >> thread.state;
  // ppid pgrp session tty_nr tpgid flags, then minflt: proc(5).
  for (int field = 0; field < 6; ++field) fields >> skipped;
  fields >> thread.minor_faults;
  // The CPU is field 39, minflt is 10.
  for (int field = 11; field < 39; ++field) fields >> skipped;
  fields >> thread.cpu;
  if (!fields) return std::nullopt;
  // Its three numbers are all 0 when the kernel does not count.
  std::istringstream schedstat(ReadOfThread(tid, "schedstat"));
  uint64_t ran_ns = 0;
  if (schedstat >> ran_ns && ran_ns > 0) thread.ran_ns = ran_ns;
  const std::string status = ReadOfThread(tid, "status");
  thread.voluntary_switches = NumberAfter(status, "\nvoluntary_ctxt_switches:");
  thread.involuntary_switches =
      NumberAfter(status, "\nnonvoluntary_ctxt_switches:");
  return thread;
}

void AddCounts(const ThreadState& then, const ThreadState& now, Stall* stall) {
  stall->faults += now.minor_faults - then.minor_faults;
  stall->voluntary_switches += now.voluntary_switches - then.voluntary_switches;
  stall->involuntary_switches +=
      now.involuntary_switches - then.involuntary_switches;
}

ThreadLook LookAt(pid_t tid, std::chrono::nanoseconds at) {
  return {
      .at = at, .state = ReadThreadState(tid), .frames = SleepingStack(tid)};
}

std::optional<uint64_t> RunnableTasks() {
  constexpr std::string_view kKey = "\nprocs_running ";
  const std::string stat = ReadFile("/proc/stat");
  if (stat.find(kKey) == std::string::npos) return std::nullopt;
  return NumberAfter(stat, kKey);
}

std::vector<std::string> SleepingStack(pid_t tid) {
  std::vector<std::string> frames;
  std::istringstream lines(ReadOfThread(tid, "stack"));
  for (std::string line; std::getline(lines, line);) {
    // "[<0>] __flush_work+0x1a3/0x2b0"
    const size_t frame = line.find("] ");
    if (frame != std::string::npos) frames.push_back(line.substr(frame + 2));
  }
  return frames;
}

std::vector<StackTrace> BacktracesOfAllCpus() {
  const OwnedFd log(open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  const OwnedFd sysrq(open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC));
  if (log.get() < 0 || sysrq.get() < 0) return {};
  lseek(log.get(), 0, SEEK_END);
  if (write(sysrq.get(), "l", 1) != 1) return {};

  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  auto last = start;
  std::string text;
  std::array<char, 8192> message{};
  while (Clock::now() < start + kAnswer &&
         (text.empty() || Clock::now() < last + kQuiet)) {
    const ssize_t size = read(log.get(), message.data(), message.size());
    if (size > 0) {
      text += TextOf({message.data(), static_cast<size_t>(size)});
      text += '\n';
      last = Clock::now();
    } else if (size < 0 && errno == EPIPE) {
      continue;  // messages were overwritten; the next ones are readable
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  return ParseBacktraces(text);
}

std::vector<StackTrace> ParseBacktraces(std::string_view log) {
  std::vector<StackTrace> stacks;
  bool in_task = false;
  bool open = false;  // the last of `stacks` is being read
  std::istringstream lines{std::string(log)};
  for (std::string line; std::getline(lines, line);) {
    const std::string_view text = Trimmed(line);
    if (const auto cpu = Between(text, "NMI backtrace for cpu ", " ");
        !cpu.empty()) {
      open = text.find("skipped") == std::string_view::npos;
      in_task = false;
      if (open) stacks.push_back({.who = fmt::format("CPU {}", cpu)});
    } else if (!open) {
      continue;
    } else if (text.starts_with("CPU: ")) {
      const auto pid = Between(text, " PID: ", " ");
      const auto name = Between(text, " Comm: ", " ");
      if (!pid.empty()) {
        stacks.back().who += fmt::format(": {}/{}", name, pid);
      }
    } else if (text.starts_with("RIP: ")) {
      // Only the kernel's own code has a name ("RIP: 0010:func+0x1/0x2").
      const auto frame = Between(text, "RIP: 0010:", " ");
      if (!frame.empty() && stacks.back().frames.empty()) {
        stacks.back().frames.emplace_back(frame);
      }
    } else if (text == "<TASK>") {
      in_task = true;
    } else if (text == "</TASK>") {
      open = false;
    } else if (in_task && !text.starts_with("? ") &&
               text.find("+0x") != std::string_view::npos &&
               text.find(':') == std::string_view::npos) {
      stacks.back().frames.emplace_back(text.substr(0, text.find(' ')));
    }
  }
  return stacks;
}

}  // namespace hmmbench
