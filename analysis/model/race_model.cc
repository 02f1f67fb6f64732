// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "analysis/model/race_model.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

#include "analysis/comparison/delay_draw.h"
#include "fixtures/base/error.h"

namespace hmmbench {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

enum class Step {
  kLate,      // has not touched the page yet
  kEntering,  // exception, VMA, page table
  kDelaying,  // in the driver, before it calls migrate_vma_setup()
  kSettingUp,
  kChecking,  // from here to the unlock the migration entry stands
  kMoving,
  kPuttingBack,
  kLeaving,
  kAsleep,    // until the folio is unlocked
  kWakingUp,  // it is, and the CPU is on its way here
  kDone,
};

bool NeedsCpu(Step step) {
  return step != Step::kAsleep && step != Step::kWakingUp &&
         step != Step::kDone;
}

// The state of the PTE.
enum class Pte { kDevicePrivate, kMigrationEntry, kPresent };

struct Thread {
  bool device = false;
  Step step = Step::kLate;
  double left = 0;     // of the step: CPU time, or time until it runs again
  double slice = 0;    // CPU time before it is preempted
  bool holds = false;  // a reference to the folio
  bool moved = false;  // its migration went through
  int faults = 0;
};

struct PageRace {
  double back = kNever;
  double all_done = kNever;
  double first_touch = kNever;
  int calls = 0;
  int faults = 0;
  int most_faults = 0;
};

class Race {
 public:
  Race(const RaceModel& model, std::mt19937_64& draws)
      : model_(model), draws_(draws) {
    const int threads = model.cpu_threads + model.device_threads;
    cpus_ = static_cast<size_t>(model.cpus == 0 ? threads : model.cpus);
    for (int i = 0; i < threads; ++i) {
      Thread thread;
      thread.device = i >= model.cpu_threads;
      thread.left = model.stagger * DrawUniform(draws_) +
                    (thread.device ? model.device_late : 0);
      threads_.push_back(thread);
      ready_.push_back(static_cast<size_t>(i));
    }
  }

  PageRace Run() {
    Dispatch();
    while (now_ < model_.limit && done_ < threads_.size()) Advance();
    for (const Thread& thread : threads_) {
      race_.faults += thread.faults;
      race_.most_faults = std::max(race_.most_faults, thread.faults);
    }
    return race_;
  }

 private:
  [[nodiscard]] bool AnotherHolds(const Thread& thread, int tolerated) const {
    return references_ - (thread.holds ? 1 : 0) > tolerated;
  }

  void Begin(Thread& thread, Step step, double mean) {
    thread.step = step;
    thread.left = DrawLognormal(mean, model_.variation, draws_);
  }

  void BeginShare(Thread& thread, Step step, double share) {
    const bool outside = step == Step::kEntering || step == Step::kLeaving;
    if (thread.device && outside) share *= model_.device_share;
    Begin(thread, step, share * model_.fault);
  }

  void Dispatch() {
    while (running_.size() < cpus_ && !ready_.empty()) {
      threads_[ready_.front()].slice = model_.slice;
      running_.push_back(ready_.front());
      ready_.pop_front();
    }
  }

  // Advances to the next moment at which anything happens.
  void Advance() {
    size_t next = threads_.size();
    double wait = kNever;
    bool preempted = false;
    for (const size_t i : running_) {
      const Thread& thread = threads_[i];
      if (thread.left < wait) {
        wait = thread.left;
        next = i;
        preempted = false;
      }
      if (!ready_.empty() && thread.slice < wait) {
        wait = thread.slice;
        next = i;
        preempted = true;
      }
    }
    for (size_t i = 0; i < threads_.size(); ++i) {
      if (threads_[i].step == Step::kWakingUp && threads_[i].left < wait) {
        wait = threads_[i].left;
        next = i;
        preempted = false;
      }
    }
    if (next == threads_.size()) throw Error("the race's model is stuck");
    now_ += wait;
    for (const size_t i : running_) {
      threads_[i].left -= wait;
      threads_[i].slice -= wait;
    }
    for (Thread& thread : threads_) {
      if (thread.step == Step::kWakingUp) thread.left -= wait;
    }
    Thread& thread = threads_[next];
    if (preempted) {
      std::erase(running_, next);
      ready_.push_back(next);
    } else if (thread.step == Step::kWakingUp) {
      BeginShare(thread, Step::kLeaving, model_.shares.leave);
      ready_.push_back(next);
    } else {
      Finish(thread);
      if (!NeedsCpu(thread.step)) std::erase(running_, next);
    }
    Dispatch();
  }

