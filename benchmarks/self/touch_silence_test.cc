// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Between two samples there are no allocations and no system calls: counted.

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <new>

#include "benchmarks/harness/cell_thread.h"
#include "benchmarks/self/fresh_pages.h"

// A sanitizer has an allocator and system calls of its own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HMMBENCH_SANITIZED 1
#else
#define HMMBENCH_SANITIZED 0
#endif

namespace {

// Of this program, by any way in: operator new ends in malloc().
volatile uint64_t allocations = 0;

}  // namespace

#if !HMMBENCH_SANITIZED
// The allocator below, under the names that glibc exports for this. These are
// the C library's own names.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

void* malloc(size_t size) noexcept {
  allocations = allocations + 1;
  return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) noexcept {
  allocations = allocations + 1;
  return __libc_calloc(count, size);
}
void* realloc(void* old, size_t size) noexcept {
  allocations = allocations + 1;
  return __libc_realloc(old, size);
}
void* aligned_alloc(size_t alignment, size_t size) noexcept {
  allocations = allocations + 1;
  return __libc_memalign(alignment, size);
}
}
// NOLINTEND(bugprone-reserved-identifier)
#endif

namespace hmmbench {
namespace {

constexpr size_t kPages = 4096;

struct Counts {
  uint64_t result = 0;  // of the work
  uint64_t allocations = 0;
  uint64_t system_calls = 0;
  bool no_seccomp = false;
  uint64_t faults = 0;  // of the whole child
};

// In memory that the child process shares.
Counts* shared = nullptr;

void OnSystemCall(int /*signal*/) {
  shared->system_calls = shared->system_calls + 1;
}

// Every system call but those with which the child ends and a signal handler
// returns raises SIGSYS instead.
bool TrapSystemCalls() {
  std::array<sock_filter, 5> rules = {{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit_group, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_rt_sigreturn, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog program{.len = rules.size(), .filter = rules.data()};
  struct sigaction action {};
  action.sa_handler = OnSystemCall;
  return sigaction(SIGSYS, &action, nullptr) == 0 &&
         prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// Runs `work` in a child process and counts what it did meanwhile.
Counts CountsOf(const std::function<uint64_t()>& work) {
  void* memory = mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  EXPECT_NE(memory, MAP_FAILED);
  shared = new (memory) Counts;
  const pid_t child = fork();
  EXPECT_GE(child, 0);
  if (child == 0) {
    const uint64_t before = allocations;
    if (TrapSystemCalls()) {
      shared->result = work();
    } else {
      shared->no_seccomp = true;
    }
    shared->allocations = allocations - before;
    _exit(0);
  }
  int status = 0;
  rusage usage{};
  EXPECT_EQ(wait4(child, &status, 0, &usage), child);
  EXPECT_EQ(status, 0);
  Counts counts = *shared;
  counts.faults = static_cast<uint64_t>(usage.ru_minflt);
  munmap(memory, sizeof(Counts));
  return counts;
}

class TouchSilence : public testing::Test {
 protected:
  void SetUp() override {
    if (HMMBENCH_SANITIZED) GTEST_SKIP() << "a sanitizer allocates, too";
    if (CountsOf([] { return 0; }).no_seccomp) {
      GTEST_SKIP() << "no seccomp here";
    }
  }

  FreshPages fresh_{kPages};
};

TEST_F(TouchSilence, TheCountsCount) {
  const Counts counts = CountsOf([] {
    getppid();
    getppid();
    // Volatile: a compiler may leave out what nobody looks at.
    void* volatile block = std::malloc(1);
    std::free(block);
    const int* volatile number = new int(1);
    delete number;
    return 0;
  });
  EXPECT_EQ(counts.system_calls, 2);
  EXPECT_EQ(counts.allocations, 2);
}

TEST_F(TouchSilence, ATouchThatFaultsNeitherAllocatesNorCallsTheSystem) {
  for (const bool writes : {false, true}) {
    SCOPED_TRACE(writes ? "write" : "read");
    ThreadWork work;
    if (writes) work.slot = 0;
    CpuThread thread(fresh_.round, work, [](CpuThread&) {});
    const Counts counts = CountsOf([&] {
      for (size_t page = 0; page < kPages; ++page) thread.Touch(page);
      return thread.recorder().latency().count();
    });
    EXPECT_EQ(counts.result, kPages);
    EXPECT_GE(counts.faults, kPages);
    EXPECT_EQ(counts.allocations, 0);
    EXPECT_EQ(counts.system_calls, 0);
  }
}

TEST_F(TouchSilence, NorDoesOneOfAnOpenLoop) {
  ThreadWork work;
  work.open_loop = true;
  Counts counts;
  CpuThread thread(fresh_.round, work, [&counts](CpuThread& self) {
    counts = CountsOf([&self] {
      for (size_t page = 0; page < kPages; ++page) self.TouchAt(page, page);
      return self.response()->count();
    });
  });
  thread.RunRound();
  EXPECT_EQ(counts.result, kPages);
  EXPECT_GE(counts.faults, kPages);
  EXPECT_EQ(counts.allocations, 0);
  EXPECT_EQ(counts.system_calls, 0);
}

}  // namespace
}  // namespace hmmbench
