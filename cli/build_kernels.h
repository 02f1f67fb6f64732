// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#ifndef HMMBENCH_CLI_BUILD_KERNELS_H_
#define HMMBENCH_CLI_BUILD_KERNELS_H_

#include <optional>
#include <string>
#include <vector>

#include "cli/progress_line.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/variant.h"

namespace hmmbench {

// "6.12 wait: compiling 512/1066 files, about 3:10 left"
std::string Describe(const BuildProgress& progress);

// Builds each kernel that is not cached, with progress on `line`, and says at
// the end of each what it took. Throws as KernelCache::Build() does.
std::vector<Kernel> BuildKernels(KernelCache& cache,
                                 const std::vector<KernelSpec>& specs,
                                 ProgressLine& line);

// A variant with its kernel, or why there is none.
struct BuiltVariant {
  VariantSpec variant;
  std::optional<Kernel> kernel;
  std::string error;  // one line where there is no kernel
};

// The same for variants, of which one that cannot be built (a patch does not
// apply, the compiler fails) does not keep the others from being built; that
// and what a source lacks is said on `line`. Throws Error, that of the first
// variant, when none can; Interrupted.
std::vector<BuiltVariant> BuildVariants(
    KernelCache& cache, const std::vector<VariantSpec>& variants,
    ProgressLine& line);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_BUILD_KERNELS_H_