  void Touch(Thread& thread) {
    race_.first_touch = std::min(race_.first_touch, now_);
    if (pte_ == Pte::kPresent) {
      thread.step = Step::kDone;
      if (++done_ == threads_.size()) race_.all_done = now_;
      return;
    }
    ++thread.faults;
    if (model_.migration_entries) {
      BeginShare(thread, Step::kEntering, model_.shares.enter);
    } else {
      Begin(thread, Step::kEntering, model_.fault);
    }
  }

  void CallDriver(Thread& thread) {
    ++race_.calls;
    ++references_;
    thread.holds = true;
    thread.step = Step::kDelaying;
    thread.left = DrawDelay(model_.shape, model_.delay, draws_);
  }

  void DropReference(Thread& thread) {
    if (thread.holds) --references_;
    thread.holds = false;
  }

  // This is do_swap_page(), which holds the PTE's lock.
  void LookAtPte(Thread& thread) {
    if (pte_ == Pte::kPresent) {
      BeginShare(thread, Step::kLeaving, model_.shares.leave);
    } else if (pte_ == Pte::kMigrationEntry) {
      thread.step = Step::kAsleep;
    } else if (model_.policy == LoserPolicy::kGetref) {
      CallDriver(thread);
    } else if (!locked_) {
      locked_ = true;
      CallDriver(thread);
    } else if (model_.policy == LoserPolicy::kTrylock) {
      BeginShare(thread, Step::kLeaving, model_.shares.leave);
    } else {
      thread.step = Step::kAsleep;
    }
  }

  void Unlock() {
    locked_ = false;
    for (Thread& thread : threads_) {
      if (thread.step == Step::kAsleep) {
        Begin(thread, Step::kWakingUp, model_.wakeup);
      }
    }
  }

  // This is migrate_vma_collect_pmd(). Under getref another fault may have the
  // folio by now; this call then moves nothing.
  void SetMigrationEntry(Thread& thread) {
    if (pte_ != Pte::kDevicePrivate) {
      DropReference(thread);
      BeginShare(thread, Step::kLeaving, model_.shares.leave);
      return;
    }
    pte_ = Pte::kMigrationEntry;
    locked_ = true;
    BeginShare(thread, Step::kChecking, model_.shares.check);
  }

  void PutBack(Thread& thread, bool moved) {
    thread.moved = moved;
    BeginShare(thread, Step::kPuttingBack, model_.shares.put_back);
  }

  void BringBack() {
    pte_ = Pte::kPresent;
    race_.back = now_;
  }

  // The end of a delay under the assumptions of the formula.
  void CheckAtOnce(Thread& thread) {
    if (pte_ != Pte::kPresent && !AnotherHolds(thread, 0)) BringBack();
    DropReference(thread);
    Touch(thread);
  }

  void Finish(Thread& thread) {
    switch (thread.step) {
      case Step::kLate:
      case Step::kLeaving:
        Touch(thread);
        break;
      case Step::kEntering:
        LookAtPte(thread);
        break;
      case Step::kDelaying:
        if (model_.migration_entries) {
          BeginShare(thread, Step::kSettingUp, model_.shares.set_up);
        } else {
          CheckAtOnce(thread);
        }
        break;
      case Step::kSettingUp:
        SetMigrationEntry(thread);
        break;
      case Step::kChecking:
        // It allows for one reference too many in a ZONE_DEVICE folio.
        if (AnotherHolds(thread, 1)) {
          PutBack(thread, false);
        } else {
          BeginShare(thread, Step::kMoving, model_.shares.move);
        }
        break;
      case Step::kMoving:
        PutBack(thread, !AnotherHolds(thread, 0));
        break;
      case Step::kPuttingBack:
        if (thread.moved) {
          BringBack();
        } else {
          pte_ = Pte::kDevicePrivate;
        }
        Unlock();
        DropReference(thread);
        BeginShare(thread, Step::kLeaving, model_.shares.leave);
        break;
      case Step::kAsleep:
      case Step::kWakingUp:
      case Step::kDone:
        break;
    }
  }

