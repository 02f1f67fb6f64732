// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/run_schedule.h"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <set>
#include <string>

#include "benchmarks/plan.h"
#include "benchmarks/sweep.h"
#include "cli/progress_line.h"
#include "fixtures/error.h"
#include "fixtures/record/records.h"
#include "fixtures/record/run_folder.h"

namespace hmmbench {
namespace {

// The line on the terminal while boots run, with an estimate from the boots
// that are done.
class BootProgress {
 public:
  BootProgress(const Manifest& manifest, ProgressLine& line)
      : manifest_(manifest), line_(line) {}

  void StartBoot(const ScheduledBoot& boot, const Plan& plan) {
    boot_ = boot;
    cells_ = plan.cells.size();
    boot_started_ = Clock::now();
    cells_done_ = 0;
    begun_.clear();
    cell_ = "booting";
    Show();
  }

  void OnEvent(const RecordTail::Event& event) {
    if (event.kind == RecordTail::Event::Kind::kBegin) {
      cell_ = event.cell;
      begun_.insert(event.cell);
    }
    if (event.kind == RecordTail::Event::Kind::kCell) ++cells_done_;
    Show();
  }

  // What the boot has not come to of `plan`; the cell that it ended in is not
  // visited again.
  [[nodiscard]] Plan Left(Plan plan) const {
    std::multiset<std::string> begun = begun_;
    std::erase_if(plan.cells, [&](const PlannedCell& planned) {
      const std::string name = planned.Name();
      const auto visited = begun.find(name);
      const bool been_there = visited != begun.end();
      if (been_there) begun.erase(visited);
      return been_there || name == cell_;
    });
    return plan;
  }

  void FinishBoot() {
    const std::chrono::duration<double> took = Clock::now() - boot_started_;
    finished_s_ += took.count();
    ++finished_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void Show() {
    const auto& arm = manifest_.arms[static_cast<size_t>(boot_.arm)];
    const std::string shown = cell_.substr(0, cell_.find('/'));
    std::string text = fmt::format("boot {}/{} {}: {} ({}/{} cells done)",
                                   boot_.boot + 1, manifest_.schedule.size(),
                                   arm.label, shown, cells_done_, cells_);
    if (finished_ > 0) {
      const std::chrono::duration<double> running =
          Clock::now() - boot_started_;
      const double each = finished_s_ / finished_;
      const auto boots = static_cast<double>(manifest_.schedule.size());
      text +=
          fmt::format(", about {} left",
                      Minutes(each * (boots - finished_) - running.count()));
    }
    line_.Update(text);
  }

  const Manifest& manifest_;
  ProgressLine& line_;
  ScheduledBoot boot_;
  std::string cell_;
  std::multiset<std::string> begun_;
  size_t cells_ = 0;
  size_t cells_done_ = 0;
  Clock::time_point boot_started_;
  double finished_s_ = 0;
  int finished_ = 0;
};

// An order of visits for each boot, on the virtual clock for each seed.
Plan PlanOfBoot(Plan plan, const ScheduledBoot& boot) {
  const auto number = static_cast<uint64_t>(boot.boot);
  plan.cells =
      VisitsOfBoot(plan.cells, plan.visits, boot.seed.value_or(number));
  return plan;
}

// A cell that has killed its guest does not take the cells after it along.
bool LeftCells(const BootRecord& record, const Plan& planned,
               const Plan& left) {
  const bool killed = record.state == BootState::kStarved ||
                      record.state == BootState::kPanicked;
  return killed && left.cells.size() < planned.cells.size() &&
         !left.cells.empty();
}

}  // namespace

void RunSchedule(RunFolder& folder, const Plan& plan, ProgressLine& line,
                 const RunBoot& run_boot) {
  const Manifest& manifest = folder.manifest();
  BootProgress progress(manifest, line);
  struct Job {
    ScheduledBoot boot;
    Plan plan;
  };
  std::deque<Job> jobs;
  for (const auto& boot : manifest.schedule) {
    jobs.push_back({boot, PlanOfBoot(plan, boot)});
  }
  for (; !jobs.empty(); jobs.pop_front()) {
    const ScheduledBoot boot = jobs.front().boot;
    const std::string& arm = manifest.arms[static_cast<size_t>(boot.arm)].label;
    progress.StartBoot(boot, jobs.front().plan);
    BootRecord record;
    try {
      run_boot(
          boot, jobs.front().plan, folder.BootFolder(boot),
          [&](const RecordTail::Event& event) { progress.OnEvent(event); },
          record);
    } catch (const Interrupted&) {
      line.Finish("");
      record.boot = boot.boot;
      record.arm = arm;
      record.state = BootState::kInterrupted;
      record.reason = "interrupted by the user";
      folder.WriteBoot(record);
      folder.SetState("interrupted");
      throw Interrupted(
          "interrupted in boot {} of {}; what was measured is in {}: hmmbench "
          "compare {} reports it",
          boot.boot + 1, manifest.schedule.size(), folder.path().string(),
          folder.path().string());
    }
    record.boot = boot.boot;
    record.arm = arm;
    folder.WriteBoot(record);
    progress.FinishBoot();
    if (record.state != BootState::kFinished) {
      line.Finish(fmt::format("boot {}/{} {}: {}: {}", boot.boot + 1,
                              manifest.schedule.size(), record.arm,
                              ToString(record.state), record.reason));
    }
    const Plan left = progress.Left(jobs.front().plan);
    if (LeftCells(record, jobs.front().plan, left)) {
      jobs.insert(jobs.begin() + 1, {folder.AppendContinuation(boot), left});
    }
  }
  folder.SetState("finished");
  line.Finish("");
}

}  // namespace hmmbench
