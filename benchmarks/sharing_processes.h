// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Processes that map the same pages as this one and do nothing.

#ifndef HMMBENCH_BENCHMARKS_SHARING_PROCESSES_H_
#define HMMBENCH_BENCHMARKS_SHARING_PROCESSES_H_

#include <sys/types.h>

#include <cstddef>
#include <vector>

#include "benchmarks/page_range.h"

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

  // Ends them; their mappings are gone then. Throws Error when one had ended
  // before.
  void End();

 private:
  // Whether all of them were still there.
  bool Kill();

  std::vector<pid_t> pids_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_SHARING_PROCESSES_H_
