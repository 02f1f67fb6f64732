// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/build_kernels.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/progress_line.h"
#include "fixtures/base/error.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/variant.h"

namespace hmmbench {
namespace {

std::string_view StageName(BuildProgress::Stage stage) {
  switch (stage) {
    case BuildProgress::Stage::kWait:
      return "waiting for another build to finish";
    case BuildProgress::Stage::kRead:
      return "reading the tree,";
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

// `label`: what else it is called, "" for nothing; said where `kernel`, its
// source and policy, does not tell two variants apart.
std::string NameOf(const std::string& kernel, const std::string& label) {
  return kernel.find(label) != std::string::npos
             ? kernel
             : fmt::format("{} ({})", kernel, label);
}

Kernel BuildKernel(KernelCache& cache, const KernelSpec& spec,
                   const std::string& label, ProgressLine& line) {
  bool built_now = false;
  std::string name;
  Kernel kernel = cache.Build(spec, [&](BuildProgress progress) {
    // What is read may be a source whose kernel is there already.
    built_now = built_now || progress.stage != BuildProgress::Stage::kRead;
    name = progress.kernel = NameOf(progress.kernel, label);
    line.Update(Describe(progress));
  });
  line.Finish(built_now ? fmt::format("kernel {}: built in {}", name,
                                      Minutes(kernel.build_s))
                        : "");
  return kernel;
}

}  // namespace

std::string Describe(const BuildProgress& progress) {
  std::string text =
      fmt::format("kernel {}: {}", progress.kernel, StageName(progress.stage));
  if (progress.stage == BuildProgress::Stage::kRead ||
      progress.stage == BuildProgress::Stage::kExtract ||
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
  kernels.reserve(specs.size());
  for (const KernelSpec& spec : specs) {
    kernels.push_back(BuildKernel(cache, spec, "", line));
  }
  return kernels;
}

std::vector<BuiltVariant> BuildVariants(
    KernelCache& cache, const std::vector<VariantSpec>& variants,
    ProgressLine& line) {
  std::vector<BuiltVariant> built;
  bool any = false;
  for (const VariantSpec& variant : variants) {
    built.push_back({.variant = variant, .kernel = std::nullopt, .error = ""});
    try {
      built.back().kernel =
          BuildKernel(cache, variant.kernel, variant.label, line);
    } catch (const Interrupted&) {
      throw;
    } catch (const Error& error) {
      built.back().error = error.what();
      if (variants.size() == 1) throw;
      line.Finish(
          fmt::format("kernel {}: not built: {}", variant.label, error.what()));
      continue;
    }
    any = true;
    for (const std::string& missing : built.back().kernel->missing) {
      line.Finish(fmt::format("kernel {}: without {}", variant.label, missing));
    }
  }
  if (!any) {
    throw Error("none of the kernels could be built; {}: {}",
                built.front().variant.label, built.front().error);
  }
  if (!built.front().kernel) {
    line.Finish(fmt::format(
        "the baseline, {}, is left out: the next kernel takes its place",
        built.front().variant.label));
  }
  return built;
}

}  // namespace hmmbench
