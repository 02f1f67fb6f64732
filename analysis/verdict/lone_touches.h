// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The touches of one thread that nobody races with, on the virtual clock. All
// of them are known to the instruction, except for one thing: a tick of the
// kernel's timer makes the touch that it falls into longer by thousands of
// instructions, and another kernel, another seed or one instruction more puts
// it into another touch. The guest tells which touches a tick fell into
// (ThreadRecord::ticked_touches). How long those would have been without it is
// not known, but between which lengths: no shorter than the shortest touch of
// the boot, and no longer than they were. So each quantity comes with what the
// ticks leave open of it, and a difference counts as far as no tick can have
// made it.
//
// A bound on a touch's length would not do for that: a fault that refills a
// list or splits a folio costs as much as a tick, and that is a cost to be
// seen. Other interrupts are not told apart. They are rare where one thread has
// the machine to itself, and count as the kernel's own.

#ifndef HMMBENCH_ANALYSIS_VERDICT_LONE_TOUCHES_H_
#define HMMBENCH_ANALYSIS_VERDICT_LONE_TOUCHES_H_

#include <optional>

#include "analysis/statistics/effect.h"
#include "analysis/verdict/metric.h"
#include "fixtures/record/records.h"

namespace hmmbench {

// A difference of the mean or a percentile counts when it is larger than this
// share. Two seeds of the same kernel differ by less: what a fault finds (a
// full batch, an empty list) depends a little on what happened before.
inline constexpr double kLoneMargin = 0.01;

// Returns one boot's value of kShortest, kMean, kP50 or kP99 in ns, with the
// range that the ticks leave open (Replicate::open; the shortest touch is exact
// and has no range). When touches are as long as the timer's period, a tick
// fell into most of them. All touches then count as they are, because a tick
// costs both kernels the same share of time. Returns nullopt when the boot does
// not have the value: for another metric, for a percentile of response times,
// with too few samples or hidden by ticks, when ticks were not told apart, and,
// except for the shortest touch, in a cell that was cut off.
std::optional<Replicate> LoneReplicateOf(Metric metric,
                                         const CellRecord& record, int block,
                                         int pass);

// Returns ns per touch over the touches that no tick fell into (or over all, as
// above). Returns nullopt when ticks were not told apart or no touch was timed.
std::optional<double> MeanLoneTouch(const CellRecord& record);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_VERDICT_LONE_TOUCHES_H_
