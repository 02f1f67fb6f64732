// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// mixed_range: the starvation of the mailing-list thread, on demand. A migrator
// moves a range that holds a system page S and, above it, a device page D; a
// child process's device (the reader) faults on D at that moment.
//
//   CPU k (reader's)                     CPU m (migrator's)
//   S is touched: it lies in the
//   CPU's LRU batch
//                                        migrate_vma_setup(S, D): locks D, then
//                                        lru_add_drain_all() for S's sake:
//                                        waits for work on CPU k
//   hmm_range_fault(D): D is locked;
//   the policy says what happens now
//
// Stresses    a lock holder that waits for work on the loser's CPU.
// Separates   what spins in the kernel without rescheduling from all else.
// Expect      without preemption: trylock never ends (starved). getref: the
//             reader's own attempts make each other fail, EBUSY after a second.
//             wait and drain-first: done in milliseconds. resched: done for a
//             SCHED_OTHER reader; for SCHED_FIFO when the scheduler's reserve
//             for others (50 ms a second) lets the drain's work run.
//
// Variants. fifo: the reader spins in user mode as SCHED_FIFO until the
// migrator is inside, then reads D: reliable. long_read: no realtime; one
// request over `long_pages` untouched pages, then S and D, is in the kernel
// already when the migration begins. blind: neither knows of the other; both
// begin at one moment, each late by what the seed says; on the virtual clock a
// search over seeds finds the overlap.
// Controls, which must not starve. own_batch: S is touched on the migrator's
// CPU, which drains itself first. above: S lies above D, so that D is unmapped
// before the drain.
//
// A round whose migration is late is starved only if that is proved
// (benchmarks/harness/stall_judgement.h): a busy host delays a reader that
// walks new pages, copies out or sleeps as well. Without the proof it is slow:
// the round goes on for as long as its reader's speed and the machine's make
// likely, and is given up then.
//
// Sources: mm/migrate_device.c, migrate_device_unmap(); mm/swap.c,
// __lru_add_drain_all() and cpu_needs_drain().

#include <fcntl.h>
#include <fmt/format.h>
#include <immintrin.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/oracle_tally.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "benchmarks/harness/pinned_threads.h"
#include "benchmarks/harness/read_back.h"
#include "benchmarks/harness/reader_process.h"
#include "benchmarks/harness/scenario.h"
#include "benchmarks/harness/stagger.h"
#include "benchmarks/harness/stall_evidence.h"
#include "benchmarks/harness/stall_judgement.h"
#include "benchmarks/harness/uncounted.h"
#include "fixtures/base/error.h"
#include "fixtures/base/owned_fd.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/histogram.h"
#include "fixtures/measure/usage.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

using SteadyClock = std::chrono::steady_clock;

// The time between two looks of the watchdog.
constexpr std::chrono::microseconds kLook(500);
// The migrator is inside the drain long before this, if it drains at all. A
// busy host may need longer.
constexpr std::chrono::milliseconds kInside(1000);
// The time between two looks at what the threads of a round do.
constexpr std::chrono::milliseconds kThreadLook(100);
// How often to ask a CPU for its stack when it does not answer.
constexpr int kMostStackLooks = 4;
// While the watchdog looks on for long, it reports once a second that it is
// alive.
constexpr std::chrono::seconds kSign(1);
// The delays of a blind round are at most this many turns of Stagger's loop,
// far more than a migration takes.
constexpr uint32_t kMostTurns = 50'000;
// After a rescue a round ends within a moment, or never.
constexpr std::chrono::seconds kRescue(10);
// Longer than the second after which a device gives up by itself.
constexpr std::chrono::seconds kReadersEnd(10);

// Which page of the system is in no LRU batch any more: bit 5 of an entry of
// /proc/kpageflags, whose index is in bits 0 to 54 of one of /proc/PID/pagemap
// (Documentation/admin-guide/mm/pagemap.rst). Absent without either file.
std::optional<bool> IsOnLru(const void* address) {
  constexpr uint64_t kPresent = uint64_t{1} << 63U;
  constexpr uint64_t kFrame = (uint64_t{1} << 55U) - 1;
  constexpr uint64_t kLru = uint64_t{1} << 5U;
  const auto read = [](const char* file, uint64_t index) {
    const OwnedFd fd(open(file, O_RDONLY | O_CLOEXEC));
    uint64_t entry = 0;
    const bool whole = pread(fd.get(), &entry, sizeof entry,
                             static_cast<off_t>(index * sizeof entry)) ==
                       static_cast<ssize_t>(sizeof entry);
    return whole ? std::optional(entry) : std::nullopt;
  };
  const auto map = read("/proc/self/pagemap",
                        reinterpret_cast<uint64_t>(address) / kPageBytes);
  if (!map || (*map & kPresent) == 0) return std::nullopt;
  const auto flags = read("/proc/kpageflags", *map & kFrame);
  if (!flags) return std::nullopt;
  return (*flags & kLru) != 0;
}

