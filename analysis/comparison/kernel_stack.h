// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The functions in a kernel's stack traces, in the forms in which the kernel
// prints them: /proc/PID/stack, sysrq, backtraces on the console.

#ifndef HMMBENCH_ANALYSIS_COMPARISON_KERNEL_STACK_H_
#define HMMBENCH_ANALYSIS_COMPARISON_KERNEL_STACK_H_

#include <string>
#include <string_view>
#include <vector>

#include "fixtures/record/records.h"

namespace hmmbench {

// "[<0>] __flush_work+0x1a2/0x2b0" -> "__flush_work". What the compiler adds to
// a name (".isra.0") is left out; a frame in no known form stays as it is.
std::string FunctionOf(std::string_view frame);

// Returns the functions of every frame, the innermost first.
std::vector<std::string> FunctionsOf(const StackTrace& stack);

// Returns the first stack with frames whose `who` starts with `role`
// ("spinner", "holder"); null without one.
const StackTrace* FindStack(const Stall& stall, std::string_view role);

// Returns the backtraces of CPUs in the lines of a console, as a guest prints
// them after an NMI. Idle CPUs have none. Frames that the kernel is not sure of
// ("? ") and those of the NMI itself are left out.
std::vector<StackTrace> StacksOnConsole(const std::vector<std::string>& lines);

}  // namespace hmmbench

#endif  // HMMBENCH_ANALYSIS_COMPARISON_KERNEL_STACK_H_
