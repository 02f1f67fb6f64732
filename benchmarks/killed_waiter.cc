// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// killed_waiter: processes fault on a page whose folio's lock is held by a
// fault that sleeps in the driver, and get SIGKILL there. How long do they take
// to exit?
//
//   holder                    waiters (forked, they share the page)
//   faults, has the folio's
//   lock, sleeps in the
//   driver
//                             fault on the page; the policy says what they do
//                             SIGKILL
//   goes on, long after       exit: at once, or not before the holder goes on
//
// Stresses    the end of a wait that its cause does not end: hardware that does
//             not answer, a lock that is not released, an oops. Here the cause
//             ends after a second or two, so that the wait can be measured.
// Separates   waits that a fatal signal ends from those that it does not.
// Expect      phase:lock, side:cpu. trylock, resched: a fault is over at once
//             and is taken again, so the signal is seen: under a millisecond.
//             wait, adaptive, lock-ref-pincount: uninterruptible, until the
//             holder unlocks the folio. stock, pincount, lock-ref: longer,
//             since the killed waiters have their own turns in the driver,
//             under its mutex, and under stock and lock-ref make each other
//             fail. wait-killable: at once. phase:entry: a migration entry
//             stands; all but wait-killable sleep on it, and no signal ends
//             that. side:device: a request to a device. trylock spins inside
//             hmm_range_fault(), which looks for no signal.
//
// The two phases. lock: the driver's mutex is held by a fault on another page
// (the first of the range), whose copy takes hold_ms; the holder waits for that
// mutex before migrate_vma_setup(). Then it copies for as long itself, so that
// the folio stays locked for 2 hold_ms. entry: the holder is in its copy.
// Control. no_holder: the waiters do not fault, and sleep in user mode: what a
// signal, an exit and the measurement take. With side:device that includes the
// close of the device's file, which evicts the whole device since 6.12.86.
//
// A waiter that is killed gets no data; `killed` counts these. `outlived`
// counts those that were still there when the holder was through: what had not
// ended by then ended because the holder went on. After 2 hold_ms and a minute
// a waiter is given up, and the guest with it.

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "benchmarks/harness/increase.h"
#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/oracle_tally.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/page_range.h"
#include "benchmarks/harness/pinned_threads.h"
#include "benchmarks/harness/read_back.h"
#include "benchmarks/harness/scenario.h"
#include "benchmarks/harness/stall_evidence.h"
#include "benchmarks/harness/uncounted.h"
#include "benchmarks/harness/waiter_process.h"
#include "fixtures/base/error.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/histogram.h"
#include "fixtures/measure/usage.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {
namespace {

using SteadyClock = std::chrono::steady_clock;

// The time between two looks at a thread that is about to sleep.
constexpr std::chrono::microseconds kNap(200);
// A thread that does not sleep in the driver after this long does not.
constexpr std::chrono::seconds kInside(10);
// A waiter that takes faults does not sleep; after so many it is known to spin.
constexpr uint64_t kSpins = 16;
// A waiter that is still there so long after the signal is looked at.
constexpr std::chrono::milliseconds kLate(10);
// A busy host may look on too late. Each further try holds for twice as long.
constexpr int kTries = 5;
// The time between two signs of life.
constexpr std::chrono::seconds kSign(1);
// A waiter that is still there so long after the holder is given up. Under
// lock-ref each of them gets its turn in the driver first, several times.
constexpr std::chrono::seconds kEnd(60);

// The watchdog's CPU is left to it. The two threads that sleep in the driver
// share one.
struct Cpus {
  int watchdog = 0;
  int holder = 0;
  std::vector<int> waiters;
};

Cpus ChooseCpus(const Topology& topology, size_t waiters) {
  std::vector<int> all;
  for (const auto& node : topology.nodes()) {
    all.insert(all.end(), node.cpus.begin(), node.cpus.end());
  }
  std::ranges::sort(all);
  if (all.size() < waiters + 2) {
    throw CannotRunHere(
        "killed_waiter with {} waiters needs {} CPUs, one for the watchdog and "
        "one for the holder; there are {}",
        waiters, waiters + 2, all.size());
  }
  Cpus cpus{.watchdog = all[0], .holder = all[1], .waiters = {}};
  for (size_t i = 0; i < waiters; ++i) cpus.waiters.push_back(all[i + 2]);
  return cpus;
}

// Waits until `done` or for kInside. Returns `done`.
bool Await(const std::function<bool()>& done) {
  const auto end = SteadyClock::now() + kInside;
  while (!done()) {
    if (SteadyClock::now() > end) return false;
    std::this_thread::sleep_for(kNap);
  }
  return true;
}

// A look that finds a thread asleep in the kernel may have met it on its way to
// a lock. Two in a row are believed.
bool SleepsInKernel(pid_t tid) {
  for (int look = 0; look < 2; ++look) {
    const auto state = ReadThreadState(tid);
    if (!state || state->state != 'D') return false;
    std::this_thread::sleep_for(kNap);
  }
  return true;
}

class KilledWaiter : public Measurement {
 public:
  KilledWaiter(const Cell& cell, const MeasurementContext& context)
      : cell_(cell),
        context_(context),
        cpus_(ChooseCpus(context.topology,
                         static_cast<size_t>(cell.Number("waiters")))),
        holds_(cell.Word("control") == "none"),
        lock_phase_(cell.Word("phase") == "lock"),
        side_(cell.Word("side") == "device" ? WaiterProcess::Side::kDevice
                                            : WaiterProcess::Side::kCpu),
        hold_(std::chrono::milliseconds(cell.Number("hold_ms"))),
        sleepers_({cpus_.holder, cpus_.holder}),
        waiters_done_(cpus_.waiters.size()) {
    if (!context.peer.CanReopen()) {
      throw CannotRunHere(
          "{} is of one process; this scenario's waiters are processes of "
          "their own",
          context.peer.Name());
    }
    RunOnCpu(cpus_.watchdog);
    context.owner.SetFaultCost({});
    counters_before_ = context.owner.Counters();
  }
  ~KilledWaiter() override { context_.owner.SetFaultCost({}); }

