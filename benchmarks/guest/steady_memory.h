// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_BENCHMARKS_GUEST_STEADY_MEMORY_H_
#define HMMBENCH_BENCHMARKS_GUEST_STEADY_MEMORY_H_

namespace hmmbench {

// Lets the process have all the heap and stack that it will need, so that
// neither of them changes the address space later. Call it first in main().
//
// That is for two reasons. A thread that is in the middle of a migration holds
// mmap_lock for reading, and when it stands still, it does so for as long as
// the starvation lasts. brk() wants the lock for writing: a watchdog that
// allocates then waits for what it is to end, and so does whoever faults after
// it. And every fault looks its address up among the VMAs: on 6.12 a heap for
// each thread and a mapping for each large block made it 0 to 224 instructions
// longer of 7,752, depending on the races before.
void HoldMemory();

}  // namespace hmmbench

#endif  // HMMBENCH_BENCHMARKS_GUEST_STEADY_MEMORY_H_
