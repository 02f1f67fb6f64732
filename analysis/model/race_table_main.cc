// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// race-table [CPUS [DELAY_US [FAULT_US [STAGGER_US [WAKEUP_US]]]]]: the race
// for a page on paper (race_model.h), faults / migrate_to_ram() calls a page
// for 2, 4 and 8 threads, each policy and shape of the delay. The table stands
// in kernel-patches/README.md beside the virtual clock's figures.

#include <fmt/format.h>

#include <cstdlib>
#include <span>

#include "analysis/model/race_model.h"
#include "fixtures/device/delay_shape.h"

int main(int argc, char** argv) {
  using namespace hmmbench;
  const std::span arguments(argv, static_cast<size_t>(argc));
  const auto number = [&](size_t place, double otherwise) {
    return place < arguments.size() ? std::strtod(arguments[place], nullptr)
                                    : otherwise;
  };
  constexpr int kPages = 2000;
  for (const DelayShape shape : {DelayShape::kUniform, DelayShape::kLognormal,
                                 DelayShape::kExponential}) {
    for (const LoserPolicy policy :
         {LoserPolicy::kGetref, LoserPolicy::kTrylock, LoserPolicy::kWait}) {
      fmt::print("{:<12} {:<8}", ToString(shape), ToString(policy));
      for (const int threads : {2, 4, 8}) {
        RaceModel model;
        model.policy = policy;
        model.cpu_threads = threads;
        model.cpus = static_cast<int>(number(1, 4));
        model.delay = number(2, 20);
        model.fault = number(3, 8);
        model.stagger = number(4, 20);
        model.wakeup = number(5, 0);
        model.shape = shape;
        const RaceOutcome outcome = SimulateRace(model, kPages, 1);
        fmt::print("  {:>8.3g} /{:>8.3g}", outcome.faults.value,
                   outcome.calls.value);
      }
      fmt::print("\n");
    }
  }
}
