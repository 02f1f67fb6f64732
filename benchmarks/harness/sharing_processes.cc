// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/sharing_processes.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/harness/message_pipe.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "fixtures/base/error.h"
#include "fixtures/measure/shadow_memory.h"

namespace hmmbench {
namespace {

struct Extent {
  uint64_t begin = 0;
  uint64_t end = 0;
};

// Returns the anonymous memory of this process that a child does not need: all
// but `range`, this thread's stack and its thread-local data.
std::vector<Extent> OwnMemory(const PageRange& range) {
  const Extent kept{range.Address(0), range.Address(0) + range.bytes()};
  const auto thread = reinterpret_cast<uint64_t>(__builtin_thread_pointer());
  const auto stack = reinterpret_cast<uint64_t>(__builtin_frame_address(0));
  std::vector<Extent> own;
  if (kNeedsShadowMemory) return own;
  std::ifstream maps("/proc/self/maps");
  std::string line;
  while (std::getline(maps, line)) {
    std::istringstream fields(line);
    Extent extent;
    char dash = 0;
    std::string permissions;
    std::string offset;
    std::string device;
    uint64_t inode = 0;
    fields >> std::hex >> extent.begin >> dash >> extent.end >> permissions >>
        offset >> device >> std::dec >> inode;
    if (!permissions.starts_with("rw") || permissions.back() != 'p') continue;
    const auto holds = [&extent](uint64_t address) {
      return extent.begin <= address && address < extent.end;
    };
    if (inode != 0 || holds(thread) || holds(stack)) continue;
    own.push_back(
        {extent.begin, std::clamp(kept.begin, extent.begin, extent.end)});
    own.push_back({std::clamp(kept.end, extent.begin, extent.end), extent.end});
  }
  std::erase_if(own, [](const Extent& e) { return e.begin >= e.end; });
  return own;
}

// Keeps memory out of children while this object lives. See MADV_DONTFORK in
// madvise(2): such a mapping is neither copied nor write-protected.
class NotForked {
 public:
  explicit NotForked(std::vector<Extent> memory) : memory_(std::move(memory)) {
    Advise(MADV_DONTFORK);
  }
  NotForked(const NotForked&) = delete;
  NotForked& operator=(const NotForked&) = delete;
  ~NotForked() { Advise(MADV_DOFORK); }

 private:
  void Advise(int advice) const {
    for (const Extent& extent : memory_) {
      madvise(reinterpret_cast<void*>(extent.begin), extent.end - extent.begin,
              advice);
    }
  }

  std::vector<Extent> memory_;
};

// Where a child finds the pages and its ends of the pipes.
struct Place {
  uint64_t* words = nullptr;
  size_t pages = 0;
  int orders = -1;
  int views = -1;
};

// Runs in the child, which has little memory but its stack. It makes system
// calls only, through a function that the dynamic linker has already found, and
// the check, which needs no other memory. It sleeps until it gets a pattern.
[[noreturn]] void AwaitOrders(Place place) {
  syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  while (true) {
    PagePattern pattern(0);
    if (syscall(SYS_read, place.orders, &pattern, sizeof pattern) !=
        static_cast<long>(sizeof pattern)) {
      continue;
    }
    SharingProcesses::View view{.pages = place.pages};
    for (size_t page = 0; page < place.pages; ++page) {
      const uint64_t* words = place.words + page * kPageWords;
      const auto wrong =
          pattern.CheckPage(reinterpret_cast<uint64_t>(words), words);
      if (!wrong) continue;
      ++view.wrong;
      if (!view.first_wrong) view.first_wrong = wrong;
    }
    syscall(SYS_write, place.views, &view, sizeof view);
  }
}

}  // namespace

SharingProcesses::SharingProcesses(size_t count, const PageRange& range) {
  if (count == 0) return;
  std::vector<std::unique_ptr<Process>> processes;
  for (size_t i = 0; i < count; ++i) {
    processes.push_back(std::make_unique<Process>());
  }
  processes_.reserve(count);
  const NotForked own(OwnMemory(range));
  syscall(SYS_getpid);  // the dynamic linker finds it here
  for (auto& process : processes) {
    const Place place{.words = range.Page(0),
                      .pages = range.pages(),
                      .orders = process->orders.read->get(),
                      .views = process->views.write->get()};
    const long pid = syscall(SYS_fork);
    if (pid == 0) AwaitOrders(place);
    if (pid < 0) {
      const int error = errno;
      Kill();
      throw Error("cannot fork a process that shares the pages: {}",
                  std::strerror(error));
    }
    process->pid = static_cast<pid_t>(pid);
    // Only the child has this end now, so this process notices when the child
    // ends.
    process->views.write->Close();
    processes_.push_back(std::move(process));
  }
}

SharingProcesses::~SharingProcesses() { Kill(); }

SharingProcesses::View SharingProcesses::Look(const PagePattern& pattern) {
  for (const auto& process : processes_) Send(*process->orders.write, pattern);
  View all;
  for (const auto& process : processes_) {
    const auto view = Receive<View>(*process->views.read);
    if (!view) {
      throw Error("a process that shares the pages ended by itself");
    }
    all.pages += view->pages;
    all.wrong += view->wrong;
    if (!all.first_wrong) all.first_wrong = view->first_wrong;
  }
  return all;
}

void SharingProcesses::End() {
  if (!Kill()) throw Error("a process that shares the pages ended by itself");
}

bool SharingProcesses::Kill() {
  bool all = true;
  for (const auto& process : std::exchange(processes_, {})) {
    kill(process->pid, SIGKILL);
    int status = 0;
    while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR) {
    }
    all = all && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }
  return all;
}

}  // namespace hmmbench
