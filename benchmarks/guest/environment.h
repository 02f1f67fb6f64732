// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The machine as the records describe it.

#ifndef HMMBENCH_BENCHMARKS_GUEST_ENVIRONMENT_H_
#define HMMBENCH_BENCHMARKS_GUEST_ENVIRONMENT_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "fixtures/measure/counters.h"
#include "fixtures/measure/tsc_clock.h"
#include "fixtures/placement/topology.h"
#include "fixtures/record/records.h"

namespace hmmbench {

// Returns all that can be found out about this machine and leaves the rest
// empty. `counters` says what is to be counted.
Environment DescribeEnvironment(const Clock& clock, const Topology& topology,
                                CounterSet counters);

// How the kernel preempts: "none", "voluntary", "full", "lazy", "rt", or "" if
// it does not tell. `config_gz` is the kernel's /proc/config.gz (it may be
// missing), `debug_preempt` its /sys/kernel/debug/sched/preempt, which has the
// last word where the choice is made at boot; `version` is uname -v.
std::string Preemption(const std::filesystem::path& config_gz,
                       const std::filesystem::path& debug_preempt,
                       std::string_view version);

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_GUEST_ENVIRONMENT_H_
