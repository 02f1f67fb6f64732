// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_CLI_BUILD_KERNELS_H_
#define HMMBENCH_CLI_BUILD_KERNELS_H_

#include <string>
#include <vector>

#include "cli/progress_line.h"
#include "fixtures/kernel/kernel.h"

namespace hmmbench {

// "6.12 wait: compiling 512/1066 files, about 3:10 left"
std::string Describe(const BuildProgress& progress);

// Builds each kernel that is not cached, with progress on `line`, and says at
// the end of each what it took. Throws as KernelCache::Build() does.
std::vector<Kernel> BuildKernels(KernelCache& cache,
                                 const std::vector<KernelSpec>& specs,
                                 ProgressLine& line);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_BUILD_KERNELS_H_