// True unless the stack is the watchdog's own or that of an idle CPU.
bool IsOfInterest(const StackTrace& stack) {
  return std::ranges::none_of(stack.frames, [](const std::string& frame) {
    return frame.starts_with("write_sysrq_trigger+") ||
           frame.starts_with("do_idle+");
  });
}

// Moves what is in this CPU's LRU batches to the lists: unmapping does it.
void EmptyLruBatch() {
  PageRange dummy(1);
  *dummy.Page(0) = 1;
}

// The first word of a page that is not 0.
std::optional<WrongWord> FirstOfEmptyPage(uint64_t address,
                                          const uint64_t* page) {
  const uint64_t* const end = page + kPageWords;
  const uint64_t* const word =
      std::find_if(page, end, [](uint64_t value) { return value != 0; });
  if (word == end) return std::nullopt;
  return WrongWord{address, static_cast<size_t>(word - page), 0, *word};
}

// The CPUs of the threads. The watchdog's CPU is left to it.
struct Cpus {
  int watchdog = 0;
  std::vector<int> readers;
  int migrator = 0;
};

Cpus ChooseCpus(const Topology& topology, size_t readers) {
  std::vector<int> all;
  for (const auto& node : topology.nodes()) {
    all.insert(all.end(), node.cpus.begin(), node.cpus.end());
  }
  std::ranges::sort(all);
  if (all.size() < readers + 2) {
    throw CannotRunHere(
        "mixed_range with {} readers needs {} CPUs, one of them for the "
        "watchdog; there are {}",
        readers, readers + 2, all.size());
  }
  Cpus cpus{.watchdog = all[0], .readers = {all[1]}, .migrator = all[2]};
  for (size_t i = 1; i < readers; ++i) cpus.readers.push_back(all[i + 2]);
  return cpus;
}

class MixedRange : public Measurement {
 public:
  MixedRange(const Cell& cell, const MeasurementContext& context)
      : cell_(cell),
        context_(context),
        cpus_(ChooseCpus(context.topology,
                         static_cast<size_t>(cell.Number("readers")))),
        realtime_(cell.Word("variant") == "fifo"),
        long_read_(cell.Word("variant") == "long_read"),
        blind_(cell.Word("variant") == "blind"),
        control_(cell.Word("control")),
        limit_(std::chrono::milliseconds(cell.Number("limit_ms"))),
        touchers_(control_ == "own_batch"
                      ? std::vector<int>(cpus_.readers.size(), cpus_.migrator)
                      : cpus_.readers),
        migrator_({cpus_.migrator}),
        readers_done_(cpus_.readers.size()) {
    if (!context.peer.CanReopen()) {
      throw CannotRunHere(
          "{} is of one process; this scenario's readers are processes of "
          "their own",
          context.peer.Name());
    }
    RunOnCpu(cpus_.watchdog);
    context.owner.SetFaultCost({});
    counters_before_ = context.owner.Counters();
  }

  uint64_t Round() override;
  [[nodiscard]] bool Broken() const override { return oracle_.broken(); }
  [[nodiscard]] CellRecord Record() override;

 private:
  // The range of one round: the reader's long way, then S and D, one S for each
  // reader's CPU.
  struct Layout {
    explicit Layout(size_t long_pages, size_t readers, bool s_above)
        : long_way(long_pages),
          first_s(long_pages + (s_above ? 1 : 0)),
          d(long_pages + (s_above ? 0 : readers)),
          mixed_pages(readers + 1),
          range(long_pages + readers + 1) {}
    size_t long_way;  // pages before the mixed range
    size_t first_s;
    size_t d;
    size_t mixed_pages;
    PageRange range;
  };
  using Readers = std::vector<std::unique_ptr<ReaderProcess>>;
  // The watchdog's data about a round.
  struct Watch {
    SteadyClock::time_point begun;  // the migration, once it may go
    std::atomic<bool> go{false};
    bool told_readers = false;
    std::optional<SteadyClock::time_point> rescued;
    std::vector<ThreadState> readers;  // when the migration began

