// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/build_kernels.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/progress_line.h"
#include "fixtures/kernel/kernel.h"

namespace hmmbench {
namespace {

std::string_view StageName(BuildProgress::Stage stage) {
  switch (stage) {
    case BuildProgress::Stage::kWait:
      return "waiting for another build to finish";
    case BuildProgress::Stage::kFetch:
      return "fetching the source,";
    case BuildProgress::Stage::kExtract:
      return "unpacking the source,";
    case BuildProgress::Stage::kPatch:
      return "patching";
    case BuildProgress::Stage::kConfigure:
      return "configuring";
    case BuildProgress::Stage::kCompile:
      return "compiling,";
    case BuildProgress::Stage::kLink:
      return "linking";
    case BuildProgress::Stage::kTests:
      return "compiling hmm-tests";
  }
  return "";
}

}  // namespace

std::string Describe(const BuildProgress& progress) {
  std::string text =
      fmt::format("kernel {}: {}", progress.kernel, StageName(progress.stage));
  if (progress.stage == BuildProgress::Stage::kExtract ||
      progress.stage == BuildProgress::Stage::kCompile) {
    text += progress.files_total > 0
                ? fmt::format(" {}/{} files", progress.files_done,
                              progress.files_total)
                : fmt::format(" {} files", progress.files_done);
  }
  if (progress.stage == BuildProgress::Stage::kFetch) {
    text += fmt::format(" {} %", progress.files_done);
  }
  if (progress.remaining_s >= 0) {
    return text + fmt::format(", about {} left", Minutes(progress.remaining_s));
  }
  return text + fmt::format(", {} so far", Minutes(progress.elapsed_s));
}

std::vector<Kernel> BuildKernels(KernelCache& cache,
                                 const std::vector<KernelSpec>& specs,
                                 ProgressLine& line) {
  std::vector<Kernel> kernels;
  for (const KernelSpec& spec : specs) {
    bool built_now = false;
    const Kernel kernel = cache.Build(spec, [&](const BuildProgress& progress) {
      built_now = true;
      line.Update(Describe(progress));
    });
    line.Finish(built_now ? fmt::format("kernel {} {}: built in {}", spec.base,
                                        spec.policy, Minutes(kernel.build_s))
                          : "");
    kernels.push_back(kernel);
  }
  return kernels;
}

}  // namespace hmmbench
