// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Processes that map the same pages as this one and do nothing.

#ifndef HMMBENCH_BENCHMARKS_SHARING_PROCESSES_H_
#define HMMBENCH_BENCHMARKS_SHARING_PROCESSES_H_

#include <sys/types.h>

#include <cstddef>
#include <vector>

namespace hmmbench {

class SharingProcesses {
 public:
  // Forks `count` of them: private pages are shared until somebody writes,
  // those on a device as well. Throws Error when the kernel refuses.
  explicit SharingProcesses(size_t count);
  SharingProcesses(const SharingProcesses&) = delete;
  SharingProcesses& operator=(const SharingProcesses&) = delete;
  // Ends them; their mappings are gone then.
  ~SharingProcesses();

 private:
  void End();

  std::vector<pid_t> pids_;
};

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_SHARING_PROCESSES_H_