    // The readers in their order, then the migrator.
    std::vector<WatchedThread> threads;
    std::vector<std::optional<uint64_t>> runnable;  // at each look
    SteadyClock::time_point looked;
    SteadyClock::time_point signed_on;
    StallJudgement judgement;         // after the last look
    std::vector<StackTrace> running;  // when CPUs last gave their stacks
    // Set when a reader is seen to spin: its faults when its stack was first
    // asked for, how often the stack was asked for, and how often it was known.
    std::optional<uint64_t> faults_then;
    int stack_looks = 0;
    int stacks_known = 0;
    bool late = false;  // the limit has passed
    bool given_up = false;
  };

  void PutDataInPlace(Layout& layout);
  void TouchSystemPages(Layout& layout);
  [[nodiscard]] bool MigratorMayGo(const Readers& readers,
                                   const Watch& watch) const;
  void Look(const Readers& readers, Watch* watch);
  bool LookAtThreads(const Readers& readers, Watch* watch);
  void LookAtStacks(const Readers& readers, Watch* watch);
  [[nodiscard]] bool IsProved(const Readers& readers, Watch* watch);
  [[nodiscard]] bool IsOver(const Watch& watch) const;
  [[nodiscard]] Stall Describe(const Readers& readers,
                               const Watch& watch) const;
  void NoteStarved(const Readers& readers, const Watch& watch);
  void NoteSlow(const Readers& readers, const Watch& watch);
  void Lose();
  void AwaitReaders(const Readers& readers, Watch* watch);
  void Keep(const Layout& layout, const Readers& readers);
  void CheckData(const Layout& layout, const Readers& readers);
  // Checks whole pages: those of `range` from `first` on, with the content in
  // `copy`.
  void CheckPages(const PageRange& range, size_t first, const PageRange& copy,
                  const std::string& who);

  const Cell& cell_;
  const MeasurementContext& context_;
  const Cpus cpus_;
  const bool realtime_;
  const bool long_read_;
  const bool blind_;
  const std::string control_;
  const std::chrono::milliseconds limit_;
  PinnedThreads touchers_;
  PinnedThreads migrator_;
  PagePattern pattern_{0};

  uint64_t migration_ns_ = 0;  // of the round
  ThreadUsage migrator_usage_;
  std::string in_batch_;  // what was seen of S

  uint64_t rounds_ = 0;
  std::vector<uint64_t> round_ns_;
  uint64_t pages_ = 0;
  Histogram migrations_;
  Histogram reads_;
  struct ReaderTotal {
    uint64_t touches = 0;
    uint64_t busy = 0;
    uint64_t max_faults = 0;
    ThreadUsage usage;
  };
  std::vector<ReaderTotal> readers_done_;
  ThreadUsage migrator_total_;
  std::optional<Stall> starvation_;
  std::optional<Stall> slow_;
  bool given_up_ = false;  // a round that was slow did not end by itself
  // The longest time so far that a step takes here without contention.
  SteadyClock::duration lone_step_{0};
  OracleTally oracle_;
  std::map<std::string, uint64_t> counters_before_;
};

