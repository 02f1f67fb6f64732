// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// hmmbench-huge-races: threads fault on a huge folio in device memory while
// another thread takes the folio apart. It measures nothing. It gives work to
// the kernel's own checkers (lockdep, KASAN) and finds lost wake-ups, which
// show as a guest that hangs. It prints one TAP line a race, as the kernel's
// selftests do.
//
// In each round a fresh folio is filled and moved to the device. Then two CPU
// threads read all of it, a second device reads it, and the main thread forks,
// zaps, splits, protects or unmaps, all at once.

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "benchmarks/harness/pinned_threads.h"
#include "benchmarks/harness/start_barrier.h"
#include "fixtures/base/error.h"
#include "fixtures/device/dmirror.h"
#include "fixtures/placement/topology.h"

namespace hmmbench {
namespace {

constexpr std::chrono::seconds kTimePerRace{4};
// A delay, so that faults meet in the driver as they do in a real one.
constexpr std::chrono::microseconds kDriverDelay{30};
// The disturbance falls into another moment of the migration in each round.
constexpr int kMoments = 16;
constexpr std::chrono::microseconds kMoment{25};

// The pages that all threads but the disturber read. The other pages may go
// away.
constexpr size_t kReadPages = kHugePages / 2;
constexpr size_t kCpuThreads = 2;

// A word that differs by page, round and race.
uint64_t Mark(uint64_t round, size_t page) {
  return PagePattern(round).Word(page, kSlots);
}

class Races {
 public:
  Races()
      : owner_(0),
        peer_(1),
        bounce_(kHugePages),
        into_(kReadPages),
        barrier_(kCpuThreads + 2, /*crowded=*/false),
        pinned_(Cpus()) {
    owner_.SetFaultCost({.delay = kDriverDelay});
  }

  // Returns what went wrong; empty if nothing did.
  std::string Run(const std::function<void(const PageRange&)>& disturb,
                  bool zaps) {
    zaps_ = zaps;
    wrong_ = 0;
    uint64_t huge_rounds = 0;
    const auto end = std::chrono::steady_clock::now() + kTimePerRace;
    uint64_t rounds = 0;
    while (rounds == 0 || std::chrono::steady_clock::now() < end) {
      ++rounds;
      if (Round(disturb)) ++huge_rounds;
    }
    std::printf("# %llu rounds, the folio was huge in %llu\n",
                static_cast<unsigned long long>(rounds),
                static_cast<unsigned long long>(huge_rounds));
    if (wrong_ > 0) return std::to_string(wrong_) + " words were wrong";
    if (huge_rounds == 0) return "the folio was never huge on the device";
    return "";
  }

 private:
  static std::vector<int> Cpus() {
    const Topology topology = Topology::OfThisMachine();
    std::vector<int> cpus;
    for (const auto& node : topology.nodes()) {
      cpus.insert(cpus.end(), node.cpus.begin(), node.cpus.end());
    }
    std::vector<int> chosen;
    for (size_t i = 0; i < kCpuThreads + 2; ++i) {
      chosen.push_back(cpus[i % cpus.size()]);
    }
    return chosen;
  }

  // Returns whether the folio was huge at the start.
  bool Round(const std::function<void(const PageRange&)>& disturb) {
    const PageRange range(kHugePages, PageRange::Backing::kHuge);
    ++round_;
    for (size_t page = 0; page < range.pages(); ++page) {
      range.Page(page)[0] = Mark(round_, page);
    }
    owner_.MigrateToDevice(range.Page(0), range.pages(), bounce_.Page(0));
    const bool huge =
        owner_.CountHuge(range.Page(0), range.pages()) == range.pages();
    pinned_.Run([&](size_t thread) {
      barrier_.Gather();
      barrier_.Align();
      if (thread < kCpuThreads) {
        ReadByCpu(range, thread);
      } else if (thread == kCpuThreads) {
        ReadByDevice(range);
      } else {
        const auto moment =
            std::chrono::steady_clock::now() + (round_ % kMoments) * kMoment;
        while (std::chrono::steady_clock::now() < moment) {
        }
        disturb(range);
      }
    });
    return huge;
  }

  void Check(size_t page, uint64_t got) {
    if (got != Mark(round_, page) && !(zaps_ && got == 0)) ++wrong_;
  }

