// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The race for one page on paper: threads that touch it at the same moment, a
// driver that takes its time, and what the losers do, as a simulation of
// events. What happens when is read off the kernel's code; how long it takes is
// given. README.md has the assumptions and their limits.
//
// All times are in microseconds.

#ifndef HMMBENCH_ANALYSIS_MODEL_RACE_MODEL_H_
#define HMMBENCH_ANALYSIS_MODEL_RACE_MODEL_H_

#include <cstdint>
#include <string_view>

#include "fixtures/device/delay_shape.h"

namespace hmmbench {

// What a fault does that finds a device-private page in somebody's hands.
enum class LoserPolicy {
  // Takes a reference and calls the driver as well. Whoever comes to the check
  // while another one holds a reference has failed.
  kGetref,
  // The folio is locked before the driver is called. The loser faults again.
  kTrylock,
  // Likewise, but the loser sleeps until the lock is released.
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
  // Threads whose faults come from hmm_range_fault(): they enter and leave the
  // fault in `device_share` of the time and come `device_late` later, for their
  // touch begins with a system call.
  int device_threads = 0;
  double device_share = 0.5;
  double device_late = 2;
  // That run at the same time; 0: one a thread. A thread that finds none free
  // waits in line; one that runs is preempted after `slice` if others wait.
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
  // A page that is not back by then is given up.
  double limit = 100'000;
  // False: the assumptions of the count ((f + d) / f)^(N - 1). Nobody ever
  // meets a migration entry, there is one check, at the end of the delay, and a
  // thread is without a reference for all of f. For kGetref only.
  bool migration_entries = true;
};

// A mean over pages. Without two pages the standard error is absent: NaN.
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

// As many races for a page as `pages` says, each drawn anew. The same seed
// gives the same outcome. Throws Error when the model makes no sense.
RaceOutcome SimulateRace(const RaceModel& model, int pages, uint64_t seed);

// ((f + d) / f)^(N - 1): attempts of getref where every other thread holds a
// reference at a share d / (f + d) of the time, independently of the others.
double GetrefAttemptsOnPaper(double fault, double delay, int threads);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_MODEL_RACE_MODEL_H_
