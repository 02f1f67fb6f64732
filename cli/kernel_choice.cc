// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/kernel_choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "cli/subcommand.h"
#include "fixtures/base/error.h"
#include "fixtures/kernel/build/kconfig.h"
#include "fixtures/kernel/kernel.h"
#include "fixtures/kernel/patch/series.h"
#include "fixtures/kernel/source/source_name.h"
#include "fixtures/kernel/variant.h"
#include "fixtures/run/bundle_folder.h"

namespace hmmbench {
namespace {

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

// Returns the part of a variant's text after the source.
std::string Behind(const std::string& policy, const std::string& preemption,
                   const std::vector<std::string>& patches) {
  std::string text;
  if (!policy.empty()) text += ",policy=" + policy;
  if (!preemption.empty()) text += ",preempt=" + preemption;
  for (const std::string& patch : patches) text += ",patch=" + patch;
  return text;
}

// Returns the policy if only one is named; "" otherwise.
std::string OnePolicy(const KernelChoice& choice) {
  const std::vector<std::string> policies = SplitAtCommas(choice.policies);
  if (choice.policies == "usual") return "";
  if (policies.size() != 1 || choice.policies == "all") {
    throw Error(
        "a source is compared with itself under a patch here, so --policies "
        "can only name one; use --variant for more");
  }
  return policies.front();
}

std::string OnePreemption(const KernelChoice& choice) {
  if (choice.preemption.find(',') != std::string::npos) {
    throw Error(
        "a source is compared with itself under a patch here, so --preempt can "
        "only name one model; use --variant for more");
  }
  return choice.preemption;
}

// Returns every policy under every preemption model.
std::vector<std::string> PolicyTexts(const KernelChoice& choice,
                                     const std::string& source) {
  std::vector<std::string> policies = SplitAtCommas(choice.policies);
  const bool all = choice.policies == "all" || policies.empty();
  if (ParseSourceName(source).kind == SourceName::Kind::kBase) {
    const Series series = ReadSeries(KernelPatchesFolder(), source);
    if (choice.policies == "usual") policies = series.compare;
    if (all) policies = series.PolicyNames();
  } else {
    if (all) throw Error("{}: name the policies that it is to get", source);
    if (choice.policies == "usual") policies = {"stock"};
  }
  std::vector<std::string> preemptions = SplitAtCommas(choice.preemption);
  if (preemptions.empty()) preemptions.emplace_back();
  std::vector<std::string> texts;
  for (const std::string& preemption : preemptions) {
    for (const std::string& policy : policies) {
      texts.push_back(source + Behind(policy, preemption, {}));
    }
  }
  return texts;
}

// Returns a source and the same source with patches.
std::vector<std::string> PatchTexts(const KernelChoice& choice,
                                    const std::string& source) {
  const std::string policy = OnePolicy(choice);
  const std::string preemption = OnePreemption(choice);
  return {source + Behind(policy, preemption, {}),
          source + Behind(policy, preemption, choice.patches)};
}

std::vector<std::string> TreeTexts(const KernelChoice& choice) {
  const std::string tree = "tree:" + choice.tree;
  if (choice.base.empty() && !choice.patches.empty()) {
    return PatchTexts(choice, tree);
  }
  if (choice.base.empty() && choice.policies != "usual") {
    return PolicyTexts(choice, tree);
  }
  if (!choice.patches.empty()) {
    return PatchTexts(choice, tree + "@" + choice.base);
  }
  const std::filesystem::path folder = ParseSourceName(tree).place;
  if (choice.base.empty() && !std::filesystem::exists(folder / ".git")) {
    return PolicyTexts(choice, tree);
  }
  const std::string behind =
      Behind(OnePolicy(choice), OnePreemption(choice), {});
  return {tree + "@" + (choice.base.empty() ? "HEAD" : choice.base) + behind,
          tree + behind};
}

// Returns the kernels of a bundle, which builds none.
std::vector<std::string> BundledTexts(const KernelChoice& choice,
                                      const BundleFolder& bundle) {
  if (!bundle.HasGuest()) {
    throw Error(
        "this bundle has no guest: add --on host to measure the running kernel "
        "(hmmbench bundle --with-guest makes one that has)");
  }
  KernelChoice policies;
  policies.policies = choice.policies;
  if (choice != policies) {
    throw Error(
        "a bundle builds no kernels: leave out what chooses them but "
        "--policies, --kernel and --variant image:FILE; it has {}",
        fmt::join(bundle.kernels, ", "));
  }
  const bool all = choice.policies == "usual" || choice.policies == "all";
  return BundledVariants(bundle, all ? std::vector<std::string>()
                                     : SplitAtCommas(choice.policies));
}

std::vector<std::string> Texts(const KernelChoice& choice) {
  if (!choice.variants.empty() || !choice.images.empty()) {
    std::vector<std::string> texts = choice.variants;
    for (const std::string& image : choice.images) {
      texts.push_back("image:" + image);
    }
    for (std::string& text : texts) {
      if (text.find(",preempt=") == std::string::npos) {
        text += Behind("", OnePreemption(choice), {});
      }
    }
    return texts;
  }
  if (OwnBundle()) return BundledTexts(choice, *OwnBundle());
  if (!choice.tree.empty()) return TreeTexts(choice);
  std::string source = choice.base.empty() ? kDefaultBase : choice.base;
  if (!choice.tarball.empty()) source = "tarball:" + choice.tarball;
  return choice.patches.empty() ? PolicyTexts(choice, source)
                                : PatchTexts(choice, source);
}

// Of every command that builds kernels.
void AddConfigurationOptions(CLI::App& app, KernelChoice& choice) {
  app.add_option("--preempt", choice.preemption,
                 "Preemption model: none, voluntary or full (6.12), lazy or "
                 "full (7.3); several, separated by commas, are compared like "
                 "policies. Default: the base's first");
  app.add_option("--config-profile", choice.profiles,
                 "How much of a kernel is built: lean (if not given), or "
                 "distribution, with control groups, mitigations, NUMA "
                 "balancing and hardening as Debian has them; several, "
                 "separated by commas, are compared like policies")
      ->option_text("NAME,...");
  app.add_option("--config,--fragment", choice.fragments,
                 "More Kconfig fragments for the kernels, applied last, or a "
                 "distribution's whole .config");
  app.add_option("--make", choice.make,
                 "A variable for the make that builds the kernels, such as "
                 "CC=gcc-13, 'CC=gcc -std=gnu11' or LLVM=1; may be repeated")
      ->expected(1)
      ->option_text("VARIABLE=VALUE");
}

// Once, however often the variants are read.
void Remark(const std::vector<VariantSpec>& variants) {
  static std::set<std::string> said;
  for (const VariantSpec& variant : variants) {
    for (const std::string& remark : variant.remarks) {
      if (said.insert(remark).second) {
        fmt::print(stderr, "hmmbench: note: {}\n", remark);
      }
    }
  }
}

}  // namespace

void AddSourceOptions(CLI::App& app, KernelChoice& choice) {
  app.add_option("--base", choice.base, "Kernel source to build from")
      ->option_text(fmt::format("SOURCE [{}]", kDefaultBase));
  AddConfigurationOptions(app, choice);
}

void AddKernelOptions(CLI::App& app, KernelChoice& choice) {
  auto* variant = app.add_option(
      "--variant", choice.variants,
      "A kernel of the comparison, may be repeated, the first is the baseline: "
      "SOURCE[,policy=P][,patch=F]...[,config=F]...[,preempt=M]"
      "[,make=V=W]...[,label=L]. "
      "SOURCE: 6.12 (a base; hmmbench list), tree:DIR (as it is on the disk), "
      "tree:DIR@REVISION, tarball:FILE, debian:linux-source-X[@SUITE], "
      "debian:linux-image-X[@SUITE] (as Debian built it), image:FILE");
  variant->type_name("VARIANT")->expected(1)->take_all();
  auto* base =
      app.add_option("--base", choice.base,
                     "Kernel source to build from; with --tree: the git "
                     "revision to compare with")
          ->excludes(variant);
  base->option_text(fmt::format("SOURCE [{}]", kDefaultBase));
  auto* tree =
      app.add_option("--tree", choice.tree,
                     "Your kernel tree, only read: what is saved in it against "
                     "--base (HEAD); with --patch: --base, or the tree, "
                     "without and with the patches")
          ->excludes(variant)
          ->option_text("DIR");
  app.add_option("--tarball", choice.tarball, "A kernel source's tarball")
      ->excludes(variant)
      ->excludes(base)
      ->excludes(tree)
      ->option_text("FILE");
  app.add_option("--kernel", choice.images,
                 "A finished kernel: a bzImage (vmlinuz) or vmlinux, with its "
                 "configuration in it or beside it; may be repeated")
      ->excludes(base)
      ->excludes(tree)
      ->expected(1)
      ->take_all()
      ->option_text("FILE");
  app.add_option("--patch", choice.patches,
                 "Compare the source with and without it: a patch, the mails "
                 "of a series in one file (git format-patch, b4), or a range "
                 "of commits A..B of --tree; may be repeated")
      ->excludes(variant)
      ->expected(1)
      ->option_text("PATCH");
  app.add_option("--policies", choice.policies,
                 "Lock policies to compare, separated by commas; the first is "
                 "the baseline, and a name given twice an A/A comparison. "
                 "usual (if not given): stock and two more of the "
                 "base; all, or no value: every one")
      ->excludes(variant)
      ->expected(0, 1)
      ->default_str("all")  // what it takes without a value
      ->option_text("NAME,... [usual]");
  AddConfigurationOptions(app, choice);
}

std::vector<std::string> ProfilesOf(const KernelChoice& choice) {
  std::vector<std::string> profiles = SplitAtCommas(choice.profiles);
  if (profiles.empty()) profiles.emplace_back(kLeanProfile);
  return profiles;
}

std::string ConfigText(const KernelChoice& choice, const std::string& profile) {
  std::string text;
  const auto own = ProfileFragment(KernelPatchesFolder() / "config", profile);
  if (own) text += ",config=" + own->string();
  for (const auto& fragment : choice.fragments) {
    text += ",config=" + std::filesystem::absolute(fragment).string();
  }
  for (const std::string& variable : choice.make) text += ",make=" + variable;
  return text;
}

std::vector<VariantSpec> VariantsOf(const KernelChoice& choice) {
  const KernelCache cache(KernelPatchesFolder(),
                          DefaultCacheFolder() / "kernels");
  std::vector<VariantSpec> variants;
  for (const std::string& text : Texts(choice)) {
    for (const std::string& profile : ProfilesOf(choice)) {
      variants.push_back(
          ParseVariant(text + ConfigText(choice, profile),
                       DefaultCacheFolder() / "kernels" / "patches"));
    }
  }
  // This comes before defaults are filled in, so that a label names only what
  // the user chose.
  Remark(variants);
  // Before defaults are filled in: what nobody chose says nothing.
  LabelVariants(variants);
  for (VariantSpec& variant : variants)
    variant.kernel = cache.Complete(variant.kernel);
  return variants;
}

}  // namespace hmmbench
