// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/cell_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmarks/harness/axes.h"
#include "benchmarks/harness/cell_nodes.h"
#include "benchmarks/harness/cell_thread.h"
#include "benchmarks/harness/increase.h"
#include "benchmarks/harness/measurement.h"
#include "benchmarks/harness/page_pattern.h"
#include "benchmarks/harness/read_back.h"
#include "benchmarks/harness/scenario.h"
#include "benchmarks/harness/sharing_processes.h"
#include "benchmarks/harness/stagger.h"
#include "benchmarks/harness/stall_evidence.h"
#include "benchmarks/harness/stall_judgement.h"
#include "benchmarks/harness/start_barrier.h"
#include "benchmarks/harness/uncounted.h"
#include "fixtures/base/error.h"
#include "fixtures/device/delay_shape.h"
#include "fixtures/device/device.h"
#include "fixtures/device/driver_profile.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"
#include "fixtures/record/retry_accounting.h"

namespace hmmbench {
namespace {

// How often to try a migration to the device. A page stays behind while
// something holds a reference to it for a moment, as the LRU's batches do.
constexpr int kMigrationTries = 8;

// The watchdog's interval. Each look takes a CPU from the threads for
// microseconds.
constexpr std::chrono::milliseconds kLookInterval(500);

uint64_t Bit(const std::optional<size_t>& slot) {
  return slot ? uint64_t{1} << *slot : 0;
}

// Returns the cost that the cell's axes ask of the driver. An axis that the
// scenario does not have asks for nothing.
FaultCost CostOf(const Cell& cell, const MeasurementContext& context) {
  const auto number = [&cell](const char* axis) {
    return cell.axes.contains(axis) ? cell.Number(axis) : 0;
  };
  const auto lock = cell.axes.find("driver_lock");
  FaultCost cost = {
      .delay = std::chrono::microseconds(number("delay_us")),
      .notifier = std::chrono::microseconds(number("notifier_us")),
      .copy_busy = std::chrono::microseconds(number("copy_us")),
      .copy_sleep = std::chrono::microseconds(number("copy_sleep_us")),
      .driver_lock = lock != cell.axes.end() && lock->second != "off",
      .lock_whole = lock != cell.axes.end() && lock->second == "whole",
      .refuse = std::chrono::microseconds(number("refuse_us")),
  };
  const auto driver = cell.axes.find("driver");
  if (driver != cell.axes.end()) cost = AsDriver(driver->second, cost);
  // Without any time there is nothing to draw.
  if (!cost.TakesTime()) return cost;
  const auto shape = cell.axes.find("delay_shape");
  if (shape != cell.axes.end()) {
    cost.shape = DelayShapeFromString(shape->second);
  }
  cost.seed = context.delay_seed;
  cost.busy_counts = context.clock.counts_instructions();
  return cost;
}

// Pages of 4 KiB; a scenario of huge folios counts those.
size_t PagesOf(const Cell& cell) {
  return cell.axes.contains("folios")
             ? kHugePages * static_cast<size_t>(cell.Number("folios"))
             : static_cast<size_t>(cell.Number("pages")) *
                   axes::StridePages(cell);
}

PageRange::Backing BackingOf(const Cell& cell) {
  const auto mapping = cell.axes.find("mapping");
  return mapping != cell.axes.end() && mapping->second == "huge"
             ? PageRange::Backing::kHuge
             : PageRange::Backing::kBase;
}

bool ShareCpus(std::vector<int> cpus) {
  std::ranges::sort(cpus);
  return std::ranges::adjacent_find(cpus) != cpus.end();
}

}  // namespace

CellRun::CellRun(const Cell& cell, const MeasurementContext& context)
    : cell_(cell),
      context_(context),
      nodes_(NodesOf(cell, context.topology)),
      range_(PagesOf(cell), BackingOf(cell), &context.owner),
      bounce_(range_.pages()) {
  const std::string never = context.owner.WhyItNeverFaults();
  if (!never.empty()) throw CannotRunHere("{}", never);
  round_.stride = axes::StridePages(cell);
  round_.clock = &context.clock;
  round_.range = &range_;
  round_.owner = &context.owner;
  round_.peer = &context.peer;
  cell.scenario->body(*this);
  if (range_.of_device() &&
      (sharers_ > 0 || range_.backing() == PageRange::Backing::kHuge)) {
    throw CannotRunHere(
        "memory of {}'s own is neither shared with forked processes nor made "
        "of huge pages; use memory=system",
        context.owner.Name());
  }
  const std::vector<int> cpus =
      context.cpus.empty()
          ? PlaceThreads(cell, context.topology, nodes_, threads_.size())
          : context.cpus;
  barrier_ = std::make_unique<StartBarrier>(threads_.size(), ShareCpus(cpus));
  round_.barrier = barrier_.get();
  // A measurement of a single thread is judged to the instruction, and a timer
  // tick is not part of it. Among threads that race a tick changes who wins, so
  // there it is part of the measurement.
  round_.tells_ticks =
      threads_.size() == 1 && context_.clock.counts_instructions();
  pinned_.emplace(cpus);

  // Device memory is allocated under the policy of the thread that migrates,
  // which is this one. System memory is allocated under the range's policy.
  context.topology.RunOnNode(context.topology.DataNode());
  context.topology.BindAllocations(nodes_.device);
  // A real driver places its own memory itself.
  if (!range_.of_device()) {
    context.topology.BindRange(range_.Page(0), range_.bytes(), nodes_.system);
  }
  std::memset(bounce_.Page(0), 0, bounce_.bytes());
  context.owner.AdoptRange(range_.Page(0), range_.bytes());

  if (!context.owner.SetFaultCost(CostOf(cell, context))) {
    throw CannotRunHere(
        "the driver of {} cannot delay a fault so in this kernel; boot one "
        "with the suite's fixture patches, or leave delay_us, copy_us, "
        "copy_sleep_us, notifier_us, refuse_us, driver_lock and driver at "
        "nothing",
        context.owner.Name());
  }
  if (full_ && !context.owner.SetMemoryLimit(range_.pages())) {
    throw CannotRunHere(
        "the memory of {} cannot be limited in this kernel; boot one with the "
        "suite's fixture patch",
        context.owner.Name());
  }
  auto warm_up = context.cell_limit;
  if (warm_up) *warm_up /= 10;
  RunThreads(warm_up);
  for (const auto& thread : threads_) thread->Forget();
  whole_pages_checked_ = 0;
  slow_.reset();
  TakeObservations();
  pinned_->Run([this](size_t thread) {
    threads_[thread]->OpenCounters(context_.counters);
  });
  counters_before_ = context.owner.Counters();
  device_pages_before_ = context.owner.MemoryPagesByNode();
}

CellRun::~CellRun() {
  context_.owner.SetFaultCost({});
  context_.owner.SetMemoryLimit(0);
}

size_t CellRun::Count(std::string_view axis) const {
  return static_cast<size_t>(cell_.Number(axis));
}

const std::string& CellRun::Word(std::string_view axis) const {
  return cell_.Word(axis);
}

std::optional<size_t> CellRun::TakeSlot(bool writes) {
  if (!writes) return std::nullopt;
  if (slots_ == kSlots) {
    throw CannotRunHere("at most {} threads of a cell can write", kSlots);
  }
  round_.writers |= Bit(slots_);
  return slots_++;
}

void CellRun::CpuThreads(const CpuWork& how,
                         const std::function<void(CpuThread&)>& work) {
  for (size_t index = 0; index < how.threads; ++index) {
    threads_.push_back(std::make_unique<CpuThread>(
        round_,
        ThreadWork{.index = index,
                   .threads = how.threads,
                   .slot = TakeSlot(how.writes),
                   .faults_per_touch = how.faults_per_touch,
                   .open_loop = how.open_loop,
                   .stagger = Stagger(context_.seed, threads_.size())},
        work));
  }
}

void CellRun::RaceForEachPage() {
  CpuThreads(
      {.threads = Count("threads"),
       .writes = cell_.axes.contains("access") && Word("access") == "write",
       .faults_per_touch = true},
      [](CpuThread& thread) {
        thread.MeetBeforeEach(1, [&](size_t page) { thread.Touch(page); });
      });
}

void CellRun::DeviceThreads(const DeviceWork& how,
                            const std::function<void(DeviceThread&)>& work) {
  std::vector<Device*> mirrors = {&context_.peer};
  while (mirrors.size() < std::min(how.mirrors, how.threads)) {
    if (!context_.peer.CanReopen()) {
      throw CannotRunHere("{} cannot be opened twice; use mirrors:1",
                          context_.peer.Name());
    }
    mirrors.push_back(mirrors_.emplace_back(context_.peer.Reopen()).get());
  }
  for (size_t index = 0; index < how.threads; ++index) {
    const std::optional<size_t> slot = TakeSlot(how.writes);
    whole_page_writers_ |= Bit(slot);
    auto thread = std::make_unique<DeviceThread>(
        round_,
        ThreadWork{.index = index,
                   .threads = how.threads,
                   .slot = slot,
                   .faults_per_touch = how.faults_per_touch,
                   .device = mirrors[index % mirrors.size()],
                   .stagger = Stagger(context_.seed, threads_.size())},
        how.request_pages, work);
    device_threads_.push_back(thread.get());
    threads_.push_back(std::move(thread));
  }
}

void CellRun::MigratorThreads(
    size_t threads, const std::function<void(MigratorThread&)>& work) {
  for (size_t index = 0; index < threads; ++index) {
    auto thread = std::make_unique<MigratorThread>(
        round_,
        ThreadWork{.index = index,
                   .threads = threads,
                   .slot = std::nullopt,
                   .stagger = Stagger(context_.seed, threads_.size())},
        work);
    migrators_.push_back(thread.get());
    threads_.push_back(std::move(thread));
  }
}

void CellRun::MmapThreads(size_t threads,
                          const std::function<void(MmapThread&)>& work) {
  for (size_t index = 0; index < threads; ++index) {
    threads_.push_back(std::make_unique<MmapThread>(
        round_,
        ThreadWork{.index = index,
                   .threads = threads,
                   .slot = std::nullopt,
                   .stagger = Stagger(context_.seed, threads_.size())},
        work));
  }
}

void CellRun::NeedTwoDevices() const {
  if (&context_.owner != &context_.peer) return;
  throw CannotRunHere(
      "{} finds its own pages without a fault, and no second device is there "
      "to "
      "fault on them",
      context_.owner.Name());
}

uint64_t CellRun::Round() {
  RunThreads(context_.cell_limit);
  const uint64_t ns = WorkNs();
  ++rounds_;
  round_ns_.push_back(ns);
  uint64_t touched = 0;
  for (size_t page = 0; page < range_.pages(); page += PageStep()) {
    if (std::ranges::any_of(threads_, [page](const auto& thread) {
          return thread->Touched(page);
        })) {
      ++touched;
    }
  }
  pages_touched_ += touched;
  KeepReturns(touched);
  Add(system_pages_now_, &system_pages_);
  CheckNodes();
  return ns;
}

size_t CellRun::PageStep() const {
  // A part that comes back as a whole counts as one page.
  return range_.backing() == PageRange::Backing::kHuge ? kHugePages
                                                       : round_.stride;
}

std::optional<uint64_t> CellRun::PagesARound() const {
  return range_.pages() / PageStep();
}

// This uses only data that the threads keep in any case, and runs after the
// round, so it adds nothing to what is timed. The end of a stretch comes about
// a microsecond after the end of its touch, because the faults are counted and
// the data is checked in between.
void CellRun::KeepReturns(uint64_t touched) {
  if (!returned_) return;
  // The first stretch is before the first start barrier, and the last one is
  // after the start barrier at which the time was up. Nothing is touched in
  // either.
  const size_t empty = barrier_->time_is_up() ? 2 : 1;
  const size_t stretches = threads_.front()->stretches().size();
  const uint64_t before = returned_->count();
  std::vector<const CellThread*> touchers;
  for (const auto& thread : threads_) {
    for (size_t page = 0; page < range_.pages(); page += PageStep()) {
      if (!thread->Touched(page)) continue;
      touchers.push_back(thread.get());
      break;
    }
  }
  const bool one_page_a_stretch = stretches == touched + empty;
  const bool one_touch_a_page =
      std::ranges::all_of(touchers, [&](const CellThread* thread) {
        return thread->recorder().touches() == before + touched;
      });
  if (!one_page_a_stretch || !one_touch_a_page) {
    returned_.reset();
    return;
  }
  for (size_t stretch = 1; stretch <= touched; ++stretch) {
    uint64_t first = std::numeric_limits<uint64_t>::max();
    uint64_t last = 0;
    for (const CellThread* thread : touchers) {
      first = std::min(first, thread->stretches()[stretch].start);
      last = std::max(last, thread->stretches()[stretch].end);
    }
    returned_->Record(context_.clock.ToNs(last - std::min(first, last)));
  }
}

// A node that a cell asks for by number must be the node that was used.
// Otherwise it would be another cell.
void CellRun::CheckNodes() const {
  const auto check = [](const char* memory, int node,
                        const std::map<int, uint64_t>& pages) {
    for (const auto& [where, count] : pages) {
      if (where == node || count == 0) continue;
      throw Error("{} pages of {} memory are on node {}, not on node {}", count,
                  memory, where, node);
    }
  };
  if (nodes_.system_is_given) check("system", nodes_.system, system_pages_now_);
  if (nodes_.device_is_given) {
    check("device", nodes_.device,
          Increase(device_pages_before_, context_.owner.MemoryPagesByNode()));
  }
}

uint64_t CellRun::WorkNs() const {
  uint64_t ticks = 0;
  const size_t stretches = threads_.front()->stretches().size();
  for (size_t stretch = 0; stretch < stretches; ++stretch) {
    uint64_t first = std::numeric_limits<uint64_t>::max();
    uint64_t last = 0;
    for (const auto& thread : threads_) {
      first = std::min(first, thread->stretches()[stretch].start);
      last = std::max(last, thread->stretches()[stretch].end);
    }
    ticks += last - first;
  }
  return context_.clock.ToNs(ticks);
}

void CellRun::RunThreads(const std::optional<std::chrono::nanoseconds>& limit) {
  round_.pattern = PagePattern(round_.pattern.generation() + 1);
  context_.owner.BeginRound(round_.pattern.generation());
  context_.peer.BeginRound(round_.pattern.generation());
  if (range_.backing() == PageRange::Backing::kHuge) range_.Drop();
  // Faults back pages that the last round left on the device.
  Uncounted(context_.owner, &counters_before_, [this] {
    for (size_t page = 0; page < range_.pages(); ++page) {
      round_.pattern.Fill(range_.Address(page), range_.Page(page));
    }
    for (MigratorThread* migrator : migrators_) migrator->FillOwn();
    const auto start = std::chrono::steady_clock::now();
    MoveToDevice();
    lone_step_ = std::max<std::chrono::nanoseconds>(
        lone_step_, std::chrono::steady_clock::now() - start);
  });
  SharingProcesses sharers(sharers_, range_);
  if (context_.ready) context_.ready();
  watched_.clear();
  if (limit) barrier_->EndAt(std::chrono::steady_clock::now() + *limit);
  pinned_->Run([this](size_t thread) { threads_[thread]->RunRound(); },
               kLookInterval, [this] { LookAtProgress(); });
  if (const auto stalled = std::chrono::steady_clock::now() - progress_seen_;
      !watched_.empty() && stalled >= context_.stall_limit) {
    NoteSlow(stalled);
  }
  for (const auto& thread : threads_) {
    const std::string failure = thread->Failure();
    if (thread->Unsupported()) throw CannotRunHere("{}", failure);
    if (!failure.empty()) throw Error("{}", failure);
  }
  if (context_.worked) context_.worked();
  // Counts where the threads left the pages. This comes before the check,
  // because checking a page that no thread touched (in a round that ended
  // early) faults it back.
  system_pages_now_ = PagesByNode(range_.Page(0), range_.pages());
  Uncounted(context_.owner, &counters_before_,
            [this, &sharers] { CheckPages(sharers); });
}

// The watchdog runs in the main thread, which has nothing else to do in a
// round. When every CPU is taken by a thread that never leaves the kernel, the
// watchdog cannot run either; the host's watchdog then ends the guest.
void CellRun::LookAtProgress() {
  if (!context_.lost) return;
  uint64_t steps = 0;
  for (const auto& thread : threads_) steps += thread->StepsDone();
  const auto now = std::chrono::steady_clock::now();
  const auto stalled = now - progress_seen_;
  const bool late = stalled >= context_.stall_limit;
  if (watched_.empty() || steps != steps_seen_) {
    if (!watched_.empty()) {
      if (context_.alive) context_.alive();
      if (late) NoteSlow(stalled);
    }
    steps_seen_ = steps;
    progress_seen_ = now;
    watched_.clear();
    runnable_.clear();
    judgement_ = {};
    for (size_t i = 0; i < threads_.size(); ++i) {
      watched_.push_back(
          {.who = fmt::format("thread {}", i), .pages = range_.pages()});
    }
    LookAtThreads(now);
    return;
  }
  LookAtThreads(now);
  if (!late) return;
  if (context_.alive) context_.alive();
  judgement_ = JudgeStall(watched_, runnable_);
  const bool over = stalled >= LimitOfSlow(context_.stall_limit, lone_step_,
                                           context_.slow_limit);
  // That all threads sleep for good is believed only after enough time for
  // anything that might have woken them.
  const bool starved = judgement_.starved && (judgement_.spinner || over);
  if (!starved && !over) return;
  Stall stall = DescribeStall(stalled);
  for (StackTrace& stack : BacktracesOfAllCpus()) {
    stall.stacks.push_back(std::move(stack));
  }
  Lose(std::move(stall), starved);
}

// Records a stall that is over.
void CellRun::NoteSlow(std::chrono::nanoseconds stalled) {
  if (slow_) {
    ++slow_->rounds;
    return;
  }
  slow_ = DescribeStall(stalled);
  slow_->rescued = true;
  if (slow_->lacks.empty()) slow_->lacks = "it passed by itself";
}

void CellRun::LookAtThreads(std::chrono::steady_clock::time_point now) {
  for (size_t i = 0; i < threads_.size(); ++i) {
    watched_[i].looks.push_back(
        LookAt(pinned_->tids()[i], now - progress_seen_));
  }
  runnable_.push_back(RunnableTasks());
}

// Describes the stall at the last look.
Stall CellRun::DescribeStall(std::chrono::nanoseconds stalled) const {
  Stall stall;
  stall.after_round = rounds_;
  stall.stalled_ns = static_cast<uint64_t>(stalled.count());
  for (size_t i = 0; i < watched_.size(); ++i) {
    const ThreadLook& first = watched_[i].looks.front();
    const ThreadLook& last = watched_[i].looks.back();
    if (!first.state || !last.state) continue;
    AddCounts(*first.state, *last.state, &stall);
    const bool spins = judgement_.spinner == i;
    const bool holds = judgement_.holder == i;
    stall.stacks.push_back({.who = fmt::format("{}thread {} ({})",
                                               spins   ? "spinner: "
                                               : holds ? "holder: "
                                                       : "",
                                               i, pinned_->tids()[i]),
                            .state = std::string(1, last.state->state),
                            .frames = last.frames});
  }
  stall.prerequisites = judgement_.conditions;
  stall.lacks = judgement_.lacks;
  return stall;
}

// The guest is lost together with the threads that do not come back. Where
// MeasurementContext::lost is set, this does not return.
void CellRun::Lose(Stall stall, bool starved) {
  CellRecord record = RecordOf(cell_);
  record.outcome = starved ? CellOutcome::kStarved : CellOutcome::kSlow;
  record.reason = fmt::format(
      "no thread touched a page for {:.1f} s in round {}{}{}",
      static_cast<double>(stall.stalled_ns) * 1e-9, rounds_ + 1,
      starved ? "" : ", but that is not proved to be a starvation: ",
      stall.lacks);
  (starved ? record.starvation : record.slow) = std::move(stall);
  context_.lost(record);
}

void CellRun::MoveToDevice() {
  uint64_t resident = 0;
  int error = 0;
  for (int tries = 0; tries < kMigrationTries; ++tries) {
    const DeviceResult migration = context_.owner.MigrateToDevice(
        range_.Page(0), range_.pages(), bounce_.Page(0));
    error = migration.error;
    resident = context_.owner.CountResident(range_.Page(0), range_.pages());
    if (resident == range_.pages()) {
      CheckHuge();
      CheckArrived(migration);
      return;
    }
    if (resident > 0 && !context_.owner.HoldsWholeRange()) return;
    if (error == EIO) break;  // the device is gone
  }
  throw Error("{} of {} pages did not move to {} in {} tries ({})",
              range_.pages() - resident, range_.pages(), context_.owner.Name(),
              kMigrationTries,
              error == 0 ? "no error" : context_.owner.Explain(error));
}

// A huge page that is split on its way to the device is as many small ones, and
// its faults are those of small ones.
void CellRun::CheckHuge() const {
  if (range_.backing() != PageRange::Backing::kHuge) return;
  const uint64_t huge =
      context_.owner.CountHuge(range_.Page(0), range_.pages());
  if (huge == range_.pages()) return;
  throw CannotRunHere(
      "only {} of {} pages are mapped as parts of a huge folio on {}: this "
      "kernel has no huge folios on devices (base 7.3 has), or had no huge "
      "pages free",
      huge, range_.pages(), context_.owner.Name());
}

void CellRun::CheckArrived(const DeviceResult& migration) {
  if (!ReadBack(context_.owner, migration, range_.Page(0), range_.pages(),
                bounce_.Page(0))) {
    return;
  }
  for (size_t page = 0; page < range_.pages(); ++page) {
    const auto wrong =
        round_.pattern.CheckPage(range_.Address(page), bounce_.Page(page));
    if (!wrong) continue;
    ++arrived_wrong_;
    if (first_arrived_wrong_.empty()) {
      first_arrived_wrong_ = fmt::format(
          "on {} before a round: {}", context_.owner.Name(), ToString(*wrong));
    }
  }
  whole_pages_checked_ += range_.pages();
}

// A thread that writes whole pages empties the slots of the others; without
// one, no mark may be lost.
SlotRule CellRun::SlotsOf(size_t page) const {
  uint64_t wrote = 0;
  for (const auto& thread : threads_) {
    if (thread->Touched(page)) wrote |= Bit(thread->slot());
  }
  const uint64_t whole = wrote & whole_page_writers_;
  return whole != 0 ? SlotRule{.may = wrote, .any_of = whole}
                    : SlotRule{.must = wrote};
}

void CellRun::CheckPages(SharingProcesses& sharers) {
  const auto note = [this](const std::optional<WrongWord>& wrong,
                           const char* whose) {
    if (wrong && first_wrong_after_round_.empty()) {
      first_wrong_after_round_ =
          fmt::format("{}after a round: {}", whose, ToString(*wrong));
    }
  };
  const SharingProcesses::View view = sharers.Look(round_.pattern);
  sharers.End();
  note(view.first_wrong, "in a process that shares the pages, ");
  whole_pages_checked_ += view.pages;
  wrong_after_round_ += view.wrong;

  const auto check = [&](const PageRange& range, size_t page,
                         const SlotRule& rule, const char* whose) {
    const auto wrong =
        round_.pattern.CheckPage(range.Address(page), range.Page(page), rule);
    note(wrong, whose);
    ++whole_pages_checked_;
    if (wrong) ++wrong_after_round_;
  };
  for (const MigratorThread* migrator : migrators_) {
    for (size_t page = 0; page < migrator->own().pages(); ++page) {
      check(migrator->own(), page, {}, "in a migrator's own pages, ");
    }
  }
  for (size_t page = 0; page < range_.pages(); ++page) {
    check(range_, page, SlotsOf(page), "");
  }
}

std::vector<DeviceObservations> CellRun::TakeObservations() {
  std::vector<DeviceObservations> all;
  all.push_back(context_.owner.TakeObservations());
  if (&context_.peer != &context_.owner) {
    all.push_back(context_.peer.TakeObservations());
  }
  return all;
}

bool CellRun::Broken() const {
  return arrived_wrong_ + wrong_after_round_ > 0 ||
         std::ranges::any_of(
             threads_, [](const auto& thread) { return thread->wrong() > 0; });
}

CellRecord CellRun::Record() {
  pinned_->Run([this](size_t thread) { threads_[thread]->ReadCounters(); });

  CellRecord record = RecordOf(cell_);
  record.rounds = rounds_;
  record.round_ns = round_ns_;
  record.pages = pages_touched_;
  if (returned_ && rounds_ > 0) {
    record.page_return = {.returned = *returned_, .not_returned = 0};
  }
  record.device = Increase(counters_before_, context_.owner.Counters());
  record.device_memory_pages_by_node =
      Increase(device_pages_before_, context_.owner.MemoryPagesByNode());
  record.system_memory_pages_by_node = system_pages_;
  record.oracle_pages = whole_pages_checked_;
  record.oracle_wrong = arrived_wrong_ + wrong_after_round_;
  record.oracle_first_wrong = first_wrong_after_round_;
  for (const auto& thread : threads_) {
    ThreadRecord& one = record.threads.emplace_back(thread->Record());
    one.node = context_.topology.NodeOfCpu(one.cpu);
    record.touches += one.touches;
    record.latency[one.role].Merge(thread->recorder().latency());
    if (thread->response()) {
      record.latency[one.role + "_response"].Merge(*thread->response());
    }
    record.oracle_checked += thread->checked();
    record.oracle_wrong += thread->wrong();
    if (thread->first_wrong()) {
      record.oracle_first_wrong =
          fmt::format("seen by {} thread {}: {}", one.role, one.index,
                      ToString(*thread->first_wrong()));
    }
  }
  for (const DeviceObservations& observed : TakeObservations()) {
    if (!observed.latency.empty()) {
      record.latency["gpu_warp"].Merge(observed.latency);
    }
    if (!observed.fault_latency.empty()) {
      record.latency["gpu_fault"].Merge(observed.fault_latency);
    }
    record.oracle_checked += observed.checked;
    record.oracle_wrong += observed.wrong;
    if (observed.wrong > 0) {
      record.oracle_first_wrong =
          fmt::format("seen by the device: {}", observed.first_wrong);
    }
    record.device.insert(observed.counters.begin(), observed.counters.end());
  }
  if (context_.owner.CountsMigrationsAsMajor()) {
    for (const ThreadRecord& thread : record.threads) {
      if (thread.role != "cpu") continue;
      record.device["migrating_faults"] += thread.major_faults;
      record.device["losing_faults"] += thread.minor_faults;
    }
  }
  for (const DeviceThread* thread : device_threads_) {
    record.device["request_busy"] += thread->busy();
    record.device["request_faults"] += thread->device_faults();
    record.device["exclusive_lost"] += thread->exclusive_lost();
    record.device["exclusive_retaken"] += thread->exclusive_retaken();
  }
  for (const MigratorThread* thread : migrators_) {
    record.device["left_behind"] += thread->left_behind();
    record.device["taken_back"] += thread->taken_back();
  }
  // A fault on the way to the device also shows after it.
  if (!first_arrived_wrong_.empty()) {
    record.oracle_first_wrong = first_arrived_wrong_;
  }
  record.identities = CheckIdentities(record);
  record.slow = slow_;
  if (record.oracle_wrong > 0) {
    record.outcome = CellOutcome::kBroken;
    record.reason = record.oracle_first_wrong;
  }
  return record;
}

}  // namespace hmmbench
