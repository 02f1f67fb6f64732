// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/run_schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "benchmarks/harness/plan.h"
#include "benchmarks/harness/sensitivity.h"
#include "benchmarks/harness/sweep.h"
#include "cli/progress_line.h"
#include "fixtures/base/error.h"
#include "fixtures/base/parallel.h"
#include "fixtures/record/records.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

using Clock = std::chrono::steady_clock;

double Seconds(Clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

// A boot, and the cells that are left for it.
struct Job {
  ScheduledBoot boot;
  Plan plan;
};

// A boot that runs.
struct Running {
  std::string variant;
  size_t cells = 0;  // that it is to measure
  size_t cells_done = 0;
  std::string cell = "booting";
  std::multiset<std::string> begun;  // cells that it has come to
  Clock::time_point started = Clock::now();
};

// An order of visits for each boot, on the virtual clock for each seed.
Plan PlanOfBoot(Plan plan, const ScheduledBoot& boot) {
  if (boot.turn_us) return SensitivityPlan(plan);
  const auto number = static_cast<uint64_t>(boot.boot);
  plan.cells =
      VisitsOfBoot(plan.cells, plan.visits, boot.seed.value_or(number));
  return plan;
}

// What a boot has not come to of `plan`. The cell that killed its guest is not
// visited again, and does not take the cells after it along.
Plan Left(Plan plan, Running ran) {
  std::erase_if(plan.cells, [&ran](const PlannedCell& planned) {
    const std::string name = planned.Name();
    const auto visited = ran.begun.find(name);
    const bool been_there = visited != ran.begun.end();
    if (been_there) ran.begun.erase(visited);
    return been_there || name == ran.cell;
  });
  return plan;
}

// Threads take boots from here and bring back their records. All of it happens
// under one lock, but for the boots themselves.
class Boots {
 public:
  Boots(RunFolder& folder, const Plan& plan, unsigned at_once,
        ProgressLine& line, const RunBoot& run_boot)
      : folder_(folder), at_once_(at_once), line_(line), run_boot_(run_boot) {
    for (const auto& boot : folder.manifest().schedule) {
      jobs_.push_back({boot, PlanOfBoot(plan, boot)});
    }
  }

  // In each thread: runs boots until none is left, or one of them fails.
  void Work() {
    try {
      while (const std::optional<Job> job = Begin()) Run(*job);
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      jobs_.clear();
      throw;
    }
  }

 private:
  std::optional<Job> Begin() {
    const std::scoped_lock lock(mutex_);
    if (jobs_.empty()) return std::nullopt;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    running_[job.boot.boot] = {.variant = Variant(job.boot),
                               .cells = job.plan.cells.size(),
                               .begun = {}};
    Show();
    return job;
  }

  void Run(const Job& job) {
    BootRecord record;
    try {
      run_boot_(
          job.boot, job.plan, folder_.BootFolder(job.boot),
          [&](const RecordTail::Event& event) { OnEvent(job.boot, event); },
          record);
    } catch (const Interrupted&) {
      record.state = BootState::kInterrupted;
      record.reason = "interrupted by the user";
      Write(job.boot, &record);
      throw;
    }
    Write(job.boot, &record);
    Finish(job, record);
  }

  void OnEvent(const ScheduledBoot& boot, const RecordTail::Event& event) {
    using Kind = RecordTail::Event::Kind;
    const std::scoped_lock lock(mutex_);
    Running& running = running_.at(boot.boot);
    if (event.kind == Kind::kBegin) {
      running.cell = event.cell;
      running.begun.insert(event.cell);
    }
    if (event.kind == Kind::kCell) ++running.cells_done;
    Show();
  }

  void Finish(const Job& job, const BootRecord& record) {
    const std::scoped_lock lock(mutex_);
    const Running ran = std::move(running_.extract(job.boot.boot).mapped());
    finished_s_ += Seconds(Clock::now() - ran.started);
    ++finished_;
    if (record.state == BootState::kFinished) return;
    // A program that refuses to begin will do so in each boot of this kernel.
    const bool refused = record.state == BootState::kDied && ran.begun.empty();
    const size_t left_out = refused ? DropBootsOf(job.boot.variant) : 0;
    // Alone it is what the caller says of a run without any record.
    if (refused && finished_ == 1 && jobs_.empty() && running_.empty()) return;
    line_.Finish(fmt::format(
        "boot {}/{} {}: {}: {}{}", job.boot.boot + 1,
        folder_.manifest().schedule.size(), record.variant,
        ToString(record.state), record.reason,
        left_out == 0 ? ""
                      : fmt::format(" (left out: {} more like it)", left_out)));
    const bool killed = record.state == BootState::kStarved ||
                        record.state == BootState::kHung ||
                        record.state == BootState::kPanicked;
    Plan left = Left(job.plan, ran);
    if (killed && !ran.begun.empty() && !left.cells.empty()) {
      jobs_.push_front({folder_.AppendContinuation(job.boot), std::move(left)});
    }
  }

  // Returns how many.
  size_t DropBootsOf(int variant) {
    return std::erase_if(jobs_, [variant](const Job& job) {
      return job.boot.variant == variant;
    });
  }

  [[nodiscard]] const std::string& Variant(const ScheduledBoot& boot) const {
    return folder_.manifest().variants[static_cast<size_t>(boot.variant)].label;
  }

  void Write(const ScheduledBoot& boot, BootRecord* record) const {
    record->boot = boot.boot;
    record->variant = Variant(boot);
    folder_.WriteBoot(*record);
  }

  // What runs, with an estimate from the boots that are done.
  void Show() {
    const size_t boots = folder_.manifest().schedule.size();
    std::string text;
    double running_s = 0;
    for (const auto& [boot, running] : running_) {
      text += fmt::format("{}boot {}/{} {}: {} ({}/{} cells done)",
                          text.empty() ? "" : "; ", boot + 1, boots,
                          running.variant,
                          running.cell.substr(0, running.cell.find('/')),
                          running.cells_done, running.cells);
      running_s += Seconds(Clock::now() - running.started);
    }
    if (finished_ > 0) {
      const double all_s = finished_s_ / finished_ * static_cast<double>(boots);
      const double left_s = all_s - finished_s_ - running_s;
      text += fmt::format(", about {} left", Minutes(left_s / at_once_));
    }
    line_.Update(text);
  }

  RunFolder& folder_;
  const unsigned at_once_;
  ProgressLine& line_;
  const RunBoot& run_boot_;
  std::mutex mutex_;
  std::deque<Job> jobs_;
  std::map<int, Running> running_;  // by the boot's number
  double finished_s_ = 0;           // of all of them together
  unsigned finished_ = 0;
};

}  // namespace

void RunSchedule(RunFolder& folder, const Plan& plan, unsigned at_once,
                 ProgressLine& line, const RunBoot& run_boot) {
  const auto scheduled =
      static_cast<unsigned>(folder.manifest().schedule.size());
  const unsigned threads = std::clamp(at_once, 1U, std::max(1U, scheduled));
  Boots boots(folder, plan, threads, line, run_boot);
  try {
    ForEachInParallel(threads, threads, [&boots](size_t) { boots.Work(); });
  } catch (const Interrupted&) {
    line.Finish("");
    folder.SetState("interrupted");
    throw Interrupted(
        "interrupted; what was measured is in {0}: hmmbench compare {0} "
        "reports it",
        folder.path().string());
  }
  folder.SetState("finished");
  line.Finish("");
}

}  // namespace hmmbench