uint64_t MixedRange::Round() {
  pattern_ = PagePattern(pattern_.generation() + 1);
  const size_t long_pages =
      long_read_ ? static_cast<size_t>(cell_.Number("long_pages")) : 0;
  Layout layout(long_pages, cpus_.readers.size(), control_ == "above");
  PutDataInPlace(layout);

  Readers readers;
  for (const int cpu : cpus_.readers) {
    // The natural reader goes the long way to D and stops there.
    const size_t first = long_read_ ? 0 : layout.d;
    readers.push_back(std::make_unique<ReaderProcess>(
        ReaderProcess::Task{
            .cpu = cpu,
            .realtime = realtime_,
            .address = layout.range.Page(first),
            .pages = layout.d + 1 - first,
            // The round counts, too: each is another try.
            .stagger = Stagger(
                context_.seed,
                1 + 1000 * pattern_.generation() + readers.size(), kMostTurns)},
        context_.peer, context_.clock));
  }
  // From here on the readers' CPUs do as little as possible beside the touch.
  TouchSystemPages(layout);
  for (const auto& reader : readers) reader->Start();
  Watch watch;
  PageRange bounce(layout.mixed_pages);
  std::memset(bounce.Page(0), 0, bounce.bytes());
  for (const auto& reader : readers) {
    watch.readers.push_back(
        ReadThreadState(reader->pid()).value_or(ThreadState()));
  }
  for (size_t i = 0; i < readers.size(); ++i) {
    watch.threads.push_back({.who = fmt::format("reader {}", i),
                             .may_hold = false,
                             .pages = layout.range.pages()});
  }
  watch.threads.push_back({.who = "the migrator", .may_spin = false});
  const uint64_t starved_before = starvation_ ? starvation_->rounds : 0;
  if (long_read_) {
    for (const auto& reader : readers) reader->Read();
  }
  watch.begun = SteadyClock::now();
  DeviceResult result;
  uint64_t* const mixed = layout.range.Page(layout.long_way);
  Stagger stagger(context_.seed, 1000 * pattern_.generation(), kMostTurns);
  migrator_.Run(
      [&](size_t) {
        // It spins, because a wake-up may take longer than the reader needs.
        while (!watch.go) _mm_pause();
        if (blind_) {
          for (const auto& reader : readers) reader->Read();
          stagger.Wait();
        }
        const UsageSnapshot before;
        const uint64_t start = context_.clock.Now();
        result = context_.owner.MigrateMixed(mixed, layout.mixed_pages,
                                             bounce.Page(0));
        migration_ns_ = context_.clock.ToNs(context_.clock.Now() - start);
        migrator_usage_ = before.Since();
      },
      kLook, [&] { Look(readers, &watch); });
  if (result.error == ENOTTY) {
    throw CannotRunHere(
        "the driver of {} cannot migrate a mixed range in this kernel; boot "
        "one with the suite's fixture patch",
        context_.owner.Name());
  }
  if (!watch.told_readers && realtime_) {
    for (const auto& reader : readers) reader->Read();
  }
  AwaitReaders(readers, &watch);
  const uint64_t ns = static_cast<uint64_t>(
      std::chrono::nanoseconds(SteadyClock::now() - watch.begun).count());
  if (result.error == 0 && context_.owner.ReadsBack()) {
    CheckPages(layout.range, layout.long_way, bounce, "the device");
  }
  Uncounted(context_.owner, &counters_before_,
            [&] { CheckData(layout, readers); });
  ++rounds_;
  const bool starved = starvation_ && starvation_->rounds > starved_before;
  if (watch.late && !starved && !watch.given_up) NoteSlow(readers, watch);
  // The time of a round that was given up says how long the watchdog waits.
  if (starved || watch.given_up) return ns;
  round_ns_.push_back(ns);
  Keep(layout, readers);
  return ns;
}

void MixedRange::PutDataInPlace(Layout& layout) {
  uint64_t* const d = layout.range.Page(layout.d);
  pattern_.Fill(layout.range.Address(layout.d), d);
  PageRange bounce(1);
  *bounce.Page(0) = 0;
  for (int tries = 0; tries < 8; ++tries) {
    const auto start = SteadyClock::now();
    const DeviceResult moved =
        context_.owner.MigrateToDevice(d, 1, bounce.Page(0));
    lone_step_ = std::max(lone_step_, SteadyClock::now() - start);
    if (context_.owner.CountResident(d, 1) < 1) continue;
    if (ReadBack(context_.owner, moved, d, 1, bounce.Page(0))) {
      CheckPages(layout.range, layout.d, bounce, "the device before the round");
    }
    return;
  }
  throw Error("a page did not move to {}", context_.owner.Name());
}

void MixedRange::TouchSystemPages(Layout& layout) {
  touchers_.Run([&](size_t i) {
    EmptyLruBatch();
    const size_t s = layout.first_s + i;
    pattern_.Fill(layout.range.Address(s), layout.range.Page(s));
  });
  const auto on_lru = IsOnLru(layout.range.Page(layout.first_s));
  in_batch_ = !on_lru ? "not known" : *on_lru ? "no" : "yes";
}

