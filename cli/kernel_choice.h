// Copyright 2026 The hmmbench authors
// SPDX-License-Identifier: Apache-2.0
//
// The options that choose which kernels are compared. They give the variants of
// the comparison, in full or in one of the short forms.

#ifndef HMMBENCH_CLI_KERNEL_CHOICE_H_
#define HMMBENCH_CLI_KERNEL_CHOICE_H_

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "fixtures/kernel/variant.h"

namespace hmmbench {

struct KernelChoice {
  // Variants in full (fixtures/kernel/variant.h). They exclude the short forms.
  std::vector<std::string> variants;

  // A source or, with `tree`, a git revision. "" stands for the default.
  std::string base;
  // Policies with commas between them. "usual" stands for those that `compare`
  // in series.toml names, "all" (or "") for every policy of the base.
  std::string policies = "usual";
  std::string preemption;  // with commas; "": the source's default
  std::string profiles;    // of the configuration, with commas; "": lean
  std::vector<std::filesystem::path> fragments;  // of Kconfig, applied last
  std::string tree;
  std::string tarball;
  std::vector<std::string> patches;
  std::vector<std::string> images;  // finished kernels, after the variants
  std::vector<std::string> make;    // variables, for all kernels
  friend bool operator==(const KernelChoice&, const KernelChoice&) = default;
};

inline constexpr const char* kDefaultBase = "6.12";

// Adds the options to the command line.
void AddKernelOptions(CLI::App& app, KernelChoice& choice);

// Those of a command that takes a base's policies only: base, preemption model
// and configuration.
void AddSourceOptions(CLI::App& app, KernelChoice& choice);

// The profiles of the configuration that were chosen, one at least.
std::vector<std::string> ProfilesOf(const KernelChoice& choice);

// What a variant's text says of such a configuration, of the fragments, whose
// paths become absolute, and of make's variables; "" for the lean one without
// any. Throws Error.
std::string ConfigText(const KernelChoice& choice, const std::string& profile);

// Returns the variants with their labels, the baseline first. Looks up every
// name in them. Throws Error.
std::vector<VariantSpec> VariantsOf(const KernelChoice& choice);

}  // namespace hmmbench

#endif  // HMMBENCH_CLI_KERNEL_CHOICE_H_