  uint64_t Round() override;
  [[nodiscard]] bool Broken() const override { return oracle_.broken(); }
  [[nodiscard]] CellRecord Record() override;

 private:
  // The threads of sleepers_.
  enum Sleeper : size_t { kBlocker, kHolder };
  using Waiters = std::vector<std::unique_ptr<WaiterProcess>>;
  struct Watch {
    bool watched = false;
    std::array<std::atomic<bool>, 2> done{};  // the sleepers
    std::atomic<bool> holder_may_go{false};
    std::atomic<bool> broken_off{false};
    std::string failure;    // why the round measured nothing
    bool too_late = false;  // it was over before the waiters were killed
    uint64_t all_exited_ns = 0;
  };

  void Try(Watch* watch);
  void PutDataInPlace(PageRange& range);
  void HoldBack(const PageRange& range, Watch* watch, size_t sleeper);
  void LookOn(const Waiters& waiters, Watch* watch);
  [[nodiscard]] std::string AwaitInside(const Waiters& waiters, Watch* watch);
  void KillAll(const Waiters& waiters, Watch* watch);
  [[nodiscard]] Stall Describe(const Waiters& waiters, size_t who,
                               uint64_t ns) const;
  void Lose();
  void CheckData(const PageRange& range, const Waiters& waiters);

  const Cell& cell_;
  const MeasurementContext& context_;
  const Cpus cpus_;
  const bool holds_;
  const bool lock_phase_;
  const WaiterProcess::Side side_;
  std::chrono::milliseconds hold_;
  PinnedThreads sleepers_;
  PagePattern pattern_{0};

