// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// Simulates the race for one page: threads that touch it at the same moment, a
// driver that takes time, and what the losers do. The order of the events
// follows the kernel's code; their lengths are parameters. README.md has the
// assumptions and their limits.
//
// All times are in microseconds.

#ifndef HMMBENCH_ANALYSIS_MODEL_RACE_MODEL_H_
#define HMMBENCH_ANALYSIS_MODEL_RACE_MODEL_H_

#include <cstdint>
#include <string_view>

#include "fixtures/device/delay_shape.h"

namespace hmmbench {

// What a fault does when it finds a device-private page that another fault is
// using.
enum class LoserPolicy {
  // Takes a reference and calls the driver as well. A fault that comes to the
  // check while another one holds a reference fails.
  kGetref,
  // The folio is locked before the driver is called. The loser faults again.
  kTrylock,
  // As kTrylock, but the loser sleeps until the lock is released.
  kWait,
};
std::string_view ToString(LoserPolicy policy);

// Shares of the time that an uncontended fault takes, in their order. The
// driver's delay lies between `enter` and `set_up`. Estimates from reading the
// code, not measured.
struct FaultShares {
  double enter = 0.30;   // from the touch to the PTE, looked at under its lock
  double set_up = 0.15;  // the migration entry stands, the folio is locked
  double check = 0.05;   // migrate_vma_check_page()
  double move = 0.25;    // a page is allocated and copied: the count of
                         // references in folio_migrate_mapping()
  double put_back = 0.15;  // the PTE maps a page again, the folio is unlocked
  double leave = 0.10;     // back at the touch
};

struct RaceModel {
  LoserPolicy policy = LoserPolicy::kGetref;
  int cpu_threads = 2;
  // The number of threads whose faults come from hmm_range_fault(). They enter
  // and leave the fault in `device_share` of the time. They come `device_late`
  // later, because their touch begins with a system call.
  int device_threads = 0;
  double device_share = 0.5;
  double device_late = 2;
  // The number of CPUs, which run at the same time; 0: one for each thread. A
  // thread that finds no free CPU waits in line. A thread that runs is
  // preempted after `slice` if others wait.
  int cpus = 0;
  double slice = 3000;

  double fault = 8;  // f: of an uncontended fault without delay
  FaultShares shares = {};
  // Standard deviation over mean, of each part of a fault and of a wake-up.
  double variation = 0.1;
  double delay = 20;  // d: the driver's, mean
  DelayShape shape = DelayShape::kLognormal;
  double wakeup = 0;   // from the unlock until a sleeper runs again
  double stagger = 0;  // threads start uniformly within so much
  // A page that is not back after this time is given up.
  double limit = 100'000;
  // If false, the assumptions of the formula ((f + d) / f)^(N - 1) are used:
  // there are no migration entries, there is one check, at the end of the
  // delay, and a thread holds no reference for all of f. For kGetref only.
  bool migration_entries = true;
};

// A mean over pages. With fewer than two pages the standard error is NaN.
struct PageMean {
  double value = 0;
  double standard_error = 0;
};

struct RaceOutcome {
  int pages = 0;
  int cut_off = 0;        // of these, given up: then the means are lower bounds
  PageMean faults = {};   // of all threads, until all have touched the page
  PageMean calls = {};    // of migrate_to_ram()
  PageMean back_us = {};  // from the first touch until a CPU can map the page
  PageMean all_done_us = {};  // and until every thread has touched it
  int most_faults = 0;        // of one thread for one page
};

// Simulates as many races for a page as `pages` says, each with new random
// times. The same seed gives the same outcome. Throws Error when the model's
// parameters contradict each other.
RaceOutcome SimulateRace(const RaceModel& model, int pages, uint64_t seed);

// Computes ((f + d) / f)^(N - 1): the attempts of getref if each other thread
// independently holds a reference for a share d / (f + d) of the time.
double GetrefAttemptsOnPaper(double fault, double delay, int threads);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_MODEL_RACE_MODEL_H_
