// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/guest/steady_memory.h"

#include <malloc.h>

#include <array>
#include <climits>
#include <cstddef>
#include <cstdlib>

namespace hmmbench {
namespace {

// Only what is written of it takes memory.
constexpr size_t kHeap = size_t{64} << 20U;
constexpr size_t kStack = size_t{256} << 10U;
constexpr size_t kPage = 4096;

// A stack grows by a fault, which takes mmap_lock for writing.
void TouchStack() {
  std::array<volatile char, kStack> stack;  // NOLINT: written below
  for (size_t i = 0; i < stack.size(); i += kPage) stack[i] = 0;
}

}  // namespace

void HoldMemory() {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  // Volatile, so that the compiler does not leave both calls out.
  void* volatile heap = std::malloc(kHeap);
  std::free(heap);
  TouchStack();
}

}  // namespace hmmbench