  void ReadByCpu(const PageRange& range, size_t thread) {
    for (size_t i = 0; i < kReadPages; ++i) {
      const size_t page = (i + thread * 7) % kReadPages;
      Check(
          page,
          std::atomic_ref(range.Page(page)[0]).load(std::memory_order_relaxed));
    }
  }

  void ReadByDevice(const PageRange& range) {
    DeviceResult result = {.error = EBUSY};
    while (result.error == EBUSY) {
      result = peer_.Read(range.Page(0), kReadPages, into_.Page(0));
    }
    if (result.error != 0) {
      ++wrong_;
      return;
    }
    for (size_t page = 0; page < kReadPages; ++page) {
      Check(page, into_.Page(page)[0]);
    }
  }

  Dmirror owner_;
  Dmirror peer_;
  PageRange bounce_;
  PageRange into_;
  StartBarrier barrier_;
  PinnedThreads pinned_;
  uint64_t round_ = 0;
  bool zaps_ = false;
  std::atomic<uint64_t> wrong_{0};
};

void Require(bool done, const char* what) {
  if (!done) throw Error("{} failed", what);
}

// The child reads a page of each quarter and leaves.
void Fork(const PageRange& range) {
  const pid_t child = fork();
  if (child == 0) {
    uint64_t sum = 0;
    for (size_t page = 0; page < kHugePages; page += kHugePages / 4) {
      sum +=
          std::atomic_ref(range.Page(page)[0]).load(std::memory_order_relaxed);
    }
    _exit(sum == 0 ? 1 : 0);
  }
  Require(child > 0, "fork");
  int status = 0;
  Require(waitpid(child, &status, 0) == child && WIFEXITED(status) &&
              WEXITSTATUS(status) == 0,
          "the child");
}

void Advise(const PageRange& range, size_t first, size_t pages, int advice) {
  Require(madvise(range.Page(first), pages * kPageBytes, advice) == 0,
          "madvise");
}

void Protect(const PageRange& range, size_t first, size_t pages, int allowed) {
  Require(mprotect(range.Page(first), pages * kPageBytes, allowed) == 0,
          "mprotect");
}

struct Race {
  const char* name;
  bool zaps;
  void (*disturb)(const PageRange& range);
};

constexpr Race kRaces[] = {
    {"alone", false, [](const PageRange& /*range*/) {}},
    {"fork", false, Fork},
    {"zap_part", true,
     [](const PageRange& range) { Advise(range, 64, 128, MADV_DONTNEED); }},
    {"zap_all", true,
     [](const PageRange& range) {
       Advise(range, 0, kHugePages, MADV_DONTNEED);
     }},
    {"split_vma", false,
     [](const PageRange& range) {
       Advise(range, 64, 128, MADV_DONTFORK);
       Advise(range, 64, 128, MADV_DOFORK);
     }},
    {"protect_part", false,
     [](const PageRange& range) {
       Protect(range, 64, 128, PROT_READ);
       Protect(range, 64, 128, PROT_READ | PROT_WRITE);
     }},
    {"protect_all", false,
     [](const PageRange& range) {
       Protect(range, 0, kHugePages, PROT_READ);
       Protect(range, 0, kHugePages, PROT_READ | PROT_WRITE);
     }},
    {"unmap_part", false,
     [](const PageRange& range) {
       Require(munmap(range.Page(kReadPages), 100 * kPageBytes) == 0, "munmap");
     }},
};

int RunAll() {
  Races races;
  int number = 0;
  int failed = 0;
  std::printf("TAP version 13\n1..%zu\n", std::size(kRaces));
  for (const Race& race : kRaces) {
    const std::string wrong = races.Run(race.disturb, race.zaps);
    if (!wrong.empty()) ++failed;
    std::printf("%sok %d huge_races.%s%s%s\n", wrong.empty() ? "" : "not ",
                ++number, race.name, wrong.empty() ? "" : " # ", wrong.c_str());
    std::fflush(stdout);
  }
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace hmmbench

int main() {
  try {
    return hmmbench::RunAll();
  } catch (const std::exception& error) {
    std::printf("Bail out! %s\n", error.what());
    return 3;
  }
}
