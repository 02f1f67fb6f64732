// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "benchmarks/harness/cell_thread.h"

#include <fmt/format.h>
#include <immintrin.h>
#include <sched.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "benchmarks/harness/page_pattern.h"
#include "fixtures/device/device.h"
#include "fixtures/measure/recorder.h"
#include "fixtures/measure/usage.h"
#include "fixtures/record/records.h"

namespace hmmbench {

CellThread::CellThread(const RoundContext& round, const ThreadWork& work)
    : round_(round),
      work_(work),
      recorder_(*round.clock),
      stagger_(work.stagger),
      touched_(round.range->pages(), 0) {
  stretches_.reserve(pages() + 1);
  if (work.open_loop) response_.emplace();
}

void CellThread::RunRound() {
  std::ranges::fill(touched_, 0);
  stretches_.clear();
  const int cpu_before = sched_getcpu();
  BeginStretch();
  Work();
  EndStretch();
  const int cpu_after = sched_getcpu();
  const bool stayed =
      cpu_before == cpu_after && cpu_.value_or(cpu_after) == cpu_after;
  cpu_ = stayed ? cpu_after : -1;
}

bool CellThread::Meet() noexcept {
  EndStretch();
  return BeginStretch();
}

// The snapshot is taken between the two steps of the start barrier. It leaves
// out the long wait, and does not scatter threads that were just aligned.
bool CellThread::BeginStretch() {
  const bool time_is_up = round_.barrier->Gather();
  if (counters_) counters_->Start();
  if (work_.faults_per_touch) faults_seen_ = ThreadFaults();
  before_stretch_.emplace();
  const uint64_t arrived = round_.clock->Now();
  round_.barrier->Align();
  // This comes last before the work and is not part of it.
  stagger_.Wait();
  stretches_.push_back({.start = round_.clock->Now()});
  if (round_.tells_ticks) recorder_.TellTicks();
  recorder_.Resume(stretches_.back().start);
  spun_ns_ = round_.clock->ToNs(stretches_.back().start - arrived);
  return !time_is_up;
}

void CellThread::EndStretch() {
  stretches_.back().end = round_.clock->Now();
  work_ticks_ += stretches_.back().end - stretches_.back().start;
  ThreadUsage used = before_stretch_->Since();
  if (counters_) counters_->Stop();
  // The spin of the start barrier was user time. Where the kernel samples CPU
  // time, it may have been booked as system time.
  const uint64_t user_ns = std::min(used.user_ns, spun_ns_);
  used.user_ns -= user_ns;
  used.system_ns -= std::min(used.system_ns, spun_ns_ - user_ns);
  if (used.queued_ns) {
    // A wait for a CPU in that spin is not part of the work either.
    const uint64_t ns =
        round_.clock->ToNs(stretches_.back().end - stretches_.back().start);
    used.queued_ns = std::min(*used.queued_ns,
                              ns - std::min(ns, used.user_ns + used.system_ns));
  }
  usage_ += used;
}

void CellThread::Forget() {
  recorder_ = Recorder(*round_.clock);
  if (response_) response_->Clear();
  usage_ = ThreadUsage();
  work_ticks_ = 0;
  checked_ = 0;
}

ThreadRecord CellThread::Record() const {
  ThreadRecord record;
  record.minor_faults = usage_.minor_faults;
  record.major_faults = usage_.major_faults;
  record.voluntary_switches = usage_.voluntary_switches;
  record.involuntary_switches = usage_.involuntary_switches;
  record.user_ns = usage_.user_ns;
  record.system_ns = usage_.system_ns;
  record.work_ns = round_.clock->ToNs(work_ticks_);
  record.queued_ns = usage_.queued_ns;
  record.counters = counted_.values;
  record.counter_enabled_ns = counted_.enabled_ns;
  record.counter_running_ns = counted_.running_ns;
  record.index = static_cast<int>(work_.index);
  record.cpu = cpu_.value_or(-1);
  record.touches = recorder_.touches();
  if (!recorder_.latency().empty()) {
    record.touch_ns = recorder_.latency().sum();
    record.fastest_touch_ns = recorder_.latency().min();
    record.longest_gap_ns = recorder_.longest_gap_ns();
    if (const auto& ticked = recorder_.ticked()) {
      record.ticked_touches = ticked->touches;
      record.ticked_ns = ticked->ns;
    }
  }
  record.max_faults_per_touch = recorder_.max_faults_per_touch();
  return record;
}

template <typename Touch>
void CellThread::TimeTouch(size_t first, size_t count, Touch&& touch) noexcept {
  recorder_.Time(std::forward<Touch>(touch));
  Step();
  if (work_.faults_per_touch) {
    // Since the touch before: nothing in between faults, and a system call
    // right before a touch would scatter threads that just met.
    const uint64_t faults = ThreadFaults();
    recorder_.RecordFaults(faults - std::exchange(faults_seen_, faults));
  }
  std::fill_n(touched_.begin() + static_cast<ptrdiff_t>(first), count, 1);
}

void CellThread::AwaitDue(uint64_t due_ns) noexcept {
  const uint64_t start = stretches_.back().start;
  const uint64_t arrived = round_.clock->Now();
  uint64_t now = arrived;
  while (round_.clock->ToNs(now - start) < due_ns) {
    _mm_pause();
    now = round_.clock->Now();
  }
  if (now == arrived) return;
  work_ticks_ -= now - arrived;
  spun_ns_ += round_.clock->ToNs(now - arrived);
  recorder_.Resume(now);
  if (round_.tells_ticks) recorder_.TellTicks();
}

void CellThread::Responded(uint64_t due_ns) noexcept {
  const uint64_t ended_ns =
      round_.clock->ToNs(recorder_.last_end() - stretches_.back().start);
  response_->Record(ended_ns - std::min(ended_ns, due_ns));
}

void CellThread::Checked(const std::optional<WrongWord>& wrong) noexcept {
  ++checked_;
  if (!wrong) return;
  ++wrong_;
  if (!first_wrong_) first_wrong_ = wrong;
}

CpuThread::CpuThread(const RoundContext& round, const ThreadWork& work,
                     std::function<void(CpuThread&)> body)
    : CellThread(round, work), body_(std::move(body)), seen_(pages(), 0) {}

size_t CpuThread::ProbedWord(size_t page) const noexcept {
  constexpr size_t kPatternWords = kPageWords - kSlots;
  return kSlots + (31 * page + 67 * index() + round_.pattern.generation()) %
                      kPatternWords;
}

void CpuThread::Touch(size_t number) noexcept {
  const size_t page = InRange(number);
  const size_t word = ProbedWord(page);
  uint64_t* words = round_.range->Page(page);
  const uint64_t address = round_.range->Address(page);
  const std::atomic_ref<uint64_t> probe(words[word]);
  uint64_t got = 0;
  if (work_.slot) {
    const std::atomic_ref<uint64_t> slot(words[*work_.slot]);
    const uint64_t mark = round_.pattern.Mark(address, *work_.slot);
    TimeTouch(page, 1, [&] { slot.store(mark, std::memory_order_relaxed); });
    got = probe.load(std::memory_order_relaxed);
  } else {
    TimeTouch(page, 1, [&] { got = probe.load(std::memory_order_relaxed); });
  }
  const uint64_t expected = round_.pattern.Word(address, word);
  Checked(got == expected
              ? std::nullopt
              : std::optional(WrongWord{address, word, expected, got}));
}

void CpuThread::TouchAt(size_t page, uint64_t due_ns) noexcept {
  AwaitDue(due_ns);
  Touch(page);
  Responded(due_ns);
}

void CpuThread::Sweep(size_t first, size_t count) noexcept {
  const auto probe = [this](size_t page) {
    return std::atomic_ref(round_.range->Page(page)[ProbedWord(page)])
        .load(std::memory_order_relaxed);
  };
  TimeTouch(first, count, [&] {
    for (size_t page = first; page < first + count; ++page) {
      if (work_.slot) {
        std::atomic_ref(round_.range->Page(page)[*work_.slot])
            .store(
                round_.pattern.Mark(round_.range->Address(page), *work_.slot),
                std::memory_order_relaxed);
      }
      seen_[page] = probe(page);
      // 512 faults may take longer than a watchdog waits for one.
      Step();
    }
  });
  std::optional<WrongWord> wrong;
  for (size_t page = first; page < first + count && !wrong; ++page) {
    const uint64_t address = round_.range->Address(page);
    const size_t word = ProbedWord(page);
    const uint64_t expected = round_.pattern.Word(address, word);
    if (seen_[page] != expected) {
      wrong = WrongWord{address, word, expected, seen_[page]};
    }
  }
  Checked(wrong);
}

ThreadRecord CpuThread::Record() const {
  ThreadRecord record = CellThread::Record();
  record.role = "cpu";
  return record;
}

DeviceThread::DeviceThread(const RoundContext& round, const ThreadWork& work,
                           size_t request_pages,
                           std::function<void(DeviceThread&)> body)
    : CellThread(round, work),
      body_(std::move(body)),
      buffer_(request_pages),
      device_(work.device != nullptr ? *work.device : *round.peer) {
  // The buffer must not fault while faults are counted.
  std::memset(buffer_.Page(0), 0, buffer_.bytes());
}

void DeviceThread::Request(size_t number, size_t count) noexcept {
  if (error_ != 0) return;
  const size_t first = InRange(number);
  const PagePattern& pattern = round_.pattern;
  if (work_.slot) {
    for (size_t page = 0; page < count; ++page) {
      const uint64_t address = round_.range->Address(first + page);
      pattern.Fill(address, buffer_.Page(page));
      buffer_.Page(page)[*work_.slot] = pattern.Mark(address, *work_.slot);
    }
  }
  TimeTouch(first, count, [&] {
    uint64_t* address = round_.range->Page(first);
    while (true) {
      const DeviceResult result =
          work_.slot ? device_.Write(address, count, buffer_.Page(0))
                     : device_.Read(address, count, buffer_.Page(0));
      device_faults_ += result.faults;
      error_ = result.error;
      if (error_ != EBUSY) return;
      ++busy_;
    }
  });
  if (error_ != 0) return;
  if (work_.slot) {
    // CellRun looks at this after the round and counts the wrong pages.
    Checked(std::nullopt);
    return;
  }
  CheckBuffer(first, count);
}

void DeviceThread::CheckBuffer(size_t first, size_t count) noexcept {
  const PagePattern& pattern = round_.pattern;
  std::optional<WrongWord> wrong;
  for (size_t page = 0; page < count && !wrong; ++page) {
    const uint64_t address = round_.range->Address(first + page);
    const uint64_t* words = buffer_.Page(page);
    wrong = pattern.CheckPattern(address, words);
    if (!wrong) {
      wrong = pattern.CheckSlots(address, words, {.may = round_.writers});
    }
  }
  Checked(wrong);
}

void DeviceThread::TakeExclusive(size_t page) noexcept {
  if (error_ != 0) return;
  TimeTouch(page, 1, [&] {
    error_ = device_.MakeExclusive(round_.range->Page(page), 1, buffer_.Page(0))
                 .error;
  });
  if (error_ == 0) CheckBuffer(page, 1);
  if (error_ == EBUSY) {
    ++exclusive_lost_;
  } else if (error_ == ENOENT) {
    // For the read-back: the page was the device's alone and no longer is.
    ++exclusive_retaken_;
  } else {
    return;
  }
  error_ = 0;
}

void DeviceThread::Forget() {
  CellThread::Forget();
  exclusive_lost_ = 0;
  exclusive_retaken_ = 0;
  busy_ = 0;
  device_faults_ = 0;
}

ThreadRecord DeviceThread::Record() const {
  ThreadRecord record = CellThread::Record();
  record.role = "device";
  record.device = round_.peer->Index();
  return record;
}

MigratorThread::MigratorThread(const RoundContext& round,
                               const ThreadWork& work,
                               std::function<void(MigratorThread&)> body)
    : CellThread(round, work),
      body_(std::move(body)),
      buffer_(round.range->pages()),
      own_(pages()) {
  std::memset(buffer_.Page(0), 0, buffer_.bytes());
  std::memset(own_.Page(0), 0, own_.bytes());
}

void MigratorThread::Pull(size_t first, size_t count) noexcept {
  // The pages that a fault has also moved go back together with it.
  const size_t each = std::min(round_.stride, round_.owner->GranulePages());
  Take(*round_.range, InRange(first), count * each);
}

void MigratorThread::PullOwn(size_t first, size_t count) noexcept {
  Take(own_, first, count);
}

void MigratorThread::FillOwn() noexcept {
  for (size_t page = 0; page < own_.pages(); ++page) {
    round_.pattern.Fill(own_.Address(page), own_.Page(page));
  }
}

void MigratorThread::Take(const PageRange& range, size_t first,
                          size_t count) noexcept {
  if (error_ != 0) return;
  TimeTouch(0, 0, [&] {
    error_ =
        round_.owner->MigrateToDevice(range.Page(first), count, buffer_.Page(0))
            .error;
  });
  if (error_ == ESTALE) {
    ++taken_back_;
  } else if (error_ == ENOENT || error_ == EBUSY) {
    ++left_behind_;
  } else {
    return;
  }
  error_ = 0;
}

void MigratorThread::Forget() {
  CellThread::Forget();
  left_behind_ = 0;
  taken_back_ = 0;
}

ThreadRecord MigratorThread::Record() const {
  ThreadRecord record = CellThread::Record();
  record.role = "migrator";
  record.touches = 0;
  return record;
}

std::string MigratorThread::Failure() const {
  if (error_ == 0) return "";
  return fmt::format("{} failed to take pages: {}", round_.owner->Name(),
                     round_.owner->Explain(error_));
}

MmapThread::MmapThread(const RoundContext& round, const ThreadWork& work,
                       std::function<void(MmapThread&)> body)
    : CellThread(round, work), body_(std::move(body)), pages_(3) {
  mprotect(pages_.Page(1), kPageBytes, PROT_NONE);
}

void MmapThread::Change() noexcept {
  readable_ = !readable_;
  TimeTouch(0, 0, [this] {
    if (mprotect(pages_.Page(1), kPageBytes,
                 readable_ ? PROT_READ : PROT_NONE) != 0) {
      error_ = errno;
    }
  });
}

ThreadRecord MmapThread::Record() const {
  ThreadRecord record = CellThread::Record();
  record.role = "mmap_writer";
  record.touches = 0;
  return record;
}

std::string MmapThread::Failure() const {
  if (error_ == 0) return "";
  return fmt::format("mprotect() failed: {}", std::strerror(error_));
}

bool DeviceThread::Unsupported() const { return error_ == ENOTTY; }

std::string DeviceThread::Failure() const {
  if (error_ == 0) return "";
  if (Unsupported()) {
    return fmt::format("{} cannot take pages for itself alone",
                       round_.peer->Name());
  }
  return fmt::format("{} failed to {} pages: {}", round_.peer->Name(),
                     work_.slot ? "write" : "read", device_.Explain(error_));
}

}  // namespace hmmbench
