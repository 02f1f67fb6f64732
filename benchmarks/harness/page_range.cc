// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/page_range.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

#include "fixtures/base/error.h"
#include "fixtures/device/device.h"

namespace hmmbench {

namespace {

constexpr size_t kHugeBytes = kHugePages * kPageBytes;

}  // namespace

PageRange::PageRange(size_t pages, Backing backing, Device* device)
    : pages_(pages), backing_(backing), mapping_bytes_(bytes()) {
  const size_t alignment = backing == Backing::kHuge ? kHugeBytes
                           : device != nullptr       ? device->RangeAlignment()
                                                     : 1;
  if (alignment > kPageBytes) mapping_bytes_ = bytes() + alignment;
  mapping_ = device != nullptr ? device->AllocateRange(bytes()) : nullptr;
  if (mapping_ != nullptr) {
    provider_ = device;
    words_ = static_cast<uint64_t*>(mapping_);
    return;
  }
  mapping_ = mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping_ == MAP_FAILED) {
    throw Error("cannot map {} pages: {}", pages, std::strerror(errno));
  }
  void* address = mapping_;
  if (alignment > kPageBytes) {
    size_t space = mapping_bytes_;
    address = std::align(alignment, bytes(), address, space);
  }
  words_ = static_cast<uint64_t*>(address);
  const int advice =
      backing == Backing::kHuge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
  // A kernel without huge pages refuses the advice, and does not need it.
  if (madvise(address, bytes(), advice) != 0 &&
      access("/sys/kernel/mm/transparent_hugepage", F_OK) == 0) {
    const int error = errno;
    munmap(mapping_, mapping_bytes_);
    throw Error(
        "cannot {} huge pages (madvise): {}{}",
        backing == Backing::kHuge ? "ask for" : "keep away",
        std::strerror(error),
        error == ENOSYS ? "; the kernel needs CONFIG_ADVISE_SYSCALLS" : "");
  }
}

PageRange::~PageRange() {
  if (provider_ != nullptr) {
    provider_->FreeRange(mapping_);
  } else {
    munmap(mapping_, mapping_bytes_);
  }
}

void PageRange::Drop() const {
  if (madvise(words_, bytes(), MADV_DONTNEED) != 0) {
    throw Error("cannot give {} pages back (madvise): {}", pages_,
                std::strerror(errno));
  }
}

}  // namespace hmmbench