// True at once, or for long reads when they are in the kernel with most of
// their way still ahead. It does not wait for a reader that is already done.
bool MixedRange::MigratorMayGo(const Readers& readers,
                               const Watch& watch) const {
  if (!long_read_ || SteadyClock::now() > watch.begun + kReadersEnd) {
    return true;
  }
  const auto enough = static_cast<uint64_t>(cell_.Number("long_pages")) / 64;
  for (size_t i = 0; i < readers.size(); ++i) {
    const auto now = ReadThreadState(readers[i]->pid());
    if (now && !readers[i]->Done() &&
        now->minor_faults < watch.readers[i].minor_faults + enough) {
      return false;
    }
  }
  return true;
}

// The watchdog, on a CPU of its own, while the migrator is in its ioctl.
void MixedRange::Look(const Readers& readers, Watch* watch) {
  if (!watch->go) {
    // This has no pause, because a reader faults on hundreds of pages in a
    // millisecond.
    while (!MigratorMayGo(readers, *watch)) {
    }
    // The whole way is 64 times as long as the part behind the reader.
    if (long_read_) {
      lone_step_ = std::max(lone_step_, SteadyClock::now() - watch->begun);
    }
    watch->begun = SteadyClock::now();
    watch->go = true;
    return;
  }
  const auto now = SteadyClock::now();
  if (realtime_ && !watch->told_readers) {
    const auto migrator = ReadThreadState(migrator_.tids().front());
    const bool inside = migrator && migrator->state == 'D';
    if (inside || now > watch->begun + kInside) {
      for (const auto& reader : readers) reader->Read();
      watch->told_readers = true;
    }
    return;
  }
  if (watch->rescued) {
    const auto wait = std::max<SteadyClock::duration>(
        kRescue, LimitOfSlow(limit_, lone_step_, context_.slow_limit));
    if (now < *watch->rescued + wait || !context_.lost) return;
    Lose();
    return;
  }
  if (!LookAtThreads(readers, watch) || now < watch->begun + limit_) return;
  if (!watch->late) {
    watch->late = true;
    LookAtStacks(readers, watch);
  }
  if (IsProved(readers, watch)) {
    NoteStarved(readers, *watch);
  } else if (IsOver(*watch)) {
    watch->given_up = true;
    NoteSlow(readers, *watch);
  } else {
    return;
  }
  // If this cannot be done, no rescue comes either, and the guest is lost.
  for (const auto& reader : readers) (void)reader->Invalidate();
  watch->rescued = SteadyClock::now();
}

// Returns false when it is too early for another look.
bool MixedRange::LookAtThreads(const Readers& readers, Watch* watch) {
  const auto now = SteadyClock::now();
  if (now < watch->looked + kThreadLook) return false;
  watch->looked = now;
  const auto at = now - watch->begun;
  for (size_t i = 0; i < readers.size(); ++i) {
    watch->threads[i].looks.push_back(LookAt(readers[i]->pid(), at));
  }
  watch->threads.back().looks.push_back(LookAt(migrator_.tids().front(), at));
  watch->runnable.push_back(RunnableTasks());
  if (watch->late && context_.alive && now > watch->signed_on + kSign) {
    context_.alive();
    watch->signed_on = now;
  }
  return true;
}

// Adds to the last look where a running reader is. Only its CPU can tell that.
void MixedRange::LookAtStacks(const Readers& readers, Watch* watch) {
  watch->running = BacktracesOfAllCpus();
  for (size_t i = 0; i < readers.size(); ++i) {
    ThreadLook& look = watch->threads[i].looks.back();
    const std::string on_cpu = fmt::format("CPU {}:", readers[i]->cpu());
    const std::string pid = fmt::format("/{}", readers[i]->pid());
    const auto found =
        std::ranges::find_if(watch->running, [&](const StackTrace& stack) {
          return stack.who.starts_with(on_cpu) && stack.who.ends_with(pid);
        });
    if (found == watch->running.end()) continue;
    look.frames = std::move(found->frames);
    watch->running.erase(found);
  }
}

