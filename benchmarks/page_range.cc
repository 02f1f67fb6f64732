// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/page_range.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "fixtures/error.h"

namespace hmmbench {

PageRange::PageRange(size_t pages) : pages_(pages) {
  void* address = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (address == MAP_FAILED) {
    throw Error("cannot map {} pages: {}", pages, std::strerror(errno));
  }
  words_ = static_cast<uint64_t*>(address);
  // A kernel without huge pages refuses the advice, and does not need it.
  if (madvise(address, bytes(), MADV_NOHUGEPAGE) != 0 &&
      access("/sys/kernel/mm/transparent_hugepage", F_OK) == 0) {
    const int error = errno;
    munmap(address, bytes());
    throw Error(
        "cannot keep huge pages away (madvise): {}{}", std::strerror(error),
        error == ENOSYS ? "; the kernel needs CONFIG_ADVISE_SYSCALLS" : "");
  }
}

PageRange::~PageRange() { munmap(words_, bytes()); }

}  // namespace hmmbench
