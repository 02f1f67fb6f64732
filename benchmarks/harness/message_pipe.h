// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Small messages between a process and one that it forked: plain data, whole or
// not at all.

#ifndef HMMBENCH_BENCHMARKS_HARNESS_MESSAGE_PIPE_H_
#define HMMBENCH_BENCHMARKS_HARNESS_MESSAGE_PIPE_H_

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <type_traits>

#include "fixtures/base/error.h"
#include "fixtures/base/owned_fd.h"

namespace hmmbench {

// The two ends of a pipe.
struct MessagePipe {
  MessagePipe() {
    std::array<int, 2> ends = {-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw Error("cannot make a pipe: {}", std::strerror(errno));
    }
    read = std::make_unique<OwnedFd>(ends[0]);
    write = std::make_unique<OwnedFd>(ends[1]);
  }
  std::unique_ptr<OwnedFd> read;
  std::unique_ptr<OwnedFd> write;
};

// A message is smaller than what a pipe takes at once (PIPE_BUF), so it is
// never sent in part.
template <typename T>
void Send(const OwnedFd& fd, const T& one) {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 4096);
  while (write(fd.get(), &one, sizeof(one)) < 0) {
    if (errno != EINTR) throw Error("a pipe: {}", std::strerror(errno));
  }
}

// Returns nothing when no writer is left.
template <typename T>
std::optional<T> Receive(const OwnedFd& fd) {
  static_assert(std::is_trivially_copyable_v<T>);
  T one{};
  ssize_t size = 0;
  while ((size = read(fd.get(), &one, sizeof(one))) < 0 && errno == EINTR) {
  }
  return size == sizeof(one) ? std::optional(one) : std::nullopt;
}

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_HARNESS_MESSAGE_PIPE_H_