// True for a starvation that two looks at the spinner's stack do not
// contradict. Between the two the spinner came back to its pages once more, so
// its CPU ran. That all threads sleep for good is believed only after enough
// time for anything that might have woken them.
bool MixedRange::IsProved(const Readers& readers, Watch* watch) {
  const auto judge = [watch] {
    watch->judgement = JudgeStall(watch->threads, watch->runnable);
  };
  judge();
  if (watch->judgement.spinner) {
    const WatchedThread& spinner = watch->threads[*watch->judgement.spinner];
    const ThreadLook& look = spinner.looks.back();
    const uint64_t faults = look.state->minor_faults;
    if (!watch->faults_then) {
      watch->faults_then = faults;
    } else if (faults - *watch->faults_then <= MostFaults(spinner)) {
      return false;  // its CPU may not have run since
    }
    if (look.frames.empty()) LookAtStacks(readers, watch);
    ++watch->stack_looks;
    if (!look.frames.empty()) ++watch->stacks_known;
    judge();
  }
  if (!watch->judgement.spinner) {
    watch->faults_then.reset();
    watch->stack_looks = watch->stacks_known = 0;
    return watch->judgement.starved && IsOver(*watch);
  }
  return watch->stacks_known >= 2 || watch->stack_looks >= kMostStackLooks;
}

bool MixedRange::IsOver(const Watch& watch) const {
  return SteadyClock::now() >=
         watch.begun + LimitOfSlow(limit_, lone_step_, context_.slow_limit);
}

Stall MixedRange::Describe(const Readers& readers, const Watch& watch) const {
  Stall stall;
  stall.after_round = rounds_;
  stall.stalled_ns = static_cast<uint64_t>(
      std::chrono::nanoseconds(SteadyClock::now() - watch.begun).count());
  const auto state_of = [](const ThreadLook& look) {
    return look.state ? std::string(1, look.state->state) : "";
  };
  // Returns the last stack that was seen of it.
  const auto frames_of = [](const WatchedThread& thread) {
    const auto found = std::ranges::find_if(
        thread.looks.rbegin(), thread.looks.rend(),
        [](const ThreadLook& look) { return !look.frames.empty(); });
    return found == thread.looks.rend() ? std::vector<std::string>()
                                        : found->frames;
  };
  const WatchedThread& migrator = watch.threads.back();
  const bool looked = !migrator.looks.empty();
  stall.stacks.push_back(
      {.who = fmt::format("holder (migrator, CPU {})", cpus_.migrator),
       .state = looked ? state_of(migrator.looks.back()) : "",
       .frames = frames_of(migrator)});
  for (size_t i = 0; i < readers.size(); ++i) {
    const WatchedThread& reader = watch.threads[i];
    StackTrace stack{
        .who = fmt::format("spinner (reader, CPU {})", readers[i]->cpu()),
        .frames = frames_of(reader)};
    if (looked) {
      const ThreadLook& last = reader.looks.back();
      stack.state = state_of(last);
      if (last.state) AddCounts(watch.readers[i], *last.state, &stall);
    }
    stall.stacks.push_back(std::move(stack));
  }
  for (const StackTrace& stack : watch.running) {
    if (IsOfInterest(stack)) stall.stacks.push_back(stack);
  }
  const auto& holder_frames = stall.stacks.front().frames;
  const bool drains =
      std::ranges::any_of(holder_frames, [](const std::string& frame) {
        return frame.find("lru_add_drain_all") != std::string::npos;
      });
  stall.prerequisites = {
      {"holder waits in lru_add_drain_all()", holder_frames.empty()
                                                  ? "not known"
                                              : drains ? "yes"
                                                       : "no"},
      {"system page in the reader's LRU batch before", in_batch_},
      {"system page below the device page", control_ == "above" ? "no" : "yes"},
      {"device page mapped by",
       fmt::format("{} processes", readers.size() + 1)},
      {"reader's scheduling class", realtime_ ? "SCHED_FIFO" : "SCHED_OTHER"},
  };
  stall.prerequisites.insert(watch.judgement.conditions.begin(),
                             watch.judgement.conditions.end());
  stall.lacks = watch.judgement.lacks;
  stall.rescued = true;  // until it turns out otherwise
  return stall;
}

void MixedRange::NoteStarved(const Readers& readers, const Watch& watch) {
  if (starvation_) {
    ++starvation_->rounds;
  } else {
    starvation_ = Describe(readers, watch);
  }
}

// Keeps the first stall, but a later one that was given up replaces it, because
// it says more.
void MixedRange::NoteSlow(const Readers& readers, const Watch& watch) {
  const uint64_t before = slow_ ? slow_->rounds : 0;
  if (!slow_ || (watch.given_up && !given_up_)) {
    slow_ = Describe(readers, watch);
  }
  slow_->rounds = before + 1;
  if (slow_->lacks.empty()) slow_->lacks = "it passed by itself";
  given_up_ = given_up_ || watch.given_up;
}

