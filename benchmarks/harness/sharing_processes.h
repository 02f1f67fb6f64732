// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Processes that map the same pages as this one. They do nothing until they are
// asked what they see there.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_SHARING_PROCESSES_H_
#define HMMBENCH_BENCHMARKS_HARNESS_SHARING_PROCESSES_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "benchmarks/harness/message_pipe.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"

namespace hmmbench {

class SharingProcesses {
 public:
  // Forks `count` of them that share `range`, on a device or not, until
  // somebody writes. They do not share this process's other memory, or the
  // threads' own data would fault as well. Throws Error when the kernel
  // refuses.
  SharingProcesses(size_t count, const PageRange& range);
  SharingProcesses(const SharingProcesses&) = delete;
  SharingProcesses& operator=(const SharingProcesses&) = delete;
  ~SharingProcesses();

  // Says what they see in the pages, word by word. The memory is private, so
  // they do not see what other processes wrote since the fork, and all slots
  // must be empty as they were then. Their reads fault back pages that are on a
  // device. Throws Error when one of them has ended.
  struct View {
    uint64_t pages = 0;  // of all processes
    uint64_t wrong = 0;  // of these
    std::optional<WrongWord> first_wrong = std::nullopt;
  };
  [[nodiscard]] View Look(const PagePattern& pattern);

  // Ends them; their mappings are then gone. Throws Error when one had ended
  // before.
  void End();

 private:
  struct Process {
    pid_t pid = -1;
    MessagePipe orders;
    MessagePipe views;
  };

  // Returns whether all of them were still there.
  bool Kill();

  std::vector<std::unique_ptr<Process>> processes_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_SHARING_PROCESSES_H_