  uint64_t rounds_ = 0;
  std::vector<uint64_t> round_ns_;
  uint64_t pages_ = 0;  // that were fought for
  uint64_t touches_ = 0;
  uint64_t killed_ = 0;
  uint64_t outlived_ = 0;
  Histogram exits_;  // from the signal
  std::vector<ThreadUsage> waiters_done_;
  std::optional<Stall> slow_;
  bool given_up_ = false;
  OracleTally oracle_;
  std::map<std::string, uint64_t> counters_before_;
};

uint64_t KilledWaiter::Round() {
  std::string failure;
  for (int tries = 0; tries < kTries; ++tries, hold_ *= 2) {
    const auto before = context_.owner.Counters();
    Watch watch;
    Try(&watch);
    if (watch.failure.empty()) return round_ns_.back();
    failure = watch.failure;
    Add(Increase(before, context_.owner.Counters()), &counters_before_);
    if (!watch.too_late) break;
  }
  throw Error("{}", failure);
}

// Measures a round, or says in `watch` why it could not.
void KilledWaiter::Try(Watch* watch) {
  pattern_ = PagePattern(pattern_.generation() + 1);
  PageRange range(static_cast<size_t>(cell_.Number("pages")));
  PutDataInPlace(range);
  Waiters waiters;
  for (const int cpu : cpus_.waiters) {
    waiters.push_back(std::make_unique<WaiterProcess>(
        WaiterProcess::Task{.cpu = cpu,
                            .side = side_,
                            .page = range.Page(range.pages() - 1),
                            .accesses = holds_},
        context_.peer));
  }
  if (holds_) {
    if (!context_.owner.SetFaultCost({.copy_sleep = hold_,
                                      .driver_lock = lock_phase_,
                                      .lock_whole = lock_phase_})) {
      throw CannotRunHere(
          "the driver of {} cannot sleep in a fault in this kernel; boot one "
          "with the suite's fixture patches",
          context_.owner.Name());
    }
    sleepers_.Run([&](size_t i) { HoldBack(range, watch, i); }, kNap,
                  [&] { LookOn(waiters, watch); });
    context_.owner.SetFaultCost({});
  } else {
    LookOn(waiters, watch);
  }
  if (!watch->failure.empty()) return;
  Uncounted(context_.owner, &counters_before_,
            [&] { CheckData(range, waiters); });
  ++rounds_;
  ++pages_;
  round_ns_.push_back(watch->all_exited_ns);
}

void KilledWaiter::PutDataInPlace(PageRange& range) {
  for (size_t page = 0; page < range.pages(); ++page) {
    pattern_.Fill(range.Address(page), range.Page(page));
  }
  PageRange bounce(range.pages());
  std::memset(bounce.Page(0), 0, bounce.bytes());
  for (int tries = 0; tries < 8; ++tries) {
    const DeviceResult moved = context_.owner.MigrateToDevice(
        range.Page(0), range.pages(), bounce.Page(0));
    if (context_.owner.CountResident(range.Page(0), range.pages()) <
        range.pages()) {
      continue;
    }
    if (ReadBack(context_.owner, moved, range.Page(0), range.pages(),
                 bounce.Page(0))) {
      for (size_t page = 0; page < range.pages(); ++page) {
        oracle_.Add(pattern_.CheckPage(range.Address(page), bounce.Page(page)),
                    "the device before the round");
      }
    }
    return;
  }
  throw Error("pages did not move to {}", context_.owner.Name());
}

// The work of a sleeper: a fault that takes long.
void KilledWaiter::HoldBack(const PageRange& range, Watch* watch,
                            size_t sleeper) {
  if (sleeper == kHolder) {
    while (!watch->holder_may_go && !watch->broken_off) {
      std::this_thread::sleep_for(kNap);
    }
  }
  if (!watch->broken_off && (sleeper == kHolder || lock_phase_)) {
    const size_t page = sleeper == kHolder ? range.pages() - 1 : 0;
    const volatile uint64_t* const words = range.Page(page);
    (void)words[0];
  }
  watch->done[sleeper] = true;
}

// The watchdog, on a CPU of its own, while the sleepers are in the driver.
void KilledWaiter::LookOn(const Waiters& waiters, Watch* watch) {
  if (watch->watched) return;
  watch->watched = true;
  watch->failure = AwaitInside(waiters, watch);
  watch->broken_off = true;
  if (watch->failure.empty()) KillAll(waiters, watch);
}

// Returns when the holder sleeps in the driver and all waiters wait for it, or
// why that did not come about.
std::string KilledWaiter::AwaitInside(const Waiters& waiters, Watch* watch) {
  const auto sleeps = [&](Sleeper sleeper) {
    const bool came = Await([&] {
      return watch->done[sleeper] || SleepsInKernel(sleepers_.tids()[sleeper]);
    });
    watch->too_late = watch->done[sleeper];
    return came && !watch->too_late;
  };
  if (holds_) {
    if (lock_phase_ && !sleeps(kBlocker)) {
      return "the fault that is to hold the driver's mutex does not sleep";
    }
    watch->holder_may_go = true;
    if (!sleeps(kHolder)) return "the holder does not sleep in the driver";
  }
  for (const auto& waiter : waiters) {
    const auto before = ReadThreadState(waiter->pid());
    waiter->Go();
    if (!holds_) continue;
    const auto waits = [&] {
      const auto now = ReadThreadState(waiter->pid());
      return waiter->Returned() || !now || !before ||
             now->minor_faults >= before->minor_faults + kSpins ||
             SleepsInKernel(waiter->pid());
    };
    if (!Await(waits)) return "a waiter does not fault on the page";
  }
  if (!holds_) std::this_thread::sleep_for(kLate);
  watch->too_late = holds_ && watch->done[kHolder];
  if (watch->too_late) {
    return "the holder was through before the waiters were there; take a "
           "larger hold_ms";
  }
  return "";
}

void KilledWaiter::KillAll(const Waiters& waiters, Watch* watch) {
  std::vector<pollfd> files;
  for (const auto& waiter : waiters) {
    files.push_back({.fd = waiter->exit_fd(), .events = POLLIN, .revents = 0});
  }
  const auto begun = SteadyClock::now();
  const uint64_t start = context_.clock.Now();
  for (const auto& waiter : waiters) waiter->Kill();
  auto signed_on = begun;
  size_t left = waiters.size();
  while (left > 0) {
    poll(files.data(), files.size(), static_cast<int>(kLate.count()));
    const uint64_t ns = context_.clock.ToNs(context_.clock.Now() - start);
    const bool through = holds_ && watch->done[kHolder];
    for (size_t i = 0; i < files.size(); ++i) {
      if (files[i].fd < 0 || files[i].revents == 0) continue;
      files[i].fd = -1;  // poll() leaves it out from now on
      --left;
      exits_.Record(ns);
      if (through) ++outlived_;
      watch->all_exited_ns = ns;
    }
    const auto now = SteadyClock::now();
    if (left > 0 && !slow_ && now >= begun + kLate) {
      const auto late = std::ranges::find_if(
          files, [](const pollfd& file) { return file.fd >= 0; });
      slow_ = Describe(waiters, static_cast<size_t>(late - files.begin()), ns);
    }
    if (now > signed_on + kSign && context_.alive) {
      context_.alive();
      signed_on = now;
    }
    if (left > 0 && !given_up_ && now > begun + 2 * hold_ + kEnd) {
      given_up_ = true;
      Lose();
    }
  }
  if (slow_ && slow_->after_round == rounds_) {
    slow_->stalled_ns = watch->all_exited_ns;
  }
}

// What a waiter does that the signal has not ended yet, and the holder.
Stall KilledWaiter::Describe(const Waiters& waiters, size_t who,
                             uint64_t ns) const {
  const auto look_at = [](const std::string& name, pid_t tid) {
    ThreadLook look = LookAt(tid, {});
    return StackTrace{
        .who = name,
        .state = look.state ? std::string(1, look.state->state) : "",
        .frames = std::move(look.frames)};
  };
  Stall stall;
  stall.after_round = rounds_;
  stall.stalled_ns = ns;
  stall.stacks = {look_at(
      fmt::format("waiter {} (CPU {}), killed", who, waiters[who]->cpu()),
      waiters[who]->pid())};
  if (holds_) {
    stall.stacks.push_back(look_at(fmt::format("holder (CPU {})", cpus_.holder),
                                   sleepers_.tids()[kHolder]));
  }
  stall.lacks = "the waiters had got SIGKILL, and their wait ended by itself";
  stall.rescued = true;
  return stall;
}

// The guest is lost together with a waiter that does not end. Where
// MeasurementContext::lost is set, this does not return.
void KilledWaiter::Lose() {
  CellRecord record = Record();
  if (record.slow) record.slow->rescued = false;
  if (context_.lost) context_.lost(record);
}

void KilledWaiter::CheckData(const PageRange& range, const Waiters& waiters) {
  for (size_t i = 0; i < waiters.size(); ++i) {
    const bool returned = waiters[i]->Returned();
    const int error = waiters[i]->error();
    waiters_done_[i] += waiters[i]->Reap();
    ++touches_;
    if (!returned || error != 0) {
      ++killed_;
      continue;
    }
    oracle_.CountTouch();
    oracle_.Add(pattern_.CheckPage(range.Address(range.pages() - 1),
                                   waiters[i]->Page()),
                fmt::format("waiter {}", i));
  }
  for (size_t page = 0; page < range.pages(); ++page) {
    oracle_.Add(pattern_.CheckPage(range.Address(page), range.Page(page)),
                "a CPU after the round");
  }
}

CellRecord KilledWaiter::Record() {
  CellRecord record = RecordOf(cell_);
  record.rounds = rounds_;
  record.round_ns = round_ns_;
  record.pages = pages_;
  record.touches = touches_;
  oracle_.Fill(&record);
  for (const auto& [name, value] : context_.owner.Counters()) {
    record.device[name] = value - counters_before_[name];
  }
  record.device["killed"] = killed_;
  record.device["outlived"] = outlived_;
  for (size_t i = 0; i < waiters_done_.size(); ++i) {
    const ThreadUsage& usage = waiters_done_[i];
    const bool device = side_ == WaiterProcess::Side::kDevice;
    record.threads.push_back(
        {.role = device ? "device" : "cpu",
         .index = static_cast<int>(i),
         .cpu = cpus_.waiters[i],
         .node = context_.topology.NodeOfCpu(cpus_.waiters[i]),
         .device = device ? context_.peer.Index() : -1,
         .touches = rounds_,
         .minor_faults = usage.minor_faults,
         .major_faults = usage.major_faults,
         .voluntary_switches = usage.voluntary_switches,
         .involuntary_switches = usage.involuntary_switches,
         .user_ns = usage.user_ns,
         .system_ns = usage.system_ns,
         .max_faults_per_touch = std::nullopt,
         .counters = {}});
  }
  if (!exits_.empty()) record.latency["killed"] = exits_;
  if (Broken()) {
    record.outcome = CellOutcome::kBroken;
    record.reason = oracle_.first_wrong();
  } else if (given_up_) {
    record.outcome = CellOutcome::kSlow;
    record.reason =
        fmt::format("{:.1f} s after SIGKILL a waiter had not exited",
                    std::chrono::duration<double>(2 * hold_ + kEnd).count());
  }
  record.slow = slow_;
  return record;
}

HMMBENCH_SCENARIO(
    kKilledWaiter,
    {.name = "killed_waiter",
     .summary = "processes that wait for a page get SIGKILL while the lock's "
                "holder sleeps in the driver",
     .stresses = "the end of a wait that its cause does not end",
     .separates = "waits that a fatal signal ends from those that it does not",
     .expect = "trylock, wait-killable: they exit at once; wait, lock-ref: "
               "when the holder unlocks the folio; stock: when the driver's "
               "mutex is free; with a migration entry: all but wait-killable "
               "when it is removed",
     .axes = {{.name = "waiters",
               .help = "processes that fault on the page, on a CPU each",
               .default_value = "2",
               .lowest = 1,
               .highest = 16},
              {.name = "phase",
               .help = "lock: the holder waits for the driver's mutex, and no "
                       "migration entry stands; entry: it copies, and one does",
               .default_value = "lock",
               .words = {"lock", "entry"}},
              {.name = "side",
               .help = "cpu: the waiters touch the page; device: a device "
                       "does, for them",
               .default_value = "cpu",
               .words = {"cpu", "device"}},
              {.name = "control",
               .help = "none, or no_holder: the waiters sleep in user mode",
               .default_value = "none",
               .words = {"none", "no_holder"}},
              {.name = "hold_ms",
               .help = "time of a copy; the holder sleeps for this long, in "
                       "phase lock for twice as long; in ms",
               .default_value = "1000",
               .lowest = 20,
               .highest = 10'000},
              {.name = "pages",
               .help = "pages on the device; the last is fought for",
               .default_value = "2",
               .lowest = 2,
               .highest = 512}},
     .more_threads = 2,  // a waiter and the holder
     .keeps_cpu = true,
     .start = [](const Cell& cell, const MeasurementContext& context)
         -> std::unique_ptr<Measurement> {
       return std::make_unique<KilledWaiter>(cell, context);
     }});

}  // namespace
}  // namespace hmmbench