// The guest is lost together with the threads that do not come back. Where
// MeasurementContext::lost is set, this does not return.
void MixedRange::Lose() {
  CellRecord record = Record();
  if (record.starvation) record.starvation->rescued = false;
  if (record.slow) record.slow->rescued = false;
  if (context_.lost) context_.lost(record);
}

// Waits for readers that still work when the migration is over. They have as
// long as the migration had.
void MixedRange::AwaitReaders(const Readers& readers, Watch* watch) {
  const auto all_done = [&readers] {
    return std::ranges::all_of(
        readers, [](const auto& reader) { return reader->Done(); });
  };
  if (!watch->late) {
    for (WatchedThread& thread : watch->threads) thread.looks.clear();
    watch->runnable.clear();
  }
  const auto start = SteadyClock::now();
  const auto end = start + std::max<SteadyClock::duration>(
                               kReadersEnd, LimitOfSlow(limit_, lone_step_,
                                                        context_.slow_limit));
  while (!all_done()) {
    usleep(static_cast<useconds_t>(kLook.count()));
    if (!LookAtThreads(readers, watch)) continue;
    if (SteadyClock::now() < start + kReadersEnd) continue;
    watch->late = true;
    if (SteadyClock::now() < end) continue;
    LookAtStacks(readers, watch);
    watch->judgement = JudgeStall(watch->threads, watch->runnable);
    if (watch->judgement.starved) {
      NoteStarved(readers, *watch);
    } else {
      watch->given_up = true;
      NoteSlow(readers, *watch);
    }
    Lose();
    throw Error("a reader does not come back from the kernel");
  }
}

void MixedRange::Keep(const Layout& layout, const Readers& readers) {
  migrations_.Record(migration_ns_);
  migrator_total_ += migrator_usage_;
  for (size_t i = 0; i < readers.size(); ++i) {
    const ReaderProcess::Result result = readers[i]->GetResult();
    ReaderTotal& total = readers_done_[i];
    ++total.touches;
    if (result.error == EBUSY) ++total.busy;
    total.usage += result.usage;
    total.max_faults = std::max(total.max_faults, result.usage.minor_faults);
    reads_.Record(result.ns);
    pages_ += long_read_ ? layout.d + 1 : 1;
  }
}

void MixedRange::CheckData(const Layout& layout, const Readers& readers) {
  const uint64_t d = layout.range.Address(layout.d);
  for (size_t i = 0; i < readers.size(); ++i) {
    const ReaderProcess::Result result = readers[i]->GetResult();
    if (result.error == EBUSY) continue;  // it read nothing
    if (result.error != 0) {
      throw Error("{} failed to read pages: {}", context_.peer.Name(),
                  std::strerror(result.error));
    }
    const size_t last = long_read_ ? layout.d : 0;
    const std::string who = fmt::format("device thread {}", i);
    oracle_.CountTouch();
    oracle_.Add(pattern_.CheckPage(d, readers[i]->Page(last)), who);
    // No thread has written to the pages of the long way.
    for (size_t page = 0; page < last; ++page) {
      oracle_.Add(
          FirstOfEmptyPage(layout.range.Address(page), readers[i]->Page(page)),
          who);
    }
  }
  for (size_t page = layout.long_way; page < layout.range.pages(); ++page) {
    oracle_.Add(
        pattern_.CheckPage(layout.range.Address(page), layout.range.Page(page)),
        "a CPU after the round");
  }
}

void MixedRange::CheckPages(const PageRange& range, size_t first,
                            const PageRange& copy, const std::string& who) {
  for (size_t page = 0; page < copy.pages(); ++page) {
    oracle_.Add(
        pattern_.CheckPage(range.Address(first + page), copy.Page(page)), who);
  }
}

