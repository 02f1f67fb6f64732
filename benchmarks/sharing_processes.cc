// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/sharing_processes.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>

#include "fixtures/error.h"

namespace hmmbench {

SharingProcesses::SharingProcesses(size_t count) {
  while (pids_.size() < count) {
    const pid_t pid = fork();
    if (pid < 0) {
      const int error = errno;
      End();
      throw Error("cannot fork a process that shares the pages: {}",
                  std::strerror(error));
    }
    if (pid == 0) {
      // A copy of a process of many threads: system calls only.
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      while (true) pause();
    }
    pids_.push_back(pid);
  }
}

SharingProcesses::~SharingProcesses() { End(); }

void SharingProcesses::End() {
  for (const pid_t pid : pids_) kill(pid, SIGKILL);
  for (const pid_t pid : pids_) {
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  pids_.clear();
}

}  // namespace hmmbench
