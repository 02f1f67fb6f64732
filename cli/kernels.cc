// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/kernel_choice.h"
#include "cli/subcommand.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/source/source_name.h"
#include "fixtures/kernel/variant.h"
#include "fixtures/run/build_variants.h"
#include "fixtures/run/progress_line.h"

namespace hmmbench {
namespace {

constexpr const char* kFooter = R"(
A kernel is a source (a base's, which is Debian's linux-source package, fetched
where the machine's own packages do not have it; or with --variant your tree, a
tarball or another package) with the fixture patches, those of one policy, your
own and a configuration. It is built once: its id is a hash of all of these, and
what has the same id is taken from the cache,
${XDG_CACHE_HOME:-~/.cache}/hmmbench/kernels. The first kernel of a source and
configuration takes minutes, the next ones only compile what differs.
When they take more than 20 GiB together (HMMBENCH_CACHE_GIB says another
number), those that were used least lately go, but none of the last day's.

Examples:
  hmmbench kernels build                      stock, trylock and wait on 6.12
  hmmbench kernels build --base 7.3
  hmmbench kernels build --policies wait      one
  hmmbench kernels build --all --preempt full
  hmmbench kernels build --variant tree:$HOME/linux@v6.13
  hmmbench kernels build --dry-run            ids, without building
  hmmbench kernels list
  hmmbench kernels clean
  hmmbench kernels clean --older 30)";

struct BuildOptions {
  KernelChoice kernels;
  bool all = false;
  bool dry_run = false;
};

KernelCache Cache() {
  return {KernelPatchesFolder(), DefaultCacheFolder() / "kernels"};
}

void Print(const Kernel& kernel) {
  fmt::print("{}  {:<6} {:<12} {:<10} {:<8} {}\n", kernel.id,
             ParseSourceName(kernel.spec.source).ShortText(),
             kernel.spec.policy, kernel.spec.preemption,
             kernel.built ? "built" : "to build", kernel.source);
}

int Build(const BuildOptions& options) {
  KernelCache cache = Cache();
  KernelChoice choice = options.kernels;
  if (options.all) choice.policies = "all";
  const std::vector<VariantSpec> variants = VariantsOf(choice);
  if (options.dry_run) {
    for (const VariantSpec& variant : variants) {
      Print(cache.Plan(variant.kernel));
    }
    return kExitPass;
  }
  std::vector<BuiltVariant> built;
  {
    ProgressLine line(std::cerr);
    built = BuildVariants(cache, variants, line);
  }
  int exit_code = kExitPass;
  for (const BuiltVariant& variant : built) {
    if (variant.kernel) {
      Print(*variant.kernel);
    } else {
      exit_code = kExitHarnessError;
    }
  }
  return exit_code;
}

int List() {
  const std::vector<Kernel> kernels = Cache().List();
  for (const Kernel& kernel : kernels) Print(kernel);
  if (kernels.empty()) {
    fmt::print("no kernels are built; hmmbench kernels build builds them\n");
  }
  return kExitPass;
}

int Clean(int unused_days) {
  constexpr double kMib = 1 << 20;
  const CleanedCache cleaned =
      Cache().Clean(std::chrono::hours(24) * unused_days);
  fmt::print("{:.0f} MiB freed{}\n", static_cast<double>(cleaned.bytes) / kMib,
             cleaned.in_use == 0
                 ? ""
                 : fmt::format("; {} in use and kept", cleaned.in_use));
  return kExitPass;
}

std::function<int()> Setup(CLI::App& app) {
  app.footer(kFooter);
  app.require_subcommand(1);

  auto options = std::make_shared<BuildOptions>();
  CLI::App* build =
      app.add_subcommand("build", "Build kernels that are not in the cache");
  AddKernelOptions(*build, options->kernels);
  build->add_flag("--all", options->all, "Every policy of the base")
      ->excludes("--policies");
  build->add_flag("--dry-run", options->dry_run,
                  "Say what is built and what would be");
  CLI::App* list = app.add_subcommand("list", "Show the kernels in the cache");
  CLI::App* clean = app.add_subcommand("clean",
                                       "Remove built kernels and source trees, "
                                       "but what is in use at the moment");
  auto unused_days = std::make_shared<int>(0);
  clean
      ->add_option("--older", *unused_days,
                   "Only what was not used for so many days")
      ->option_text("DAYS")
      ->check(CLI::Range(1, 10000));

  return [options, build, list, unused_days] {
    if (*build) return Build(*options);
    if (*list) return List();
    return Clean(*unused_days);
  };
}

HMMBENCH_SUBCOMMAND(registration, {.name = "kernels",
                                   .summary = "Build, list and remove kernels",
                                   .order = 45,
                                   .setup = Setup});

}  // namespace
}  // namespace hmmbench