CellRecord MixedRange::Record() {
  CellRecord record = RecordOf(cell_);
  record.rounds = rounds_;
  record.round_ns = round_ns_;
  record.pages = pages_;
  oracle_.Fill(&record);
  for (const auto& [name, value] : context_.owner.Counters()) {
    record.device[name] = value - counters_before_[name];
  }
  for (size_t i = 0; i < readers_done_.size(); ++i) {
    const ReaderTotal& total = readers_done_[i];
    record.device["request_busy"] += total.busy;
    record.touches += total.touches;
    record.threads.push_back(
        {.role = "device",
         .index = static_cast<int>(i),
         .cpu = cpus_.readers[i],
         .node = context_.topology.NodeOfCpu(cpus_.readers[i]),
         .device = context_.peer.Index(),
         .touches = total.touches,
         .minor_faults = total.usage.minor_faults,
         .major_faults = total.usage.major_faults,
         .voluntary_switches = total.usage.voluntary_switches,
         .involuntary_switches = total.usage.involuntary_switches,
         .user_ns = total.usage.user_ns,
         .system_ns = total.usage.system_ns,
         .max_faults_per_touch = total.max_faults,
         .counters = {}});
  }
  record.threads.push_back(
      {.role = "migrator",
       .index = 0,
       .cpu = cpus_.migrator,
       .node = context_.topology.NodeOfCpu(cpus_.migrator),
       .touches = 0,
       .minor_faults = migrator_total_.minor_faults,
       .major_faults = migrator_total_.major_faults,
       .voluntary_switches = migrator_total_.voluntary_switches,
       .involuntary_switches = migrator_total_.involuntary_switches,
       .user_ns = migrator_total_.user_ns,
       .system_ns = migrator_total_.system_ns,
       .max_faults_per_touch = std::nullopt,
       .counters = {}});
  if (!reads_.empty()) record.latency["device"] = reads_;
  if (!migrations_.empty()) record.latency["migrator"] = migrations_;
  if (Broken()) {
    record.outcome = CellOutcome::kBroken;
    record.reason = oracle_.first_wrong();
  } else if (starvation_) {
    record.outcome = CellOutcome::kStarved;
    record.reason = fmt::format(
        "the migration stood still for {:.1f} s while the reader took {} "
        "faults",
        static_cast<double>(starvation_->stalled_ns) * 1e-9,
        starvation_->faults);
  } else if (given_up_) {
    record.outcome = CellOutcome::kSlow;
    record.reason = fmt::format(
        "given up after {:.1f} s, but not proved to starve: {}",
        static_cast<double>(slow_->stalled_ns) * 1e-9, slow_->lacks);
  }
  if (!Broken()) record.starvation = starvation_;
  record.slow = slow_;
  return record;
}

HMMBENCH_SCENARIO(
    kMixedRange,
    {.name = "mixed_range",
     .summary = "a device faults on a page whose lock's holder waits for the "
                "faulting CPU",
     .stresses = "a lock holder that waits for work on the loser's CPU: "
                 "lru_add_drain_all() in migrate_device_unmap()",
     .separates = "what spins in the kernel without rescheduling from all else",
     .expect = "without preemption: trylock starves; getref: EBUSY after a "
               "second; resched: depends on the reader's scheduling class; "
               "wait and drain-first: milliseconds",
     .axes = {{.name = "variant",
               .help = "fifo: a SCHED_FIFO reader that waits for its moment; "
                       "long_read: SCHED_OTHER, in the kernel already; "
                       "blind: SCHED_OTHER, at a moment that the seed draws",
               .default_value = "fifo",
               .words = {"fifo", "long_read", "blind"}},
              {.name = "readers",
               .help = "processes whose device reads the page, on a CPU each",
               .default_value = "1",
               .lowest = 1,
               .highest = 16},
              {.name = "control",
               .help = "none, or a condition taken away: own_batch, above; "
                       "then nothing starves",
               .default_value = "none",
               .words = {"none", "own_batch", "above"}},
              {.name = "long_pages",
               .help = "untouched pages that a long_read covers first",
               .default_value = "32768",
               .lowest = 64,
               .highest = 65536},
              {.name = "limit_ms",
               .help = "a migration that takes this long starves if its "
                       "reader spins, else it is slow; in ms",
               .default_value = "2000",
               .lowest = 1500,
               .highest = 20'000}},
     .version = 2,
     .more_threads = 1,  // the one that migrates
     .keeps_cpu = true,
     .start = [](const Cell& cell, const MeasurementContext& context)
         -> std::unique_ptr<Measurement> {
       return std::make_unique<MixedRange>(cell, context);
     }});

}  // namespace
}  // namespace hmmbench