  const RaceModel& model_;
  std::mt19937_64& draws_;
  size_t cpus_ = 0;
  std::vector<Thread> threads_;
  std::vector<size_t> running_;  // on a CPU
  std::deque<size_t> ready_;     // in line for one
  double now_ = 0;
  size_t done_ = 0;
  Pte pte_ = Pte::kDevicePrivate;
  bool locked_ = false;
  int references_ = 0;  // of faults; the page table's own does not count
  PageRace race_;
};

PageMean MeanOf(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  PageMean mean{.value = sum / n,
                .standard_error = std::numeric_limits<double>::quiet_NaN()};
  if (values.size() < 2) return mean;
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean.value) * (value - mean.value);
  }
  mean.standard_error = std::sqrt(squares / (n - 1) / n);
  return mean;
}

void Check(const RaceModel& model, int pages) {
  const auto not_negative = [](std::initializer_list<double> values) {
    return std::ranges::all_of(values, [](double value) {
      return std::isfinite(value) && value >= 0;
    });
  };
  const FaultShares& shares = model.shares;
  if (pages < 1 || model.cpu_threads < 0 || model.device_threads < 0 ||
      model.cpu_threads + model.device_threads < 1 || model.cpus < 0) {
    throw Error("a race needs a page and a thread");
  }
  if (!(model.fault > 0) || !(model.slice > 0) || !(model.limit > 0) ||
      !not_negative({model.fault, model.delay, model.wakeup, model.stagger,
                     model.variation, model.device_share, model.device_late,
                     shares.enter, shares.set_up, shares.check, shares.move,
                     shares.put_back, shares.leave})) {
    throw Error("a race's times cannot be negative, nor a fault take none");
  }
  const double sum = shares.enter + shares.set_up + shares.check + shares.move +
                     shares.put_back + shares.leave;
  if (std::abs(sum - 1) > 1e-6) {
    throw Error("the shares of a fault add up to {}, not to 1", sum);
  }
  if (!model.migration_entries && model.policy != LoserPolicy::kGetref) {
    throw Error("only getref has a count without migration entries");
  }
}

}  // namespace

std::string_view ToString(LoserPolicy policy) {
  switch (policy) {
    case LoserPolicy::kGetref:
      return "getref";
    case LoserPolicy::kTrylock:
      return "trylock";
    case LoserPolicy::kWait:
      return "wait";
  }
  return "";
}

RaceOutcome SimulateRace(const RaceModel& model, int pages, uint64_t seed) {
  Check(model, pages);
  std::mt19937_64 draws(seed);
  RaceOutcome outcome{.pages = pages};
  std::vector<double> faults;
  std::vector<double> calls;
  std::vector<double> back;
  std::vector<double> all_done;
  for (int page = 0; page < pages; ++page) {
    const PageRace race = Race(model, draws).Run();
    const bool all = race.all_done < kNever;
    if (!all) ++outcome.cut_off;
    faults.push_back(race.faults);
    calls.push_back(race.calls);
    back.push_back(std::min(race.back, model.limit) - race.first_touch);
    all_done.push_back((all ? race.all_done : model.limit) - race.first_touch);
    outcome.most_faults = std::max(outcome.most_faults, race.most_faults);
  }
  outcome.faults = MeanOf(faults);
  outcome.calls = MeanOf(calls);
  outcome.back_us = MeanOf(back);
  outcome.all_done_us = MeanOf(all_done);
  return outcome;
}

double GetrefAttemptsOnPaper(double fault, double delay, int threads) {
  return std::pow((fault + delay) / fault, threads - 1);
}

}  // namespace hmmbench
